"""Learning rates, and inputs that are not scaled: until the cost is inf and then nan."""
