"""The schema of the lab activation_gallery."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """Curves and statistics of the activations."""
    config.gallery = ConfigDict()
    config.gallery.low = -4.0  # of the curves
    config.gallery.high = 4.0
    config.gallery.points = 801  # of each curve
    config.gallery.quantiles = 100_000  # that stand for the normally distributed input
    config.gallery.wide_stddev = 5.0  # of the second, wider input
    config.gallery.saturated_below = 0.05  # |derivative| of a saturated unit


def _check(config: ConfigDict, data: Any) -> None:
    if config.gallery.low >= config.gallery.high:
        raise UserError('config.gallery.high is not possible', received=config.gallery.high,
                        expected=f'above config.gallery.low, {config.gallery.low:g}')


SCHEMA = ExperimentSchema(sections, ranges={
    'gallery.points': ranges.AT_LEAST_2,
    'gallery.quantiles': Range(lambda v: v >= 2 and v % 2 == 0, 'an even number of at least 2'),
    'gallery.wide_stddev': ranges.POSITIVE,
    'gallery.saturated_below': ranges.BETWEEN_0_AND_1,
}, check=_check)
