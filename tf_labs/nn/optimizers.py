"""Optimizers and learning-rate schedules by name."""

from collections.abc import Callable, Sequence
import dataclasses
import importlib
from typing import TypeAlias

import keras
from ml_collections import ConfigDict
import numpy as np

from tf_labs.config import own_code
from tf_labs.config.optimizer_table import OPTIMIZERS
from tf_labs.config.optimizer_table import READ_BY
from tf_labs.config.own_names import SIGNATURES
from tf_labs.errors import UserError
from tf_labs.nn.plateau import Plateau
from tf_labs.nn.warm_up import Dropping
from tf_labs.nn.warm_up import WarmUp

Rate: TypeAlias = float | keras.optimizers.schedules.LearningRateSchedule


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


SCHEDULES: dict[str, Callable[[float, int, int, float], Rate]] = {
    'constant': lambda lr, total_steps, decay_steps, decay_rate: lr,
    'plateau': lambda lr, total_steps, decay_steps, decay_rate: lr,
    'step': lambda lr, total_steps, decay_steps, decay_rate: (
        keras.optimizers.schedules.ExponentialDecay(lr, decay_steps, decay_rate, staircase=True)),
    'cosine': lambda lr, total_steps, decay_steps, decay_rate: (
        keras.optimizers.schedules.CosineDecay(lr, total_steps)),
}


def optimizer(name: str, learning_rate: Rate, settings: Settings = Settings(),
              undecayed: Sequence[keras.Variable] = ()) -> keras.optimizers.Optimizer:
    """Returns an optimizer.

    Args:
      name: of tf_labs.config.optimizer_table, which has the formulas.
      learning_rate: a float, or a schedule (not for rprop, whose rate is its first step only).
      settings: everything else.
      undecayed: variables that its weight decay leaves alone, beside those that its rule does.
    """
    module, kind = OPTIMIZERS[name].split(':')
    rule = getattr(importlib.import_module(module), kind)
    made: keras.optimizers.Optimizer = rule(
        learning_rate, **{setting: getattr(settings, setting)
                          for setting, names in READ_BY.items() if name in names})
    if undecayed:
        made.exclude_from_weight_decay(var_list=list(undecayed))
    return made


def own(function: Callable[[Rate, ConfigDict], keras.optimizers.Optimizer], name: str,
        learning_rate: Rate, config: ConfigDict) -> keras.optimizers.Optimizer:
    """Returns what a function of one's own makes.

    Args:
      function: of the learning rate and a copy of the config.
      name: of the function in the config, 'FILE.py:function'.
      learning_rate: a float, or a schedule.
      config: of the run.

    Raises:
      UserError: it raises, or what it returns is no new optimizer.
    """
    with own_code.calling('optimizer.name', name):
        made = function(learning_rate, config.copy_and_resolve_references())
    if not isinstance(made, keras.optimizers.Optimizer):
        raise UserError(f'config.optimizer.name {name} does not return an optimizer',
                        expected=SIGNATURES['optimizer.name'], received=type(made).__name__)
    if made.built:
        raise UserError(f'config.optimizer.name {name} returns an optimizer that is in use',
                        expected='a new one at each call', received=type(made).__name__)
    return made


def schedule(name: str, learning_rate: float, *, total_steps: int, decay_steps: int,
             decay_rate: float, stages: Sequence[int] = ()) -> Rate:
    """Returns a learning rate, or a function of the step number.

    constant: lr. plateau: lr, until tf_labs.nn.plateau says that it is to fall.
    step: lr decay_rate^floor(step / decay_steps); with stages, steps of each, lr decay_rate^i in
    stage i = 0, 1, ...
    cosine: lr (1 + cos(pi step / total_steps)) / 2.
    """
    if name == 'step' and stages:
        return _staged(learning_rate, stages, decay_rate)
    return SCHEDULES[name](learning_rate, total_steps, decay_steps, decay_rate)


def warmed_up(name: str, learning_rate: float, *, warmup_steps: int, total_steps: int,
              decay_steps: int, decay_rate: float, stages: Sequence[int] = (),
              plateau: Plateau | None = None) -> Rate:
    """Returns the rate of `schedule` with a warm-up: learning_rate t / warmup_steps at first.

    From step t = warmup_steps on, with W = warmup_steps:

        constant: lr. plateau: lr decay_rate^drops, the drops counted from the first evaluation
          after W on.
        step: lr decay_rate^floor(t / decay_steps), or as the stages say: the decays are at the
          steps at which they would be.
        cosine: lr (1 + cos(pi (t - W) / (total_steps - W))) / 2, so it begins at lr and ends at 0.

    Args:
      warmup_steps: at least 1, less than total_steps.
      plateau: of a schedule plateau; None where nothing is trained.
    """
    if name == 'cosine':
        return keras.optimizers.schedules.CosineDecay(
            0.0, total_steps - warmup_steps, warmup_target=learning_rate,
            warmup_steps=warmup_steps)
    if name == 'plateau' and plateau is not None:
        return WarmUp(warmup_steps, learning_rate, Dropping(learning_rate, decay_rate, plateau))
    return WarmUp(warmup_steps, learning_rate, schedule(
        name, learning_rate, total_steps=total_steps, decay_steps=decay_steps,
        decay_rate=decay_rate, stages=stages))


def _staged(learning_rate: float, stages: Sequence[int], decay_rate: float) -> Rate:
    if len(stages) == 1:
        return learning_rate
    # A boundary is the last step, counted from 0, that still has the rate before it.
    return keras.optimizers.schedules.PiecewiseConstantDecay(
        [int(end) - 1 for end in np.cumsum(stages)[:-1]],
        [learning_rate * decay_rate**stage for stage in range(len(stages))])
