"""The perceptron: gates set by hand, a learning rule with a bound on its mistakes, XOR for ever.

This is the neuron with which the notes on Part 2 and on activation functions begin: it takes the
weighted sum of its inputs and outputs 1 if the sum reaches a threshold (the Heaviside step),
otherwise 0. AND, OR and NAND are one unit each, with weights that can be chosen on paper; XOR takes
two layers of them.

The perceptron rule finds such weights: it starts at 0, and after each wrong answer it adds or
subtracts the input. If a line separates the classes (they are linearly separable), it makes at most
(R / margin)^2 mistakes (Novikoff, 1962); here they are counted on made-up examples. R is the norm
of the longest input, including the 1 for the bias; the margin is the smallest |v* u| over the
inputs u for a unit vector v* that separates them. No line separates XOR: its weights come back to
earlier values, so the rule cycles for ever.

Inside a net the step is of no use for learning. Its derivative is 0, so no gradient passes through:
the layers below keep their initial weights, and only the last one learns. The notes say that the
step cannot give several outputs. Several units can, each for one class against the rest, but some
inputs then get two answers or none, because the step throws away how far the sum is above the
threshold.

    tf-labs run perceptron

Measured on 2 cores: 19 s of processor time. One unit computes 14 of the 16 functions of two bits.
The rule learns AND, OR and NAND after 11, 5 and 10 mistakes; on XOR the weights after pass 3 are
those after pass 2. The bound holds in all 80 sets of each of 5 seeds, and at most 0.25 of it is
used; the most mistakes at margins 0.3, 0.1, 0.03 and 0.01 are 7, 23, 159 and 367 (seed 777). Digits
with 32 hidden units, over 5 seeds: with the step the first layer moves by 0 and 0.714 +- 0.043 of
the test digits are right, with the sigmoid 0.952 +- 0.003. Ten threshold units: exactly one outputs
1 on 0.883 of the test digits, and it is the right one on 0.867; the largest sum is right on 0.947.

Answers: notes on Part 2, Lab-08-1; notes on activation functions (threshold unit).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('perceptron')
