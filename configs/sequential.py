"""What keras.Sequential can express and what it cannot: a branch, two inputs, two outputs.

The Lab-09-1 notes describe Sequential as layers one after the other, made for nets without
branches. Here each structure is built and called in both forms, and Keras's response is printed. A
branch around a layer, a second input and a second output are refused; the functional form accepts
all of them. Two things that look impossible are not: one layer may appear at two places in a chain,
and a branch may hide inside a custom layer, which from outside has one input and one output.

What one would miss: 20 hidden ReLU layers as a chain, and with x + f(x) in place of f(x) in each,
as in residual nets (He et al., 2016): a residual or skip connection. In 200 steps at one learning
rate the chain reaches 0.40 and the net with branches 0.91. The gradient does not vanish in the
chain: He's initialization preserves it (vanishing_gradient). A block x + f(x) with a small f begins
near the identity: the kernels beside a branch are scaled to a tenth initially, so that the sums do
not grow with depth. A chain could not start like that, because its signal would shrink tenfold in
each layer. This lab does not separate which of the two helps, the branch or the initial scale.

    tf-labs run sequential

Measured on 2 cores: 20 s of processor time. Refused: branch, two inputs, two outputs. 200 steps on
500 digits, 5 seeds: test accuracy of the chain 0.403 (0.117 to 0.672), with branches 0.911 (0.906
to 0.919); the difference is 0.508 (95% interval 0.259 to 0.758).

Answers: Lab-09-1 notes, Code (Sequential).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('sequential')
