"""The schema of the lab descent."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """Gradient descent on the mean squared error of a line, drawn."""
    config.line = ConfigDict()
    config.line.x = (1.0, 2.0, 3.0)
    config.line.y = (2.0, 4.0, 6.0)

    config.curve = ConfigDict()
    config.curve.start = 0.0  # W at the start; b stays 0
    config.curve.rates = (0.01, 0.1, 0.2, 0.22)  # a panel each
    config.curve.steps = 8
    config.curve.tangents = 3  # points of the walk, from the start on, whose tangent is drawn

    config.surface = ConfigDict()
    config.surface.weight = 0.0  # W at the start
    config.surface.bias = 0.0  # b at the start
    config.surface.learning_rate = 0.01
    config.surface.steps = 2000


def _check(config: ConfigDict, data: Any) -> None:
    if len(config.line.x) != len(config.line.y):
        raise UserError('config.line.y is not as long as config.line.x', received=config.line.y,
                        expected=f'{len(config.line.x)} numbers')
    if config.curve.tangents > config.curve.steps + 1:
        raise UserError('config.curve.tangents is larger than the number of points of the walk',
                        received=config.curve.tangents,
                        expected=f'at most {config.curve.steps + 1}, with config.curve.steps of '
                        f'{config.curve.steps}')


SCHEMA = ExperimentSchema(sections, ranges={
    'line.x': Range(lambda v: len(set(v)) >= 2 and v in ranges.FINITE_NUMBERS,
                    'finite numbers, at least two of them different: a constant column has no '
                    'slope'),
    'line.y': ranges.FINITE_NUMBERS,
    'curve.start': ranges.FINITE,
    'curve.rates': Range(lambda v: len(v) <= 6 and v in ranges.POSITIVE_NUMBERS,
                         'one to six finite numbers above 0'),
    'curve.steps': Range(lambda v: 1 <= v <= 100, '1 to 100'),
    'curve.tangents': ranges.AT_LEAST_0,
    'surface.weight': ranges.FINITE,
    'surface.bias': ranges.FINITE,
    'surface.learning_rate': ranges.POSITIVE,
    'surface.steps': Range(lambda v: 1 <= v <= 100_000, '1 to 100000'),
}, check=_check)
