"""A linear activation trains by backpropagation: ten classes, 0.97, as softmax regression does.

64-64-64-10 on the digits with the activation x, beside softmax regression, the Heaviside step and
ReLU. x is differentiable, so gradients reach every layer, and its outputs can be as many as one
likes. That its derivative is the constant 1 does not stop learning: the gradient of a kernel is the
error times the inputs of its layer, and both depend on the example. What a linear net cannot do is
more than one linear layer can (linearity). The step has a derivative of 0: no gradient gets below
it, and only the last layer learns (`probe_first_gradient_norm` is 0). It too answers with ten
classes: that needs ten outputs, not a certain activation.

    tf-labs run linear_activation --seeds=3

Measured on 2 cores, 3 seeds: about 100 s of processor time. Accuracy on the training digits after
30 epochs: softmax 0.995, linear 0.999, step 0.725, ReLU 1.000; test accuracy 0.970 +- 0.003, 0.969
+- 0.006, 0.670 +- 0.002, 0.976 +- 0.002. Between softmax and linear no difference is shown on 360
test digits, -0.1 +- 0.8 points, nor between softmax and ReLU, 0.6 +- 0.7. Depth changes the speed,
not the reach: the training loss of linear is 0.014 where that of softmax is 0.050, and 30 epochs
end neither.

The notes on activation functions say of the linear activation that it gives several outputs and is
differentiable, which is right, and that backpropagation is therefore possible but of no use, as the
derivative does not depend on x: that is wrong. What they say after it is right: its layers collapse
into one. Of the step they say that it cannot give several outputs: it can.

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
