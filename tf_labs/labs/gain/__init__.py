"""The gain of an initialization, and the distributions that the weights are drawn from."""
