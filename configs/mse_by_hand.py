"""The mean squared error by hand: 250 / 4 = 62.5, a parabola over W, slope 0 at its bottom.

Errors of both signs cancel in a sum, their squares do not. Four examples and the line 13 x + 1 are
few enough to work out on paper. Cost function, loss function, error function and objective function
are four names for the number that training makes small; here it is the mean squared error, and of
three lines through the four points, 13 x + 1, 20 x and x, the best is the one where it is lowest
(`figures/lines.png`).

Seen as a function of W alone (b = 0) the cost is a parabola: left of its minimum the slope is
negative and a descent raises W, right of it positive and W falls, and the nearer the flatter. Each
slope comes in closed form and from tf.GradientTape. descent walks down this curve.

Printed in the notes: errors -2, 10, -11, -5 (truth minus prediction), their squares 250, the mean
62.5; a sentence later 44.5. That is 178 / 4, the mean of the column y (25, 50, 42, 61); the
same comes out if the third error is read as -7.

    tf-labs run mse_by_hand

Measured on 2 cores: 6 s; 250, 62.5; the three lines have 62.5, 822.5 and 1,829.5. W x is best at
W = 12.463 with cost 55.61, and W x + b at 10 x + 9.5 with 47.25. Every slope of the tape is that of
the closed form.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('mse_by_hand')
