"""Labs on the fundamentals of neural networks, on TensorFlow."""

__version__ = '0.4.0'
