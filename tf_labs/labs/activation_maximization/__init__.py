"""The input that a unit of a trained net answers to most."""
