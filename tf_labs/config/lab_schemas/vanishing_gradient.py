"""The schema of the lab vanishing_gradient."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Gradients by depth, and units that die."""
    config.chain = ConfigDict()  # the chain of sigmoids of the Lab-09-1 notes
    config.chain.x = 1.0
    config.chain.weights = (0.1, 0.2, 0.3)
    config.chain.digits = 3  # decimals of the calculation by hand

    config.depth = ConfigDict()  # gradients of deep nets before any training
    config.depth.depths = (2, 5, 8, 11, 14, 17, 20)  # hidden layers
    config.depth.units = 64  # of each hidden layer
    config.depth.examples = 128  # in the batch of digits
    config.depth.small_stddev = 0.05  # of the initialization small_normal

    config.dying = ConfigDict()  # a net with one hidden layer, trained on the full batch
    config.dying.units = 64
    config.dying.epochs = 2000
    config.dying.log_every = 10  # epochs between points of the curves
    config.dying.rate = 0.5  # of the healthy net
    config.dying.large_rate = 3.0  # of the one whose units die of it
    config.dying.bias_rate = 1.0  # of the one whose hidden biases start out negative
    config.dying.negative_bias = -3.0  # where they start


SCHEMA = ExperimentSchema(sections, ranges={
    'chain.x': ranges.FINITE,
    'chain.weights': Range(lambda v: len(v) >= 2 and v in ranges.FINITE_NUMBERS,
                           'two finite numbers or more'),
    'chain.digits': Range(lambda v: 1 <= v <= 12, 'at least 1 and at most 12'),
    'depth.depths': ranges.ONE_SIZE_OR_MORE,
    'depth.units': ranges.AT_LEAST_1,
    'depth.examples': Range(lambda v: 1 <= v <= 1437, 'at least 1 and at most 1437'),
    'depth.small_stddev': ranges.POSITIVE,
    'dying.units': ranges.AT_LEAST_1,
    'dying.epochs': ranges.AT_LEAST_1,
    'dying.log_every': ranges.AT_LEAST_1,
    'dying.rate': ranges.POSITIVE,
    'dying.large_rate': ranges.POSITIVE,
    'dying.bias_rate': ranges.POSITIVE,
    'dying.negative_bias': ranges.NEGATIVE,
})
