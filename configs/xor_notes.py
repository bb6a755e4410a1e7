"""How often the notes' two XOR nets succeed, 2-2-1 and 2-10-10-10-1, over 256 seeds each.

The four corners of xor_lottery that the notes cover: one or three hidden layers of two or ten
sigmoids, PyTorch's default initialization. What the notes print from one seed each, a run that gets
stuck and a late drop, is one outcome out of many. Three layers of two units mostly stay on the
plateau to the end. Each line of the two printed logs is compared with the runs of its kind: those
that get stuck, those that are still on the plateau, and those that left it the same number of steps
ago.

    tf-labs run xor_notes

Measured on 2 cores: 15 s. Solved: 2-2-1 0.848 (the others end at ln(2) / 2), 2-10-10-10-1 0.973
(the others at ln 2), one layer of ten 1.000, three of two 0.344.

Answers: notes on Part 2, Lab-08-2, both nets.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('xor_lottery')
    config.lottery.depths = (1, 3)
    config.lottery.widths = (2, 10)
    config.lottery.activations = ('sigmoid',)
    config.lottery.initializers = ('fan_in_uniform',)
    config.lottery.log_every = 100
    return config
