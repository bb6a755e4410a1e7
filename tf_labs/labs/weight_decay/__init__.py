"""Whether weight decay lowers the training error."""
