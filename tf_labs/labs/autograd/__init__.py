"""Automatic differentiation beside the closed forms."""
