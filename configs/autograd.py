"""Autograd: d(2 w^2 + 5)/dw = 8 at w = 2, and gradients that add up unless they are set to 0.

tf.GradientTape records operations and replays them backwards with the chain rule. A tape can be
asked for gradients once, a persistent tape more than once. It watches variables by itself, and
constants only when told to; otherwise the gradient is None. A tape inside a tape gives second
derivatives, and stop_gradient treats a factor as a constant. Sixty lines of plain Python
(tf_labs/labs/autograd/reverse_mode.py) do the same for scalars. Every result is shown beside its
closed form.

PyTorch, which the notes use, adds each new gradient to the last one until zero_grad() is called:
twenty-one backward passes of z = 2 w print 2, 4, ..., 42. TensorFlow's tape returns a new gradient
each time: 2, 2, ..., 2. Adding gradients up on purpose (gradient accumulation) makes a large batch
out of small ones.

    tf-labs run autograd

Measured on 2 cores: 6 s; 8 at w = 2, accumulated 2, 4, ..., 42, separate 2, 2, ..., 2; every result
agrees with its closed form to 1e-16. Printed in the notes: 8.0, and 2.0 to 42.0 in steps of 2.

Answers: notes on linear regression, 2.6 (zero_grad) and 3.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('autograd')
