"""The odds of the notes' two XOR nets, 2-2-1 and 2-10-10-10-1, over 256 seeds each.

The four corners of xor_lottery that the notes stand in: one or three hidden layers of two or ten
sigmoids, PyTorch's start. What the notes print from one seed each, a local minimum and a late drop,
is one outcome of a lottery: the small net wins five times in six, the deep one nearly always, and
three layers of two units mostly sit on the plateau to the end.

    tf-labs run --config=configs/xor_notes.py

Measured on 2 cores: MEASURED
"""

from tf_labs.configuration import default_config


def get_config():
    config = default_config('xor_lottery')
    config.lottery.depths = (1, 3)
    config.lottery.widths = (2, 10)
    config.lottery.activations = ('sigmoid',)
    config.lottery.initializers = ('fan_in_uniform',)
    return config
