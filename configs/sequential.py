"""What keras.Sequential can say and what it cannot: a branch, two inputs, two outputs.

The Lab-09-1 notes say of Sequential: layers one after the other, made for nets without branches.
Here each structure is built and called in both forms, and what Keras says is printed. A branch past
a layer, a second input and a second output are refused; the functional form has all of them. Two
things that look impossible are not: one layer may stand at two places of a chain, and a branch may
hide inside a layer of one's own, which from outside is one input and one output.

What one would miss: 20 hidden layers of ReLU as a chain, and with x + f(x) in place of f(x) in
each, as in residual nets (He et al., 2016): a residual or skip connection. In 200 steps at one
learning rate the chain gets to 0.40 and the net with branches to 0.91. It is not that the gradient
vanishes in the chain: He's initialization keeps it (vanishing_gradient). A block x + f(x) with a
small f begins near the identity: the kernels beside a branch start at a tenth, so that the sums do
not grow with depth, and a chain could not start like that, as its signal would shrink tenfold in
each layer. Which of the two helps, branch or start, this lab does not separate.

    tf-labs run sequential

Measured on 2 cores: 20 s of processor time. Refused: branch, two inputs, two outputs. 200 steps on
500 digits, 5 seeds: test accuracy of the chain 0.403 (0.117 to 0.672), with branches 0.911 (0.906
to 0.919); the difference is 0.508 (95% interval 0.259 to 0.758).

Answers: Lab-09-1 notes, Code (Sequential).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('sequential')
