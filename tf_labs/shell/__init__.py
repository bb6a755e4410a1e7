"""Many commands in one shell: each a fork of a process that has imported TensorFlow."""
