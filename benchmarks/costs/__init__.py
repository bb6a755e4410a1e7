"""What training over several workers costs: a model of its steps and of its failures."""
