"""The schema of the lab approximation."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Curves that a line cannot follow."""
    config.approximation = ConfigDict()
    config.approximation.points = 101  # of each function that are learnt
    config.approximation.widths = (1, 2, 4, 8, 16)  # units of the one hidden layer
    config.approximation.deep_sizes = (8, 8, 8)  # hidden layers of the deep linear net
    config.approximation.seeds = 5  # seed, seed + 1, ...
    config.approximation.iterations = 500  # of L-BFGS at most


SCHEMA = ExperimentSchema(sections, ranges={
    'approximation.points': Range(lambda v: 10 <= v <= 10_000, 'at least 10 and at most 10000'),
    'approximation.widths': Range(
        lambda v: v in ranges.SIZES and list(v) == sorted(set(v)) and v[-1] <= 256,
        'growing whole numbers from 1 to 256'),
    'approximation.deep_sizes': Range(lambda v: v in ranges.SIZES and max(v) <= 256,
                                      'whole numbers from 1 to 256'),
    'approximation.seeds': ranges.AT_LEAST_1,
    'approximation.iterations': Range(lambda v: 1 <= v <= 100_000, 'from 1 to 100000'),
})
