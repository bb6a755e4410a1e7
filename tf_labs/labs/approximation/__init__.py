"""Curves that a line cannot follow, fitted by nets of one hidden layer and more."""
