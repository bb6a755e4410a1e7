"""Gradients that grow with depth, and what stops them."""
