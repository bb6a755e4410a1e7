"""Optimizers and learning-rate schedules by name."""

import keras

# g: gradient, w: weight, lr: learning rate, m, v: state.
# sgd: m = momentum m - lr g; w += m, or with nesterov w += momentum m - lr g.
# adam (Kingma and Ba, 2015): m, v the moving means of g and g^2; w -= lr_t m / (sqrt(v) + 1e-7),
#   lr_t = lr sqrt(1 - beta_2^t) / (1 - beta_1^t).
# rmsprop: v = 0.9 v + 0.1 g^2; w -= lr g / sqrt(v + 1e-7), through momentum if there is any.
# adagrad (Duchi et al., 2011): v += g^2, from 0.1; w -= lr g / sqrt(v + 1e-7).
OPTIMIZERS = {
    'sgd': lambda lr, momentum, nesterov, beta_1, beta_2: keras.optimizers.SGD(
        lr, momentum=momentum, nesterov=nesterov),
    'adam': lambda lr, momentum, nesterov, beta_1, beta_2: keras.optimizers.Adam(
        lr, beta_1=beta_1, beta_2=beta_2),
    'rmsprop': lambda lr, momentum, nesterov, beta_1, beta_2: keras.optimizers.RMSprop(
        lr, momentum=momentum),
    'adagrad': lambda lr, momentum, nesterov, beta_1, beta_2: keras.optimizers.Adagrad(lr),
}

SCHEDULES = {
    'constant': lambda lr, total_steps, decay_steps, decay_rate: lr,
    'step': lambda lr, total_steps, decay_steps, decay_rate: (
        keras.optimizers.schedules.ExponentialDecay(lr, decay_steps, decay_rate, staircase=True)),
    'cosine': lambda lr, total_steps, decay_steps, decay_rate: (
        keras.optimizers.schedules.CosineDecay(lr, total_steps)),
}


def optimizer(name: str, learning_rate, *, momentum: float = 0.0, nesterov: bool = False,
              beta_1: float = 0.9, beta_2: float = 0.999) -> keras.optimizers.Optimizer:
    """Returns an optimizer of OPTIMIZERS; each reads the settings that its rule has."""
    return OPTIMIZERS[name](learning_rate, momentum, nesterov, beta_1, beta_2)


def schedule(name: str, learning_rate: float, *, total_steps: int, decay_steps: int,
             decay_rate: float):
    """Returns a learning rate, or a function of the step number.

    constant: lr. step: lr decay_rate^floor(step / decay_steps).
    cosine: lr (1 + cos(pi step / total_steps)) / 2.
    """
    return SCHEDULES[name](learning_rate, total_steps, decay_steps, decay_rate)
