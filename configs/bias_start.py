"""Biases of 1 in small nets on digits: inputs become positive, the start is as fast or slower.

AlexNet set the biases of some layers to 1 so that its ReLUs get positive inputs. They do: before
the first step 51% of the hidden activations are above 0 with biases of 0, and 77 to 99% with biases
of 1. But a ReLU whose inputs are all positive is linear. Kernels from AlexNet's N(0, 0.01) are,
depending on the layer, 0.13 to 0.68 times as wide as He's initialization, so the lab asks the
question at 1, 0.6 and 0.3 times He's. Each initialization is trained at the best of five rates. The
output layer keeps biases of 0.

    tf-labs run bias_start

Measured on 2 cores shared with other work: about 60 s of processor time. Digits, 64-48-48-48-10,
SGD in batches of 32, 8 seeds; epochs to 10% training error with biases of 1, as a ratio to biases
of 0, with 95% intervals: He's initialization 1.02 (0.85 to 1.22: no difference shown), 0.6 times
He's 1.25 (1.09 to 1.44: slower), 0.3 times He's 1.53 (1.41 to 1.65: slower). The mean loss after
the first epoch is 0.98 against 0.83, 1.62 against 1.64, 2.30 against 2.29.

The notes on AlexNet say that biases set to ones speed up the early stages of learning by giving the
ReLUs positive inputs. On these small nets they do not; this says nothing about AlexNet on ImageNet.

Answers: notes on AlexNet, Details of learning.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('bias_start')
