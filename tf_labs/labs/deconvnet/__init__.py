"""Activations carried back to the pixels."""
