"""Gradients that vanish with depth, and units that die."""
