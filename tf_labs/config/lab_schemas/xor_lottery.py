"""The schema of the lab xor_lottery."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.initializer_table import SMALL_NET_INITIALIZERS


def sections(config: ConfigDict) -> None:
    """XOR for many seeds of many nets."""
    config.lottery = ConfigDict()
    config.lottery.tickets = 256  # seeds of each net: 0, 1, 2, ...
    config.lottery.depths = (1, 2, 3)  # hidden layers
    config.lottery.widths = (2, 4, 10)  # units of each
    config.lottery.activations = ('sigmoid', 'tanh', 'relu')
    config.lottery.initializers = ('fan_in_uniform', 'glorot_uniform', 'standard_normal')
    config.lottery.solved_below = 0.01  # binary cross-entropy
    config.lottery.log_every = 0  # steps between logged costs of each kind of run; 0: none

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 1.0  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 10001


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'lottery.tickets': ranges.AT_LEAST_1,
    'lottery.depths': ranges.ONE_SIZE_OR_MORE,
    'lottery.widths': ranges.ONE_SIZE_OR_MORE,
    'lottery.activations': ranges.some_of(tuple(ACTIVATIONS)),
    'lottery.initializers': ranges.some_of(SMALL_NET_INITIALIZERS),
    'lottery.solved_below': ranges.BELOW_LN_2,
    'lottery.log_every': ranges.AT_LEAST_0,
    'train.steps': ranges.AT_LEAST_1,
})
