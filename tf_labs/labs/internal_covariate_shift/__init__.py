"""What batch norm does to the distributions of the layers, and whether that is why it helps."""
