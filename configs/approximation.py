"""No line and no deep linear net fits x^2, x^5 or sin x; a few units of tanh or ReLU do.

f(x) = w x + b has a best line for each curve, and that is as near as it comes, whatever w and b
are: the mean squared error is 4/45 for x^2 on [-1, 1], 1/11 - 3/49 for x^5, 1/2 - 3 / pi^2 for
sin x on [-pi, pi]. A linear net with three hidden layers of eight units ends at the same error: it
is a line. With an activation between the layers the error falls with the width, of tanh sooner
than of ReLU, whose fit is made of straight pieces. A unit of ReLU can be lost from the start, so
some narrow nets stay bad.

What was fitted is known where there were data, and only there. As far again on either side the
nets go on as they happen to: ReLU in straight lines, tanh levelling off, and neither knows that
sin x comes down again.

    tf-labs run approximation

Answers the notes on activation functions ("can w1 x + b1 learn x^2, x^5, sin x?").

Measured on 2 cores: 20 s.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('approximation')
