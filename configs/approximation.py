"""No line and no deep linear net fits x^2, x^5 or sin x; a few tanh or ReLU units do.

For each curve there is a best line f(x) = w x + b, and no choice of w and b comes closer: its mean
squared error is 4/45 for x^2 on [-1, 1], 1/11 - 3/49 for x^5, 1/2 - 3 / pi^2 for sin x on [-pi,
pi], and a little more on the 101 points of this lab. A linear net with three hidden layers of eight
units ends at the same error: it is a line. With an activation between the layers the error falls as
the width grows, sooner for tanh than for ReLU, whose fit is made of straight pieces. The universal
approximation theorem says that enough units can fit any continuous function on an interval. A ReLU
unit can be dead from the start, so some narrow nets stay bad.

The function is known only where there were data; extrapolation is another matter. As far again on
either side, each net goes on in its own way: ReLU in straight lines, tanh levelling off in the end,
and neither knows that sin x turns back.

    tf-labs run approximation

Measured on 2 cores: 15 s. Root mean squared error over 5 seeds of the line, the deep linear net, 2
and 8 tanh units, 2 and 8 ReLU units: x^2 0.304, 0.304, 0.0003, 0.0001, 0.17, 0.009; x^5 0.181,
0.181, 0.013, 0.0007, 0.18, 0.049; sin x 0.451, 0.451, 0.005, 0.0005, 0.40, 0.020. Outside the data,
with 8 units of tanh and of ReLU: x^2 0.31 and 0.70, x^5 9.6 and 12, sin x 0.90 and 1.1. From four
tanh units on, more units do not help: the fit stops where L-BFGS does.

Answers: notes on linear and non-linear functions (x^2, x^5, sin x).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('approximation')
