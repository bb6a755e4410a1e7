"""The perceptron: gates set by hand, a learning rule with a bound on its mistakes, XOR for ever.

The neuron with which the notes on Part 2 and on activation functions begin: it weights and sums its
inputs (the weighted sum), and says 1 where the sum reaches a threshold (the Heaviside step), else
0. AND, OR and NAND are one unit each, with weights that one can choose on paper; XOR is two layers
of them.

The perceptron rule finds such weights: it starts at 0, and after each wrong answer it adds or
subtracts the input. If a line separates the classes (they are linearly separable), it makes at most
(R / margin)^2 mistakes (Novikoff, 1962), which is counted here on made-up examples. R is the length
of the longest input, the 1 of the bias included; the margin is the smallest |v* u| over the inputs
u for a unit vector v* that separates them. No line separates XOR: its weights come back to what
they were, so it goes round for ever.

Inside a net the step is of no use for learning. Its derivative is 0, so no gradient comes through:
the layers below stay as they were drawn, and only the last one learns. The notes say that the step
cannot give several outputs. Several units can, each one class against the rest, but some inputs
then get two answers or none, as the step throws away how far the sum is above the threshold.

    tf-labs run perceptron

Measured on 2 cores: 19 s of processor time. One unit computes 14 of the 16 functions of two bits.
The rule learns AND, OR and NAND after 11, 5 and 10 mistakes; on XOR the weights after pass 3 are
those after pass 2. The bound holds in all 80 sets of each of 5 seeds, and at most 0.25 of it is
needed; the most mistakes at margins 0.3, 0.1, 0.03 and 0.01 are 7, 23, 159 and 367 (seed 777).
Digits with 32 hidden units, over 5 seeds: the step moves the first layer by 0 and classifies 0.714
+- 0.043 of the test, the sigmoid 0.952 +- 0.003. Ten threshold units: exactly one says 1 on 0.883
of the test, and it is the right one on 0.867; the largest sum is right on 0.947.

Answers: notes on Part 2, Lab-08-1; notes on activation functions (threshold unit).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('perceptron')
