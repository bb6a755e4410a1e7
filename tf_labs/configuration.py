"""The schema of a run: every field, its default, its unit.

A config file imports `default_config`, changes what its lab needs and returns it. The dictionary
is locked, so a field that is not here is an error, also from the command line.
"""

from collections.abc import Iterator
import functools
import json
import operator
from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict


def default_config() -> ConfigDict:
    """Returns the config with every default; `None` means what its comment says."""
    config = ConfigDict()
    config.lab = ''  # name of the lab; set from the name of the config file
    config.seed = 777  # of initial weights, data order and dropout
    config.published = ''  # entry of tf_labs.published that holds this lab's printed numbers

    config.data = ConfigDict()
    config.data.name = 'mnist'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR
    config.data.batch_size = 100  # examples a step, over all devices; a short last batch is dropped
    config.data.train_examples = config_dict.placeholder(int)  # the first n only; None: all
    config.data.labels = 'sparse'  # sparse: class numbers; one_hot: vectors
    config.data.scale = 1 / 255  # multiplies the pixels
    config.data.eval_scale = config_dict.placeholder(float)  # when not training; None: data.scale

    config.model = ConfigDict()
    config.model.name = 'mlp'  # mlp: hidden layers; softmax: none
    config.model.form = 'function'  # function: keras.Sequential; subclass: keras.Model
    config.model.hidden_sizes = (256, 256)  # units of each hidden layer
    config.model.activation = 'relu'  # after each hidden layer
    config.model.kernel_initializer = 'glorot_uniform'
    config.model.init_stddev = config_dict.placeholder(float)  # of random_normal; None: 0.05
    config.model.bias_initializer = 'zeros'
    config.model.dropout_rate = 0.0  # share of units dropped after each hidden activation
    config.model.batch_norm = False  # between each hidden dense layer and its activation

    config.optimizer = ConfigDict()
    config.optimizer.name = 'adam'
    config.optimizer.learning_rate = 1e-3  # at the first step
    config.optimizer.momentum = 0.0  # sgd, rmsprop
    config.optimizer.nesterov = False  # sgd
    config.optimizer.beta_1 = 0.9  # adam
    config.optimizer.beta_2 = 0.999  # adam
    config.optimizer.schedule = 'constant'  # constant; step; cosine: to 0 at the end of training
    config.optimizer.decay_epochs = 10  # step: epochs between two decays
    config.optimizer.decay_rate = 0.1  # step: factor of each decay

    config.train = ConfigDict()
    config.train.epochs = 15
    config.train.steps = config_dict.placeholder(int)  # takes the place of epochs
    config.train.execution = 'auto'  # auto, eager, graph, xla
    config.train.steps_per_call = config_dict.placeholder(int)  # None: up to 100, by batch size
    config.train.precision = 'float32'  # float32; mixed_bfloat16
    config.train.eval_every_epochs = 1  # and at the end
    config.train.checkpoint_every_steps = config_dict.placeholder(int)  # None: each epoch
    config.train.keep = 3  # newest checkpoints kept
    config.train.num_threads = config_dict.placeholder(int)  # of an operation; None: all cores
    return config.lock()


# What may differ when a run directory is resumed, because the weights do not depend on it.
# data.dir is free as the data's fingerprint is compared instead.
RESUMABLE = frozenset({
    'lab', 'published', 'data.dir', 'train.steps_per_call', 'train.eval_every_epochs',
    'train.checkpoint_every_steps', 'train.keep', 'train.num_threads',
})
TRAIN_LENGTH = frozenset({'train.epochs', 'train.steps'})


def fields(config: ConfigDict, prefix: str = '') -> Iterator[tuple[str, Any]]:
    """Yields (dotted path, value) of every leaf, sorted by path."""
    for key in sorted(config):
        if isinstance(config[key], ConfigDict):
            yield from fields(config[key], f'{prefix}{key}.')
        else:
            yield f'{prefix}{key}', config[key]


def difference(old: ConfigDict, new: ConfigDict) -> dict[str, tuple[Any, Any]]:
    """Returns {path: (old value, new value)} of the fields that differ."""
    before = dict(fields(old))
    return {path: (before[path], value) for path, value in fields(new) if before[path] != value}


def refused_on_resume(old: ConfigDict, new: ConfigDict) -> dict[str, tuple[Any, Any]]:
    """Returns the differences that would make a resumed run another run."""
    free = RESUMABLE if new.optimizer.schedule == 'cosine' else RESUMABLE | TRAIN_LENGTH
    return {path: pair for path, pair in difference(old, new).items() if path not in free}


def to_json(config: ConfigDict) -> str:
    """Returns the config as JSON, one field a line, keys sorted."""
    return json.dumps(config.to_dict(), indent=2, sort_keys=True)


def from_json(text: str) -> ConfigDict:
    """Inverse of `to_json`.

    Raises:
      ValueError, KeyError, TypeError: the text is no JSON, or not of this schema.
    """
    config = default_config()
    stored = json.loads(text)
    for path, default in fields(config):
        value = functools.reduce(operator.getitem, path.split('.'), stored)
        set_field(config, path, tuple(value) if isinstance(default, tuple) else value)
    return config


def set_field(config: ConfigDict, path: str, value: Any) -> None:
    """Sets the leaf at a dotted path."""
    *parents, name = path.split('.')
    functools.reduce(operator.getitem, parents, config)[name] = value
