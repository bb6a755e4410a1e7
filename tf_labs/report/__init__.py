"""Figures and tables: what a run shows."""
