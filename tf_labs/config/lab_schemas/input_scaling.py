"""The schema of the lab input_scaling."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema


def sections(config: ConfigDict) -> None:
    """A line, with inputs scaled in three ways, and rates from small to large."""
    config.data = ConfigDict()
    config.data.table = 'stocks'  # stocks: prices beside a volume of a million; quiz: three marks

    config.scaling = ConfigDict()
    config.scaling.rates = (1e-15, 1e-13, 1e-5, 0.1, 1.0)  # of each way to scale
    config.scaling.printed_rate = 1e-5  # whose run without scaling is printed step by step

    config.train = ConfigDict()
    config.train.steps = 1000  # of gradient descent on the whole table; a run ends early at nan


SCHEMA = ExperimentSchema(sections, ranges={
    'scaling.rates': ranges.POSITIVE_NUMBERS,
    'scaling.printed_rate': ranges.POSITIVE,
    'train.steps': ranges.AT_LEAST_2,
}, choices={'data.table': ('stocks', 'quiz')})
