"""Trained on 0..1, tested on 0..255: how the notes' code loses a point of accuracy.

mnist_softmax as the notes run it: their training pixels go through ToTensor, which divides by 255,
and their test pixels do not. The logits are W (255 x) + b = 255 (W x + b / 255): testing on
unscaled pixels is testing with every bias divided by 255. The largest logit mostly stays the
largest, and one image in a hundred is lost. The same mistake costs mnist_nn nothing: its weights
come from N(0, 1) as well, and in its hidden layers the biases are negligible next to the sums of
inputs. How much is lost depends on how much a net relies on its biases, not on its depth.

    tf-labs run mnist_softmax_unscaled

Measured on 2 cores: 9 s, test accuracy 0.888 +- 0.003 over 5 seeds; with scaled test pixels 0.898
+- 0.002. Printed in the notes: 0.8917.

Answers: Lab-09-1 notes, Code: mnist_softmax (its test); course lab 06.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.data.eval_scale = 1.0
    config.model.name = 'softmax'
    config.model.hidden_sizes = ()
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 1.0
    config.train.epochs = 15
    return config
