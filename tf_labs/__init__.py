"""Labs on the fundamentals of neural networks, on TensorFlow."""

__version__ = '0.5.0'
