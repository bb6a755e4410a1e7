"""Optimizers on features of very unequal frequency."""
