"""One neuron learns AND, OR and NAND, and cannot learn XOR: its loss stays at ln 2 for ever.

A logistic unit, p = sigmoid(W1 x1 + W2 x2 + b), has a straight line as its decision boundary. Three
of the gates have their ones on one side of a line; XOR has them at opposite corners. Neither luck
nor patience helps: the loss is convex with a single minimum, and for XOR that is W = 0, b = 0,
where every prediction is one half. The gradient there is 0 and the Hessian is positive definite;
both are printed.

    tf-labs run gates

The cost at step 0 depends only on the initial weights: 0.6971 with ours, 0.7056 in the notes.

Measured on 2 cores: 6 s; losses at step 10000: AND 0.00171, OR 0.00091, NAND 0.00171, all four rows
right; XOR 0.6931471824645996 at every printed step from 1000 on (float32's ln 2), two of four rows
right. Printed in the notes for XOR: 0.6931471824645996 from step 1000 on.

Answers: notes on Part 2, Lab-08-1; course lab 09 (XOR).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('gates')
