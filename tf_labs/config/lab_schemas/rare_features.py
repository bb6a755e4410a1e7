"""The schema of the lab rare_features."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

OPTIMIZERS = ('sgd', 'adagrad', 'rmsprop', 'adam', 'adadelta', 'adamax', 'nadam')


def sections(config: ConfigDict) -> None:
    """Linear regression on features of very unequal frequency."""
    config.features = ConfigDict()
    config.features.count = 24
    config.features.commonest = 0.5  # share of the examples that have the commonest feature
    config.features.rarest = 0.002  # that have the rarest; the others in equal ratios between
    config.features.noise = 0.5  # standard deviation of what is added to the targets

    config.optimizer = ConfigDict()
    config.optimizer.names = ('sgd', 'adagrad', 'adam')  # the first is the baseline
    config.optimizer.learning_rates = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # tried with each

    config.train = ConfigDict()
    config.train.seeds = 10  # data sets: the seed of the run, then 1, 2, 3, ...
    config.train.steps = 4000
    config.train.batch_size = 1  # examples a step, each seen once


SCHEMA = ExperimentSchema(sections, ranges={
    'features.count': ranges.at_least(3),
    'features.commonest': ranges.UP_TO_1,
    'features.rarest': ranges.UP_TO_1,
    'features.noise': ranges.NOT_NEGATIVE,
    'optimizer.names': ranges.each_once(OPTIMIZERS),
    'optimizer.learning_rates': Range(
        lambda v: len(set(v)) == len(v) and v in ranges.POSITIVE_NUMBERS,
        'finite numbers above 0, each once'),
    'train.seeds': ranges.AT_LEAST_2,
    'train.steps': ranges.at_least(4),
    'train.batch_size': ranges.AT_LEAST_1,
})
