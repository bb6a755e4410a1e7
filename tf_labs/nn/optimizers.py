"""Optimizers and learning-rate schedules by name."""

from collections.abc import Callable
import dataclasses

import keras

from tf_labs.nn.asgd import ASGD
from tf_labs.nn.lbfgs import LBFGS
from tf_labs.nn.momentum_decay import MomentumDecay
from tf_labs.nn.rprop import Rprop


@dataclasses.dataclass(frozen=True)
class Settings:
    """What optimizers have beside their learning rate; each reads the settings of its rule."""

    momentum: float = 0.0
    nesterov: bool = False
    beta_1: float = 0.9
    beta_2: float = 0.999
    weight_decay: float = 0.01
    average_from: int = 1_000_000
    history: int = 10


# g: gradient, w: weight, lr: learning rate, m, v: state.
# sgd: m = momentum m - lr g; w += m, or with nesterov w += momentum m - lr g.
# adagrad (Duchi et al., 2011): v += g^2, from 0.1; w -= lr g / sqrt(v + 1e-7).
# adadelta (Zeiler, 2012): d = g sqrt(u + 1e-7) / sqrt(v + 1e-7), v and u the means of g^2 and d^2
#   that keep 0.95; w -= lr d.
# rmsprop: v = 0.9 v + 0.1 g^2; w -= lr g / sqrt(v + 1e-7), through momentum if there is any.
# adam (Kingma and Ba, 2015): m, v the moving means of g and g^2; w -= lr_t m / (sqrt(v) + 1e-7),
#   lr_t = lr sqrt(1 - beta_2^t) / (1 - beta_1^t).
# adamw (Loshchilov and Hutter, 2019): w -= lr weight_decay w, then adam.
# nadam (Dozat, 2016): adam whose m is that of the next step, as in Nesterov's momentum.
# adamax (Kingma and Ba, 2015): adam with v = max(beta_2 v, |g|) in the place of sqrt(v).
# momentum_decay (Krizhevsky et al., 2012), asgd, rprop, lbfgs: see their modules.
OPTIMIZERS: dict[str, Callable[..., keras.optimizers.Optimizer]] = {
    'sgd': lambda lr, its: keras.optimizers.SGD(
        lr, momentum=its.momentum, nesterov=its.nesterov),
    'momentum_decay': lambda lr, its: MomentumDecay(
        lr, momentum=its.momentum, weight_decay=its.weight_decay),
    'adagrad': lambda lr, its: keras.optimizers.Adagrad(lr),
    'adadelta': lambda lr, its: keras.optimizers.Adadelta(lr),
    'rmsprop': lambda lr, its: keras.optimizers.RMSprop(lr, momentum=its.momentum),
    'adam': lambda lr, its: keras.optimizers.Adam(lr, beta_1=its.beta_1, beta_2=its.beta_2),
    'adamw': lambda lr, its: keras.optimizers.AdamW(
        lr, weight_decay=its.weight_decay, beta_1=its.beta_1, beta_2=its.beta_2),
    'nadam': lambda lr, its: keras.optimizers.Nadam(lr, beta_1=its.beta_1, beta_2=its.beta_2),
    'adamax': lambda lr, its: keras.optimizers.Adamax(lr, beta_1=its.beta_1, beta_2=its.beta_2),
    'asgd': lambda lr, its: ASGD(lr, average_from=its.average_from),
    'rprop': lambda lr, its: Rprop(lr),
    'lbfgs': lambda lr, its: LBFGS(lr, history=its.history),
}

SCHEDULES = {
    'constant': lambda lr, total_steps, decay_steps, decay_rate: lr,
    'plateau': lambda lr, total_steps, decay_steps, decay_rate: lr,
    'step': lambda lr, total_steps, decay_steps, decay_rate: (
        keras.optimizers.schedules.ExponentialDecay(lr, decay_steps, decay_rate, staircase=True)),
    'cosine': lambda lr, total_steps, decay_steps, decay_rate: (
        keras.optimizers.schedules.CosineDecay(lr, total_steps)),
}


def optimizer(name: str, learning_rate,
              settings: Settings = Settings()) -> keras.optimizers.Optimizer:
    """Returns an optimizer of OPTIMIZERS.

    Args:
      name: of OPTIMIZERS.
      learning_rate: a float, or a schedule (not for rprop, whose rate is its first step only).
      settings: everything else.
    """
    return OPTIMIZERS[name](learning_rate, settings)


def schedule(name: str, learning_rate: float, *, total_steps: int, decay_steps: int,
             decay_rate: float):
    """Returns a learning rate, or a function of the step number.

    constant: lr. plateau: lr, until tf_labs.nn.plateau says that it is to fall.
    step: lr decay_rate^floor(step / decay_steps).
    cosine: lr (1 + cos(pi step / total_steps)) / 2.
    """
    return SCHEDULES[name](learning_rate, total_steps, decay_steps, decay_rate)
