"""Two hidden layers, badly initialized from N(0, 1): a first epoch at cost 160, yet accuracy 0.95.

784-256-256-10 with ReLU. Each layer multiplies the scale of its input by about 11 (the square root
of half of 256), so the first logits are in the hundreds, and most of the fifteen epochs go into
shrinking them. Compare the mean cost of the first epoch with that of mnist_xavier, 0.26.

There is no activation after the last layer, because the cross-entropy contains the softmax and
expects the logits as they are: a ReLU there would set every negative logit to 0 and pass it no
gradient; a second softmax would bound them to 0..1.

The notes test this net on pixels of 0..255 as well, as they do mnist_softmax, and here that costs
nothing. A ReLU net without biases gives 255 times the logits for 255 times the pixels, and the same
prediction; unscaled pixels have the same effect as biases divided by 255, and next to sums of
inputs in the tens and hundreds these biases are negligible: --config.data.eval_scale=1.0. Biases
are initialized to 0 here; PyTorch's Linear draws them from +- 1 / sqrt(fan_in), and normal_ leaves
them as they are.

    tf-labs run mnist_nn

Measured on 2 cores: 13 s, mean cost of the first epoch 162 +- 3, of the last 0.84 +- 0.14, test
accuracy 0.949 +- 0.002 over 5 seeds; unscaled test pixels give 0.9500 instead of 0.9505 with seed
777 and change two predictions in a thousand (its logits have a standard deviation of 675). Printed
in the notes: 128.9 in the first epoch, 0.872 in the last, accuracy 0.944.

Answers: Lab-09-1 notes, Code: mnist_nn.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.hidden_sizes = (256, 256)
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 1.0
    config.train.epochs = 15
    return config
