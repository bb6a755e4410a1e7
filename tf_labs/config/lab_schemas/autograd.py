"""The schema of the lab autograd."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range

_NEAR_0 = Range(lambda v: abs(v) <= 20, 'from -20 to 20')


def sections(config: ConfigDict) -> None:
    """Gradients beside their closed forms."""
    config.autograd = ConfigDict()
    config.autograd.w = 2.0  # where every gradient is taken
    config.autograd.b = 0.5  # of the line and the neuron of two parameters
    config.autograd.x = -1.0  # their input
    config.autograd.y = 1.0  # their target
    config.autograd.passes = 21  # over which gradients add up


SCHEMA = ExperimentSchema(sections, ranges={
    'autograd.w': _NEAR_0,
    'autograd.b': _NEAR_0,
    'autograd.x': _NEAR_0,
    'autograd.y': _NEAR_0,
    'autograd.passes': ranges.AT_LEAST_1,
})
