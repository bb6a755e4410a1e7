"""The schema of the lab mse_by_hand."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """The worked example of the mean squared error."""
    config.mse = ConfigDict()
    config.mse.x = (2.0, 3.0, 4.0, 5.0)
    config.mse.y = (25.0, 50.0, 42.0, 61.0)  # the truth for each x
    config.mse.weight = 13.0  # of the line whose errors are worked out
    config.mse.bias = 1.0
    config.mse.other_weights = (20.0, 1.0)  # of lines that are compared with it
    config.mse.other_biases = (0.0, 0.0)
    config.mse.printed = 44.5  # a mean that was printed for it, to be explained
    config.mse.tangents_at = (1.0, 7.0, 20.0, 25.0)  # weights W; the minimum is added
    config.mse.curve_from = -3.0  # W at both ends of the drawn curve
    config.mse.curve_to = 28.0


def _check(config: ConfigDict, data: Any) -> None:
    if len(config.mse.x) != len(config.mse.y):
        raise UserError('config.mse.y is not as long as config.mse.x', received=config.mse.y,
                        expected=f'{len(config.mse.x)} numbers')
    if len(config.mse.other_weights) != len(config.mse.other_biases):
        raise UserError('config.mse.other_biases is not as long as config.mse.other_weights',
                        expected=f'{len(config.mse.other_weights)} numbers',
                        received=config.mse.other_biases)
    if config.mse.curve_from >= config.mse.curve_to:
        raise UserError('config.mse.curve_to is not possible', received=config.mse.curve_to,
                        expected=f'above config.mse.curve_from, {config.mse.curve_from:g}')


SCHEMA = ExperimentSchema(sections, ranges={
    'mse.x': Range(lambda v: len(set(v)) >= 2 and v in ranges.FINITE_NUMBERS,
                   'finite numbers, at least two of them'),
    'mse.y': ranges.FINITE_NUMBERS,
    'mse.weight': ranges.FINITE,
    'mse.bias': ranges.FINITE,
    'mse.other_weights': ranges.FINITE_NUMBERS,
    'mse.other_biases': ranges.FINITE_NUMBERS,
    'mse.printed': ranges.FINITE,
    'mse.tangents_at': ranges.FINITE_NUMBERS,
    'mse.curve_from': ranges.FINITE,
    'mse.curve_to': ranges.FINITE,
}, check=_check)
