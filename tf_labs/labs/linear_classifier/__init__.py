"""Logistic regression and softmax regression on real tables."""
