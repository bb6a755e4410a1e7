"""What keras.Sequential can say, and what needs the functional form."""
