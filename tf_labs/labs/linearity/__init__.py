"""What is linear, and stacks of it."""
