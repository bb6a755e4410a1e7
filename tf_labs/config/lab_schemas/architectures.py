"""The schema of the lab architectures."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema


def sections(config: ConfigDict) -> None:
    """AlexNet and ZFNet by arithmetic."""
    config.optimizer = ConfigDict()  # of the weight that does nothing but decay
    config.optimizer.learning_rate = 0.01
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decay = 5e-4

    config.train = ConfigDict()
    config.train.steps = 10_000  # about an epoch of ImageNet in batches of 128


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'optimizer.momentum': ranges.SHARE,
    'optimizer.weight_decay': ranges.SHARE,
    'train.steps': ranges.AT_LEAST_1,
})
