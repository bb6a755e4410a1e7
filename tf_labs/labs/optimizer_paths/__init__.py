"""Optimizers race over four surfaces; and their page."""
