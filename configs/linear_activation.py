"""A linear activation trains by backpropagation: ten classes, 0.97, like softmax regression.

64-64-64-10 on the digits with the activation x, compared with softmax regression, the Heaviside
step and ReLU. x is differentiable, so gradients reach every layer, and the net can have as many
outputs as one likes. The fact that the derivative is the constant 1 does not stop learning: the
gradient of a kernel is the error times the inputs of its layer, and both depend on the example. A
linear net cannot do more than one linear layer can (linearity). The step has a derivative of 0: no
gradient gets below it, and only the last layer learns (`probe_first_gradient_norm` is 0). It too
can answer with ten classes: that takes ten outputs, not a particular activation.

    tf-labs run linear_activation --seeds=3

Measured on 2 cores, 3 seeds: about 100 s of processor time. Accuracy on the training digits after
30 epochs: softmax 0.995, linear 0.999, step 0.725, ReLU 1.000; test accuracy 0.970 +- 0.003, 0.969
+- 0.006, 0.670 +- 0.002, 0.976 +- 0.002. Between softmax and linear no difference is shown on 360
test digits, -0.1 +- 0.8 points, nor between softmax and ReLU, 0.6 +- 0.7. Depth changes the speed
of training, not what the net can represent: the training loss is 0.014 for linear and 0.050 for
softmax, and neither has finished after 30 epochs.

The notes on activation functions say that the linear activation gives several outputs and is
differentiable, which is right, and that backpropagation is therefore possible but useless because
the derivative does not depend on x, which is wrong. What they say next is right: its layers
collapse into one. They say that the step cannot give several outputs: it can.

Answers: notes on activation functions (linear, step).
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (64, 64)
    config.model.activation = 'linear'
    config.optimizer.learning_rate = 0.002
    config.train.epochs = 30
    config.train.probe_examples = 1000
    config.train.diagnostics = False
    return with_variants(config, {
        'softmax': {'model.name': 'softmax', 'model.hidden_sizes': (),
                    'optimizer.learning_rate': 0.02},
        'linear': {},
        'step': {'model.activation': 'step'},
        'relu': {'model.activation': 'relu'}})
