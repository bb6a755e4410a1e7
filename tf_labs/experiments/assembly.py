"""From a config to the objects it names. Below this package nothing sees a config."""

from collections.abc import Callable

import keras
from ml_collections import ConfigDict

from tf_labs.data.catalog import CATALOG
from tf_labs.models import mlp
from tf_labs.nn import losses
from tf_labs.nn import optimizers
from tf_labs.training.plan import Plan
from tf_labs.training.plan import steps_per_call


def build_model(config: ConfigDict, replicas: int = 1) -> keras.Model:
    """Returns the network of a config, with its initial weights."""
    data, model = CATALOG[config.data.name], config.model
    stack = mlp.pieces(
        model.hidden_sizes if model.name == 'mlp' else (), len(data.class_names),
        seed=config.seed, activation=model.activation,
        kernel_initializer=model.kernel_initializer,
        init_stddev=0.05 if model.init_stddev is None else model.init_stddev,
        bias_initializer=model.bias_initializer, dropout_rate=model.dropout_rate,
        batch_norm=model.batch_norm, batch_norm_momentum=model.batch_norm_momentum,
        replicas=replicas, dtype=config.train.precision)
    return mlp.FORMS[model.form](data.image_shape, stack)


def build_optimizer(config: ConfigDict, plan: Plan) -> keras.optimizers.Optimizer:
    """Returns the optimizer of a config with its schedule."""
    settings = config.optimizer
    rate = optimizers.schedule(
        settings.schedule, settings.learning_rate, total_steps=plan.total_steps,
        decay_steps=settings.decay_epochs * plan.steps_per_epoch, decay_rate=settings.decay_rate)
    return optimizers.optimizer(settings.name, rate, optimizers.Settings(
        momentum=settings.momentum, nesterov=settings.nesterov, beta_1=settings.beta_1,
        beta_2=settings.beta_2, weight_decay=settings.weight_decay,
        average_from=settings.average_from, history=settings.history))


def build_loss(config: ConfigDict) -> Callable:
    """Returns the loss for the form of labels of a config."""
    return losses.CROSS_ENTROPIES[config.data.labels]


def eval_scale(config: ConfigDict) -> float:
    """Returns what multiplies pixels outside of training."""
    return config.data.scale if config.data.eval_scale is None else config.data.eval_scale


def build_plan(config: ConfigDict, examples: int) -> Plan:
    """Returns how a run over so many examples is cut; durations become steps here, once."""
    train, batch_size = config.train, config.data.batch_size
    steps_per_epoch = examples // batch_size
    height, width, channels = CATALOG[config.data.name].image_shape
    checkpoint_every = train.checkpoint_every_steps or steps_per_epoch
    return Plan(
        total_steps=train.steps or train.epochs * steps_per_epoch,
        steps_per_epoch=steps_per_epoch,
        steps_per_call=train.steps_per_call or steps_per_call(
            steps_per_epoch, checkpoint_every, batch_size * height * width * channels),
        checkpoint_every=checkpoint_every,
        eval_every=train.eval_every_epochs * steps_per_epoch, diagnosed=train.diagnostics)


def plan_of(config: ConfigDict) -> Plan:
    """Returns the plan of a config on the whole of its data set, without loading it."""
    known = CATALOG[config.data.name].examples['train']
    return build_plan(config, config.data.train_examples or known)


def choose_execution(wanted: str, replicas: int) -> str:
    """Returns eager, graph or xla for a dense net.

    XLA fuses a dense net's step into few passes over memory. It compiles for one device only.
    """
    if wanted != 'auto':
        return wanted
    return 'xla' if replicas == 1 else 'graph'
