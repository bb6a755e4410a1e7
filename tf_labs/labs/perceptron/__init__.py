"""Threshold units: set by hand, and taught by the perceptron rule."""
