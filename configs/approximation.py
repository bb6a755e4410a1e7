"""No line and no deep linear net fits x^2, x^5 or sin x; a few units of tanh or ReLU do.

f(x) = w x + b has a best line for each curve, and that is as near as it comes, whatever w and b
are: the mean squared error is 4/45 for x^2 on [-1, 1], 1/11 - 3/49 for x^5, 1/2 - 3 / pi^2 for sin
x on [-pi, pi], and on the 101 points of this lab a little more. A linear net with three hidden
layers of eight units ends at the same error: it is a line. With an activation between the layers
the error falls with the width, of tanh sooner than of ReLU, whose fit is made of straight pieces.
That enough units can fit any continuous function on an interval is the universal approximation
theorem. A unit of ReLU can be lost from the start, so some narrow nets stay bad.

What was fitted is known where there were data, and only there: extrapolation is another matter. As
far again on either side the nets go on as they happen to: ReLU in straight lines, tanh levelling
off in the end, and neither knows that sin x turns back.

    tf-labs run approximation

Measured on 2 cores: 15 s. Root mean squared error over 5 seeds of the line, the deep linear net, 2
and 8 units of tanh, 2 and 8 units of ReLU: x^2 0.304, 0.304, 0.0003, 0.0001, 0.17, 0.009; x^5
0.181, 0.181, 0.013, 0.0007, 0.18, 0.049; sin x 0.451, 0.451, 0.005, 0.0005, 0.40, 0.020. Outside
of the data, with 8 units of tanh and of ReLU: x^2 0.31 and 0.70, x^5 9.6 and 12, sin x 0.90 and
1.1. From four units of tanh on, more units do not help: the fit ends where L-BFGS does.

Answers: notes on linear and non-linear functions (x^2, x^5, sin x).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('approximation')
