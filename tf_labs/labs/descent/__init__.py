"""Gradient descent as a walk on the cost curve and on the cost surface."""
