"""Small tables by full-batch gradient descent."""
