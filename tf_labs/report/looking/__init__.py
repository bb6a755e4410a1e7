"""Figures of the labs that look into a trained net."""
