"""Stacked Boltzmann machines."""
