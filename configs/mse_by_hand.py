"""The mean squared error by hand: 250 / 4 = 62.5, a parabola over W, slope 0 at its minimum.

Errors of both signs cancel in a sum, their squares do not. Four examples and the line 13 x + 1 are
few enough to work out on paper. Cost, loss, error and objective function are four names for one
thing, the number that training makes small; here it is the mean squared error. Of three lines for
the four points, 13 x + 1, 20 x and x, the best is the one with the lowest error
(`figures/lines.png`).

As a function of W alone (b = 0) the cost is a parabola. Left of its minimum the slope is negative
and gradient descent increases W; right of it the slope is positive and W decreases; the closer to
the minimum, the smaller the slope. Each slope is computed in closed form and by tf.GradientTape.
descent walks down this curve.

Printed in the notes: errors -2, 10, -11, -5 (truth minus prediction), the sum of their squares 250,
the mean 62.5; a sentence later 44.5. Where 44.5 comes from is not known. Either of two slips would
give it: 178 / 4 is the mean of the column y (25, 50, 42, 61), and the third error misread as -7
gives 178 / 4 as well.

    tf-labs run mse_by_hand

Measured on 2 cores: 6 s; 250, 62.5; the three lines have costs of 62.5, 822.5 and 1,829.5. W x is
best at W = 12.463 with cost 55.61, and W x + b at 10 x + 9.5 with 47.25. Every slope from the tape
equals the closed form.

Answers: notes on linear regression, 1.2 and 1.3; course lab 03.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('mse_by_hand')
