"""Who solves XOR? 256 seeds of each net at once: depth, width, activation and start decide.

Every net is trained for the 10,001 steps of xor_deep, all of its seeds side by side in one
compiled loop, and counted: solved (cost under 0.01), stuck with two rows right (ln(2) / 2), stuck
at ln 2. Two things make winners: width, as a spare unit is another ticket, and a start of the
right scale: three layers of sigmoids need a large one to leave the plateau, ReLU dies of it.

    tf-labs run xor_lottery

Measured on 2 cores with other work on them: 4.5 minutes. Solved by sigmoids with PyTorch's start:
1 x 2 0.85, 1 x 4 1.00, 3 x 2 0.34, 3 x 10 0.97; by ReLU from there 0.24, 0.74, 0.00 and 0.65. From
N(0, 1) 3 x 10 sigmoids all solve it, and 3 x 10 ReLU units 0.03.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('xor_lottery')
