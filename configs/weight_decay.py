"""Weight decay and the training error of small nets: a little changes nothing, much raises it.

AlexNet's rule: momentum 0.9, rate 0.01, and a decay inside the velocity. Small nets of 10 + 10
ReLUs, so that some training errors are left after 40 epochs, from the same starts on the same
batches; nothing but the decay differs.

    tf-labs run weight_decay

Measured on 2 cores with other work on them: about 15 s of processor time. Digits, 12 seeds,
differences from no decay with 95% intervals. Training error without decay 1.61%; with 0.00005
+0.01 +- 0.07 points, with AlexNet's 0.0005 +0.03 +- 0.14, no difference shown; with 0.005 +1.1 +-
0.3 and with 0.05 +15.7 +- 3.5: raised. The training loss rises with each step of decay. Test error
5.5%; with 0.0005 -0.02 +- 0.25, no difference shown.

The notes on AlexNet say, with the paper, that a small decay was not merely a regularizer but
lowered the training error. Whether it does that for AlexNet itself on ImageNet these small nets
cannot tell (`tf-labs run alexnet --config.data.name=imagenet2012` with
`--config.optimizer.weight_decay=0.0` and without would, on a GPU).

Answers: notes on AlexNet, Details of learning.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('weight_decay')
