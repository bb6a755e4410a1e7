"""The schema of the lab train_and_eval_mode."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """Dropout and batch norm in both modes."""
    config.dropout = ConfigDict()  # over every mask there is
    config.dropout.rate = 0.5
    config.dropout.units = 10  # so that there are 1,024 masks

    config.train = ConfigDict()  # of nets on digits
    config.train.hidden_sizes = (64, 64)
    config.train.seeds = 5  # seed, seed + 1, ...
    config.train.steps = 200
    config.train.batch_size = 64
    config.train.learning_rate = 0.003  # of Adam
    config.train.momentum = 0.9  # share of batch norm's moving statistics kept at each step
    config.train.asked = 360  # test images that the trained net is asked
    config.train.batch_sizes = (1, 4, 16, 64)  # how many of them at once, as well as all of them
    config.train.times = 20  # that one image is asked
    config.train.companions = 15  # other images in its batch
    config.train.passes = 50  # in training mode that train nothing


def _check(config: ConfigDict, data: Any) -> None:
    asked = config.train.asked
    for path, value in (('train.batch_sizes', config.train.batch_sizes[-1]),
                        ('train.companions', config.train.companions)):
        if value >= asked:
            raise UserError(f'config.{path} is not below config.train.asked',
                            expected=f'less than {asked}', received=value)


SCHEMA = ExperimentSchema(sections, ranges={
    'dropout.rate': ranges.BETWEEN_0_AND_1,
    'dropout.units': Range(lambda v: 1 <= v <= 16, 'at least 1 and at most 16'),
    'train.hidden_sizes': ranges.ONE_SIZE_OR_MORE,
    'train.seeds': ranges.AT_LEAST_2,
    'train.steps': ranges.AT_LEAST_1,
    'train.batch_size': Range(lambda v: 2 <= v <= 1437, 'at least 2 and at most 1437'),
    'train.learning_rate': ranges.POSITIVE,
    'train.momentum': ranges.SHARE,
    'train.batch_sizes': Range(
        lambda v: v in ranges.SIZES and list(v) == sorted(set(v)) and v[0] == 1,
        'growing whole numbers from 1 on'),
    'train.times': ranges.AT_LEAST_2,
    'train.asked': Range(lambda v: 2 <= v <= 360, 'at least 2 and at most 360'),
    'train.companions': ranges.AT_LEAST_1,
    'train.passes': ranges.AT_LEAST_1,
}, check=_check)
