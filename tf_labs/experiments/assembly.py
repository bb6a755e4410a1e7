"""From a config to the objects it names. Below this package nothing sees a config."""

from collections.abc import Sequence
from typing import Any

import keras
from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import own_data
from tf_labs.data.catalog import DataSet
from tf_labs.experiments import variable_settings
from tf_labs.models import alexnet
from tf_labs.models import cifar_net
from tf_labs.models import mlp
from tf_labs.models import own_net
from tf_labs.models import weighted_layers
from tf_labs.models import zfnet
from tf_labs.models.by_layer import ByLayer
from tf_labs.nn import losses
from tf_labs.nn import optimizers
from tf_labs.nn.momentum_decay import MomentumDecay
from tf_labs.nn.plateau import Plateau
from tf_labs.nn.response_norm import ResponseNorm
from tf_labs.training import config_plan
from tf_labs.training.best_step import BestStep
from tf_labs.training.own_code import NOTHING
from tf_labs.training.own_code import OwnFunctions
from tf_labs.training.plan import Plan
from tf_labs.training.state import TrainingState
from tf_labs.training.step import Loss
from tf_labs.training.target_error import TargetError

Stack = list[keras.layers.Layer]


def build_model(config: ConfigDict, data: DataSet, replicas: int = 1,
                tower_devices: Sequence[str] | None = None,
                own: OwnFunctions = NOTHING) -> keras.Model:
    """Returns the network of a config, with its initial weights.

    Args:
      config: validated.
      data: facts of its data set.
      replicas: devices that share a batch.
      tower_devices: where the towers of `model.split_towers` live; None: all on one device.
      own: code that the config names.
    """
    shape, model = config_plan.input_shape(config, data), config.model
    if 'model.name' in own:
        built = own_net.make(own['model.name'].load(), config, shape, data.outputs,
                             replicas=replicas)
    else:
        stack = _STACKS[model.name](config, data.outputs, replicas, tower_devices)
        built = mlp.FORMS[model.form](shape, stack)
    weighted_layers.freeze(built, config.init.freeze)
    return built


def _dense(config: ConfigDict, classes: int, replicas: int,
           devices: Sequence[str] | None) -> Stack:
    model = config.model
    return mlp.pieces(
        model.hidden_sizes if model.name == 'mlp' else (), classes,
        seed=config.seed, activation=model.activation,
        kernel_initializer=model.kernel_initializer,
        init_stddev=0.05 if model.init_stddev is None else model.init_stddev,
        bias_initializer=model.bias_initializer, dropout_rate=model.dropout_rate,
        batch_norm=model.batch_norm, batch_norm_momentum=model.batch_norm_momentum,
        replicas=replicas, dtype=config.train.precision)


def _shared(config: ConfigDict, classes: int, init_stddev: float) -> dict[str, Any]:
    """Returns the settings that all nets with convolutions have."""
    model = config.model
    return {
        'classes': classes, 'seed': config.seed,
        'activation': model.activation, 'lrn': model.lrn, 'pool_size': model.pool_size,
        'response_norm': ResponseNorm(model.lrn_k, model.lrn_size, model.lrn_alpha,
                                      model.lrn_beta, model.lrn_scope),
        'hidden_sizes': model.hidden_sizes, 'dropout_rate': model.dropout_rate,
        'kernel_initializer': model.kernel_initializer,
        'init_stddev': init_stddev if model.init_stddev is None else model.init_stddev,
        'dtype': config.train.precision}


def _stacked(config: ConfigDict, devices: Sequence[str] | None) -> dict[str, Any]:
    """Returns the settings of the nets in towers, to which convolutions can be added."""
    return {'towers': config.model.towers, 'added_filters': config.model.added_filters,
            'devices': devices}


def _alexnet(config: ConfigDict, classes: int, replicas: int,
             devices: Sequence[str] | None) -> Stack:
    return alexnet.pieces(**_shared(config, classes, 0.01), **_stacked(config, devices))


def _zfnet(config: ConfigDict, classes: int, replicas: int,
           devices: Sequence[str] | None) -> Stack:
    return zfnet.pieces(**_shared(config, classes, 0.01))


def _cifar_net(config: ConfigDict, classes: int, replicas: int,
               devices: Sequence[str] | None) -> Stack:
    model = config.model
    return cifar_net.pieces(
        **_shared(config, classes, 0.05), **_stacked(config, devices), filters=model.filters,
        first_kernel=model.first_kernel, first_stride=model.first_stride,
        second_kernel=model.second_kernel, by_layer=ByLayer(
            model.kinds, model.kernels, model.strides, model.paddings, model.poolings,
            model.pool_sizes, model.lrn_places, model.init_stddevs, model.bias_values),
        without=model.without,
        bias_initializer=model.bias_initializer)


