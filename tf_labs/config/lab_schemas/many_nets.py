"""The schemas of the labs that train many small nets side by side."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

_DATA = ('digits', 'mnist', 'fashion_mnist')
_EACH_ONCE = 'each once'


def _shared(config: ConfigDict, seeds: int, epochs: int) -> None:
    config.data = ConfigDict()
    config.data.name = 'digits'  # digits, mnist or fashion_mnist
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR
    config.data.train_examples = config_dict.placeholder(int)  # the first n only; None: all

    config.train = ConfigDict()
    config.train.seeds = seeds  # nets of each setting: the seed of the run, then 1, 2, 3, ...
    config.train.batch_size = 32
    config.train.epochs = epochs


def zero_centred(config: ConfigDict) -> None:
    """Sigmoids moved up and down."""
    _shared(config, 8, 40)
    config.train.target_error = 0.05  # training error to which epochs are counted

    config.net = ConfigDict()
    config.net.hidden_sizes = (32, 32)
    config.net.means = (0.0, 0.25, 0.5, 1.0)  # c of sigmoid(z) - 1/2 + c; the first is the base

    config.optimizer = ConfigDict()
    config.optimizer.learning_rates = (0.15, 0.3, 0.6, 1.0, 2.0, 4.0, 8.0)  # tried with each mean


def sparsity(config: ConfigDict) -> None:
    """ReLU nets whose activations are pushed towards 0."""
    _shared(config, 10, 30)
    config.train.target_error = 0.02  # training error to which epochs are counted

    config.net = ConfigDict()
    config.net.hidden_sizes = (64, 64)
    config.net.l1 = (0.0, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)  # weight of sum |activation|; from 0 up

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.02
    config.optimizer.momentum = 0.9


def weight_decay(config: ConfigDict) -> None:
    """Small nets, with more and more weight decay."""
    _shared(config, 12, 40)
    config.net = ConfigDict()
    config.net.hidden_sizes = (10, 10)  # few, so that some training errors remain

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.01  # as in the AlexNet paper, with its momentum
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decays = (0.0, 5e-5, 5e-4, 5e-3, 5e-2)  # from 0 up


def bias_start(config: ConfigDict) -> None:
    """ReLU nets whose biases begin at 0 or at 1."""
    _shared(config, 8, 20)
    config.train.target_error = 0.1  # training error to which epochs are counted

    config.net = ConfigDict()
    config.net.hidden_sizes = (48, 48, 48)
    config.net.gains = (1.0, 0.6, 0.3)  # of the kernels: their standard deviation is that of He's
    # initialization times this. AlexNet's N(0, 0.01) has 0.13 to 0.68, by layer

    config.optimizer = ConfigDict()
    config.optimizer.learning_rates = (0.01, 0.03, 0.1, 0.3, 1.0)  # tried with each start


_CHOICES = {'data.name': _DATA}
_RANGES = {
    'data.train_examples': ranges.AT_LEAST_1,
    'train.seeds': ranges.AT_LEAST_2,
    'train.batch_size': ranges.AT_LEAST_1,
    'train.epochs': ranges.AT_LEAST_1,
    'net.hidden_sizes': ranges.ONE_SIZE_OR_MORE,
}
_POSITIVE = Range(lambda v: len(set(v)) == len(v) and v in ranges.POSITIVE_NUMBERS,
                  f'finite numbers above 0, {_EACH_ONCE}')
_FROM_0_UP = Range(
    lambda v: len(v) > 1 and v[0] == 0 and len(set(v)) == len(v)
    and v[1:] in ranges.POSITIVE_NUMBERS,
    f'0 first, then finite numbers above 0, {_EACH_ONCE}')

SCHEMAS = {
    'zero_centred': ExperimentSchema(zero_centred, choices=_CHOICES, ranges={
        **_RANGES,
        'train.target_error': ranges.BETWEEN_0_AND_1,
        'net.means': Range(
            lambda v: len(v) > 1 and len(set(v)) == len(v) and v in ranges.FINITE_NUMBERS,
            f'two finite numbers or more, {_EACH_ONCE}'),
        'optimizer.learning_rates': _POSITIVE,
    }),
    'sparsity': ExperimentSchema(sparsity, choices=_CHOICES, ranges={
        **_RANGES,
        'train.target_error': ranges.BETWEEN_0_AND_1,
        'net.l1': _FROM_0_UP,
        'optimizer.learning_rate': ranges.POSITIVE,
        'optimizer.momentum': ranges.SHARE,
    }),
    'bias_start': ExperimentSchema(bias_start, choices=_CHOICES, ranges={
        **_RANGES,
        'train.target_error': ranges.BETWEEN_0_AND_1,
        'net.gains': _POSITIVE,
        'optimizer.learning_rates': _POSITIVE,
    }),
    'weight_decay': ExperimentSchema(weight_decay, choices=_CHOICES, ranges={
        **_RANGES,
        'optimizer.learning_rate': ranges.POSITIVE,
        'optimizer.momentum': ranges.SHARE,
        'optimizer.weight_decays': _FROM_0_UP,
    }),
}
