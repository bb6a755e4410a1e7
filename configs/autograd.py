"""Autograd: d(2 w^2 + 5)/dw = 8 at w = 2, and gradients that add up unless they are set to 0.

tf.GradientTape records operations and plays them backwards by the chain rule. A tape can be asked
once, a persistent one more often; it follows variables by itself and constants only if it is told
to watch them, else the answer is None; a tape around a tape gives second derivatives, and
stop_gradient makes a factor count as a number. Sixty lines of plain Python
(tf_labs/labs/autograd/reverse_mode.py) do the same for numbers. Each answer stands beside its
closed form.

The notes' framework adds each new gradient to the last one until it is told to set it to 0: twenty-
one passes of z = 2 w print 2, 4, ..., 42. TensorFlow's tape hands out a new gradient each time:
2, 2, ..., 2. Adding up on purpose is how one makes a large batch out of small ones.

    tf-labs run autograd

Measured on 2 cores: 6 s; 8 at w = 2, sums 2, 4, ..., 42, alone 2, 2, ..., 2; every answer is that
of its closed form to 1e-16. Printed in the notes: 8.0, and 2.0 to 42.0 in steps of 2.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('autograd')