_STACKS = {'mlp': _dense, 'softmax': _dense, 'alexnet': _alexnet, 'zfnet': _zfnet,
           'cifar_net': _cifar_net}


def build_optimizer(config: ConfigDict, plan: Plan, model: keras.Model | None = None,
                    plateau: Plateau | None = None,
                    own: OwnFunctions = NOTHING) -> keras.optimizers.Optimizer:
    """Returns the optimizer of a config with its schedule.

    Args:
      config: validated.
      plan: of the run.
      model: that it is to train, for which it is built; None: nothing is trained.
      plateau: of `build_plateau`, of a run that trains.
      own: code that the config names.
    """
    made = _optimizer(config, _rate(config, plan, plateau), model, own)
    if model is not None:
        made.build(model.trainable_variables)
    return made


def _optimizer(config: ConfigDict, rate: optimizers.Rate, model: keras.Model | None,
               own: OwnFunctions) -> keras.optimizers.Optimizer:
    settings = config.optimizer
    if 'optimizer.name' in own:
        return optimizers.own(own['optimizer.name'].load(), settings.name, rate, config)
    excluded = () if model is None else weighted_layers.undecayed(model, settings.decay_exclude)
    made = optimizers.optimizer(settings.name, rate, optimizers.Settings(
        momentum=settings.momentum, nesterov=settings.nesterov, beta_1=settings.beta_1,
        beta_2=settings.beta_2, weight_decay=settings.weight_decay,
        average_from=settings.average_from, history=settings.history), excluded)
    if model is not None and isinstance(made, MomentumDecay):
        variable_settings.give(made, config, model)
    return made


def _rate(config: ConfigDict, plan: Plan, plateau: Plateau | None) -> optimizers.Rate:
    settings = config.optimizer
    times: dict[str, Any] = {
        'total_steps': plan.total_steps, 'decay_rate': settings.decay_rate,
        'decay_steps': settings.decay_epochs * plan.steps_per_epoch}
    if settings.stage_epochs or settings.stage_steps:
        times['stages'] = _stages(settings, plan)
    if not settings.warmup_steps:
        return optimizers.schedule(settings.schedule, settings.learning_rate, **times)
    return optimizers.warmed_up(settings.schedule, settings.learning_rate,
                                warmup_steps=settings.warmup_steps, plateau=plateau, **times)


def _stages(settings: ConfigDict, plan: Plan) -> list[int]:
    """Returns the steps of each stage of a schedule."""
    if settings.stage_steps:
        return list(settings.stage_steps)
    return [length * plan.steps_per_epoch for length in settings.stage_epochs]


def build_plateau(config: ConfigDict) -> Plateau | None:
    """Returns what watches the validation error, if the schedule of a config does."""
    settings = config.optimizer
    if settings.schedule != 'plateau':
        return None
    return Plateau(patience=settings.patience, max_drops=settings.max_decays,
                   begins_after=settings.warmup_steps)


def build_state(config: ConfigDict, model: keras.Model, optimizer: keras.Optimizer,
                plateau: Plateau | None) -> TrainingState:
    """Returns the state of a run, with what its config wants remembered from step to step."""
    best = BestStep(config.train.patience) if classifier.watches_best(config) else None
    target = TargetError(config.train.target_error) if classifier.stops_at_target(config) else None
    return TrainingState(model, optimizer, plateau, best, target)


def build_loss(config: ConfigDict, data: DataSet, own: OwnFunctions = NOTHING) -> Loss:
    """Returns the loss of a config."""
    if own_data.is_regression(config):
        return losses.squared_error
    if 'loss.name' in own:
        return losses.own(own['loss.name'].load(), config.loss.name, len(data.class_names))
    return losses.loss(config.loss.name, config.data.labels, smoothing=config.loss.smoothing,
                       gamma=config.loss.gamma)


def eval_scale(config: ConfigDict) -> float:
    """Returns what multiplies pixels outside of training."""
    data = config.data
    scale: float = data.scale if data.eval_scale is None else data.eval_scale
    return scale


def choose_execution(wanted: str, replicas: int, *, dense: bool) -> str:
    """Returns eager, graph or xla.

    XLA fuses a dense net's step into few passes over memory; it compiles for one device only.
    Convolutions are faster as oneDNN's operations in a graph.
    """
    if wanted != 'auto':
        return wanted
    return 'xla' if replicas == 1 and dense else 'graph'
