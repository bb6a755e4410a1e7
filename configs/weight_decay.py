"""Weight decay and the training error of small nets: a little changes nothing, a lot raises it.

AlexNet's rule: momentum 0.9, rate 0.01, and a decay inside the velocity. The nets are small, 10 +
10 ReLUs, so that some training errors are left after 40 epochs. All have the same initial weights
and the same batches; only the decay differs.

    tf-labs run weight_decay

Measured on 2 cores shared with other work: about 15 s of processor time. Digits, 12 seeds,
differences from no decay with 95% intervals. Training error without decay 1.61%; a decay of 0.00005
changes it by +0.01 +- 0.07 points, AlexNet's 0.0005 by +0.03 +- 0.14, no difference shown; 0.005 by
+1.1 +- 0.3 and 0.05 by +15.7 +- 3.5: raised. The training loss rises with each increase in decay.
Test error 5.5%; with 0.0005 a change of -0.02 +- 0.25, no difference shown.

The notes on AlexNet say, as the paper does, that a small decay was not merely a regularizer but
lowered the training error. These small nets cannot tell whether it does that for AlexNet itself on
ImageNet (`tf-labs run alexnet --config.data.name=imagenet2012` with
`--config.optimizer.weight_decay=0.0` and without would, on a GPU).

Answers: notes on AlexNet, Details of learning.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('weight_decay')
