"""The schema of the lab exploding_gradient."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

_EXAMPLES = Range(lambda v: 2 <= v <= 1437, 'at least 2 and at most 1437')
_LAYERS = Range(lambda v: 1 <= v <= 100, 'at least 1 and at most 100')


def sections(config: ConfigDict) -> None:
    """Gradients that grow with depth."""
    config.depth = ConfigDict()  # before any training
    config.depth.depths = (2, 5, 10, 15, 20)  # hidden layers
    config.depth.units = 64  # of each
    config.depth.examples = 128  # in the batch of digits
    config.depth.seeds = 5  # seed, seed + 1, ...

    config.train = ConfigDict()  # of one net, with and without each cure
    config.train.depth = 10  # hidden layers
    config.train.units = 32  # of each
    config.train.seeds = 5
    config.train.steps = 300
    config.train.batch_size = 64
    config.train.learning_rate = 0.05
    config.train.small_rates = (1e-6, 1e-7, 1e-8)  # the one that ends best counts
    config.train.clip_norm = 1.0  # largest norm of the clipped gradient


SCHEMA = ExperimentSchema(sections, ranges={
    'depth.depths': Range(lambda v: len(v) >= 2 and list(v) == sorted(set(v)) and all(
        1 <= depth <= 100 for depth in v), 'two whole numbers or more from 1 to 100, growing'),
    'depth.units': ranges.AT_LEAST_1,
    'depth.examples': _EXAMPLES,
    'depth.seeds': ranges.AT_LEAST_1,
    'train.depth': _LAYERS,
    'train.units': ranges.AT_LEAST_1,
    'train.seeds': ranges.AT_LEAST_2,
    'train.steps': ranges.AT_LEAST_1,
    'train.batch_size': _EXAMPLES,
    'train.learning_rate': ranges.POSITIVE,
    'train.small_rates': ranges.POSITIVE_NUMBERS,
    'train.clip_norm': ranges.POSITIVE,
})
