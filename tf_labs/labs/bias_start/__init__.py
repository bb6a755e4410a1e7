"""Whether biases of 1 speed up the start of training."""
