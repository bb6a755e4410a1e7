"""Whether sparse activations help accuracy and speed."""
