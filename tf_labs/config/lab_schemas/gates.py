"""The schema of the lab gates."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """One neuron on four gates."""
    config.gates = ConfigDict()
    config.gates.print_every = 100  # every n-th logged step is printed
    config.gates.tolerance = 1e-6  # a probability this near to 1/2 counts as 1/2, not as a 1

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 1.0  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 10001
    config.train.log_every = 10  # steps between points of the curves, from step 0 on


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'gates.print_every': ranges.AT_LEAST_1,
    'gates.tolerance': Range(lambda v: 0 <= v < 0.1, 'at least 0 and below 0.1'),
    'train.log_every': ranges.AT_LEAST_1,
    'train.steps': ranges.AT_LEAST_1,
})
