"""The activations: curves, derivatives, statistics; and their page."""
