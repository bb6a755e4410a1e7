"""The schemas of the labs that train many small nets side by side: zero_centred, sparsity."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

_DATA = ('digits', 'mnist', 'fashion_mnist')
_EACH_ONCE = 'each once'


def _shared(config: ConfigDict) -> None:
    config.data = ConfigDict()
    config.data.name = 'digits'  # digits, mnist or fashion_mnist
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR
    config.data.train_examples = config_dict.placeholder(int)  # the first n only; None: all

    config.train = ConfigDict()
    config.train.seeds = 8  # nets of each setting: the seed of the run, then 1, 2, 3, ...
    config.train.batch_size = 32
    config.train.epochs = 40
    config.train.target_error = 0.05  # training error to which epochs are counted


def zero_centred(config: ConfigDict) -> None:
    """Sigmoids moved up and down."""
    _shared(config)
    config.net = ConfigDict()
    config.net.hidden_sizes = (32, 32)
    config.net.means = (0.0, 0.25, 0.5, 1.0)  # c of sigmoid(z) - 1/2 + c; the first is the base

    config.optimizer = ConfigDict()
    config.optimizer.learning_rates = (0.3, 1.0, 2.0, 4.0, 8.0)  # tried with each mean


def sparsity(config: ConfigDict) -> None:
    """ReLU nets whose activations are pushed towards 0."""
    _shared(config)
    config.train.seeds = 10
    config.train.epochs = 30
    config.train.target_error = 0.02
    config.net = ConfigDict()
    config.net.hidden_sizes = (64, 64)
    config.net.l1 = (0.0, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)  # weight of sum |activation|; from 0 up

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.02
    config.optimizer.momentum = 0.9


_CHOICES = {'data.name': _DATA}
_RANGES = {
    'data.train_examples': ranges.AT_LEAST_1,
    'train.seeds': ranges.AT_LEAST_2,
    'train.batch_size': ranges.AT_LEAST_1,
    'train.epochs': ranges.AT_LEAST_1,
    'train.target_error': ranges.BETWEEN_0_AND_1,
    'net.hidden_sizes': ranges.ONE_SIZE_OR_MORE,
}

SCHEMAS = {
    'zero_centred': ExperimentSchema(zero_centred, choices=_CHOICES, ranges={
        **_RANGES,
        'net.means': Range(
            lambda v: len(v) > 1 and len(set(v)) == len(v) and v in ranges.FINITE_NUMBERS,
            f'two finite numbers or more, {_EACH_ONCE}'),
        'optimizer.learning_rates': Range(
            lambda v: len(set(v)) == len(v) and v in ranges.POSITIVE_NUMBERS,
            f'finite numbers above 0, {_EACH_ONCE}'),
    }),
    'sparsity': ExperimentSchema(sparsity, choices=_CHOICES, ranges={
        **_RANGES,
        'net.l1': Range(
            lambda v: len(v) > 1 and v[0] == 0 and len(set(v)) == len(v)
            and v[1:] in ranges.POSITIVE_NUMBERS,
            f'0 first, then finite numbers above 0, {_EACH_ONCE}'),
        'optimizer.learning_rate': ranges.POSITIVE,
        'optimizer.momentum': ranges.SHARE,
    }),
}
