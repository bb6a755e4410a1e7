"""A class: what its students are given, and the check of what they hand in."""
