"""The commands, as functions of their flags. TensorFlow is imported where it is first needed."""
