"""The schema of the lab internal_covariate_shift."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """Distributions within a net while it trains."""
    config.train = ConfigDict()  # of a net of sigmoids on digits
    config.train.depth = 2  # hidden layers
    config.train.units = 64  # of each
    config.train.seeds = 5  # seed, seed + 1, ...
    config.train.steps = 300
    config.train.batch_size = 64
    config.train.learning_rate = 1.0
    config.train.look_every = 10  # steps between two looks at the distributions


def _check(config: ConfigDict, data: Any) -> None:
    if config.train.look_every * 2 > config.train.steps:
        raise UserError('config.train.look_every leaves fewer than two measurements',
                        expected=f'at most half of config.train.steps, {config.train.steps // 2}',
                        received=config.train.look_every)


SCHEMA = ExperimentSchema(sections, ranges={
    'train.depth': Range(lambda v: 1 <= v <= 20, 'at least 1 and at most 20'),
    'train.units': ranges.AT_LEAST_1,
    'train.seeds': ranges.AT_LEAST_2,
    'train.steps': ranges.AT_LEAST_2,
    'train.batch_size': Range(lambda v: 2 <= v <= 1437, 'at least 2 and at most 1437'),
    'train.learning_rate': ranges.POSITIVE,
    'train.look_every': ranges.AT_LEAST_1,
}, check=_check)
