"""The schema of the lab sequential."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Structures tried with Sequential, and a deep net with and without a branch in each layer."""
    config.net = ConfigDict()
    config.net.depth = 20  # hidden layers of one width
    config.net.units = 32  # of each

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.05  # of gradient descent on all examples

    config.train = ConfigDict()
    config.train.examples = 500  # the first n training digits
    config.train.steps = 200
    config.train.seeds = 5  # initializations, side by side


SCHEMA = ExperimentSchema(sections, ranges={
    'net.depth': Range(lambda v: 1 <= v <= 100, '1 to 100'),
    'net.units': ranges.AT_LEAST_1,
    'optimizer.learning_rate': ranges.POSITIVE,
    'train.examples': Range(lambda v: 10 <= v <= 1437, '10 to 1437'),
    'train.steps': ranges.AT_LEAST_1,
    'train.seeds': Range(lambda v: 2 <= v <= 50, '2 to 50'),
})
