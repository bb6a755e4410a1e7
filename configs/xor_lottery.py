"""Which nets solve XOR? 256 seeds of each: depth, width, activation and initialization decide.

Every net is trained for the 10,001 steps of xor_deep, all of its seeds side by side in one compiled
loop, and counted: solved (cost under 0.01), stuck with two rows right (ln(2) / 2), or stuck at
ln 2. Two things help: width, because every spare unit is another chance, and an initialization of
the right scale. Three layers of sigmoids need large weights to leave the plateau; with the same
weights ReLU units die.

    tf-labs run xor_lottery

Measured on 2 cores shared with other work: 4.5 min. Solved by sigmoids with PyTorch's default
initialization: 1 x 2 0.85, 1 x 4 1.00, 3 x 2 0.34, 3 x 10 0.97; by ReLU from the same
initialization 0.24, 0.74, 0.00 and 0.65. From N(0, 1) all nets of 3 x 10 sigmoids solve it, but
only 0.03 of those of 3 x 10 ReLU units.

Answers: notes on Part 2, Lab-08-2, over many seeds.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('xor_lottery')
