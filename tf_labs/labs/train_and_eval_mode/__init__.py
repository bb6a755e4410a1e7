"""Training mode and evaluation mode of dropout and batch norm."""
