"""A linear classifier on the features of each layer."""
