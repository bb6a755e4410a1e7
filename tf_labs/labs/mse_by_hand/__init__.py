"""The mean squared error worked out by hand."""
