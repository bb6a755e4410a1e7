"""The schema of the lab gain."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

_DEPTH = Range(lambda v: 2 <= v <= 200, 'at least 2 and at most 200')


def sections(config: ConfigDict) -> None:
    """The gain of an initialization."""
    config.gain = ConfigDict()
    config.gain.fan_in = 784  # of the kernel whose weights are drawn
    config.gain.fan_out = 256
    config.gain.depth = 20  # layers that signals and gradients go through
    config.gain.units = 128  # of each
    config.gain.examples = 64
    config.gain.seeds = 5  # seed, seed + 1, ...

    config.train = ConfigDict()  # of nets on digits
    config.train.examples = 200
    config.train.depth = 12  # hidden layers
    config.train.units = 32  # of each
    config.train.learning_rate = 0.05  # of gradient descent on the full batch
    config.train.steps = 100


SCHEMA = ExperimentSchema(sections, ranges={
    'gain.fan_in': ranges.AT_LEAST_1,
    'gain.fan_out': ranges.AT_LEAST_1,
    'gain.depth': _DEPTH,
    'gain.units': ranges.AT_LEAST_2,
    'gain.examples': ranges.AT_LEAST_2,
    'gain.seeds': ranges.AT_LEAST_2,
    'train.examples': Range(lambda v: 1 <= v <= 1437, 'at least 1 and at most 1437'),
    'train.depth': _DEPTH,
    'train.units': ranges.AT_LEAST_1,
    'train.learning_rate': ranges.POSITIVE,
    'train.steps': ranges.AT_LEAST_1,
})
