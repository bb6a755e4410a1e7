"""Whether activations with a mean of 0.5 slow training."""
