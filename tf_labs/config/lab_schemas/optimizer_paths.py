"""The schema of the lab optimizer_paths."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

OPTIMIZERS = ('sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'rprop',
              'lbfgs')
_RATES = Range(lambda v: len(v) == 4 and v in ranges.POSITIVE_NUMBERS,
               'four finite numbers above 0, for valley, saddle, beale and rosenbrock')


def sections(config: ConfigDict) -> None:
    """The race on four surfaces."""
    config.paths = ConfigDict()
    config.paths.optimizers = OPTIMIZERS  # that race, of those with rates below
    config.paths.steps = 300
    config.paths.within = 0.01  # of the lowest f: near enough
    config.paths.momentum = 0.9  # momentum, nesterov
    config.paths.frames = 48  # pictures of the race

    # On valley, saddle, beale, rosenbrock. Three are the best that benchmarks/path_rates.py finds;
    # on the saddle all have one, as there the question is who gets away from it.
    config.rates = ConfigDict()
    config.rates.sgd = (0.5, 0.02, 0.02, 0.002)
    config.rates.momentum = (0.1, 0.02, 0.005, 0.002)
    config.rates.nesterov = (0.2, 0.02, 0.005, 0.001)
    config.rates.adagrad = (2.0, 0.02, 0.5, 0.5)
    config.rates.adadelta = (500.0, 0.02, 20.0, 20.0)
    config.rates.rmsprop = (0.1, 0.02, 0.02, 0.02)
    config.rates.adam = (0.5, 0.02, 0.5, 0.5)
    config.rates.rprop = (2.0, 0.02, 0.5, 0.002)
    config.rates.lbfgs = (0.5, 0.02, 0.5, 0.5)


SCHEMA = ExperimentSchema(sections, ranges={
    'paths.optimizers': ranges.each_once(OPTIMIZERS),
    'paths.steps': ranges.AT_LEAST_1,
    'paths.within': ranges.POSITIVE,
    'paths.momentum': ranges.SHARE,
    'paths.frames': ranges.at_least(5),
    **{f'rates.{name}': _RATES for name in OPTIMIZERS},
})
