"""Who solves XOR? 256 seeds of each net at once: depth, width, activation and start decide.

Every net is trained for the 10,001 steps of xor_deep, all of its seeds side by side in one
compiled loop, and counted: solved (cost under 0.01), stuck with two rows right (ln(2) / 2), stuck
at ln 2. Two things make winners: width, as a spare unit is another ticket, and a start that is
large enough to leave the plateau.

    tf-labs run --config=configs/xor_lottery.py

Measured on 2 cores: MEASURED
"""

from tf_labs.configuration import default_config


def get_config():
    return default_config('xor_lottery')
