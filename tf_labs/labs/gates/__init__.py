"""One neuron on four logic gates."""
