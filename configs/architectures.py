"""AlexNet and ZFNet layer by layer: output shapes, and where units, parameters and time go.

Nothing is trained. Both nets are built at full size, AlexNet in two towers and in one, and counted:
the dense layers hold 94 to 96% of the parameters, the convolutions do 92 to 95% of the arithmetic,
and splitting the net into towers halves conv 2, 4 and 5. Two counts of the paper and one of the
notes are misprints; the lab shows what was computed in their place. Then come the worked example of
local response normalization, and what weight decay does inside the velocity and outside it.

    tf-labs run architectures

Measured on 2 cores: 5 s of processor time, 1.3 GB of memory. All 14 published numbers are
reproduced, three of them as misprints.

Answers: notes on AlexNet, Overall Architecture; notes on ZFNet, figure 3.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('architectures')
