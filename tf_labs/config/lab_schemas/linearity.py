"""The schema of the lab linearity."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.initializer_table import SMALL_NET_INITIALIZERS
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """What is linear, and stacks of it."""
    config.linearity = ConfigDict()
    config.linearity.pairs = 1000  # random pairs x, y that each function is checked on
    config.linearity.tolerance = 1e-9  # largest difference, in float64, of a linear function
    config.linearity.sizes = (5, 16, 16, 16, 16, 3)  # of the linear net that is multiplied out

    config.chain = ConfigDict()  # three units one after the other, y = f(w3 f(w2 f(w1 x)))
    config.chain.slope = 2.0  # of f(x) = slope x, in the lines of the proofs
    config.chain.targets = (2.0, -2.0)  # slopes of the lines that a chain of f(x) = x learns
    config.chain.learning_rate = 0.2  # of gradient descent
    config.chain.steps = 2000

    config.net = ConfigDict()
    config.net.hidden_sizes = (10, 10, 10)  # of the net that learns XOR
    config.net.initializer = 'glorot_uniform'

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.3  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 2000
    config.train.log_every = 10  # steps between points of the curves


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'net.hidden_sizes': ranges.ANY_SIZES,
    'linearity.pairs': ranges.AT_LEAST_1,
    'linearity.tolerance': Range(lambda v: 0 < v < 1e-3, 'above 0 and below 0.001'),
    'linearity.sizes': Range(lambda v: len(v) >= 2 and v in ranges.SIZES,
                             'whole numbers of at least 1, two of them or more'),
    'chain.slope': Range(lambda v: v != 0 and v in ranges.FINITE, 'a finite number other than 0'),
    'chain.targets': Range(lambda v: bool(v) and len(set(v)) == len(v) and
                           v in ranges.FINITE_NUMBERS, 'finite numbers, each once'),
    'chain.learning_rate': ranges.POSITIVE,
    'chain.steps': Range(lambda v: 1 <= v <= 100_000, 'at least 1 and at most 100000'),
    'train.log_every': ranges.AT_LEAST_1,
    'train.steps': ranges.AT_LEAST_1,
}, choices={
    'net.initializer': SMALL_NET_INITIALIZERS,
})
