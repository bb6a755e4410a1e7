"""The schema of the lab optimizer_family."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

CHILDREN = (
    'momentum', 'nesterov', 'momentum_decay', 'adagrad', 'rmsprop', 'adadelta', 'adam',
    'adamw', 'nadam', 'adamax', 'sparse_adam', 'asgd', 'rprop', 'lbfgs')


def sections(config: ConfigDict) -> None:
    """Children and parents on one surface."""
    config.family = ConfigDict()
    config.family.steps = 60
    config.family.shares = (0.0, 0.25, 0.5, 0.75, 1.0)  # of a child's new term, from 0 to 1
    config.family.tolerance = 0.001  # within which two paths are equal; the way is 9 long

    config.rates = ConfigDict()  # learning rate of each child, and of its parent beside it
    config.rates.momentum = 0.1
    config.rates.nesterov = 0.1
    config.rates.momentum_decay = 0.1
    config.rates.adagrad = 0.5
    config.rates.rmsprop = 0.3
    config.rates.adadelta = 1.0
    config.rates.adam = 0.5
    config.rates.adamw = 0.5
    config.rates.nadam = 0.5
    config.rates.adamax = 0.5
    config.rates.sparse_adam = 0.5
    config.rates.asgd = 0.9
    config.rates.rprop = 0.5
    config.rates.lbfgs = 0.5


SCHEMA = ExperimentSchema(sections, ranges={
    'family.steps': Range(lambda v: 1 <= v <= 1000, '1 to 1000'),
    'family.shares': Range(
        lambda v: len(v) > 1 and list(v) == sorted(set(v)) and v[0] == 0 and v[-1] == 1,
        'rising numbers from 0 to 1, both of them included'),
    'family.tolerance': ranges.POSITIVE,
    **{f'rates.{name}': ranges.POSITIVE for name in CHILDREN},
})
