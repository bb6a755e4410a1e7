"""The schema of the lab table."""

from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.initializer_table import SMALL_NET_INITIALIZERS
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """Full-batch descent on a small table."""
    config.data = ConfigDict()
    config.data.table = 'line'  # a name of tf_labs.data.small_tables
    config.data.predict_at = ()  # inputs to answer after training, of a table with one column

    config.net = ConfigDict()
    config.net.form = 'matrix'  # scalars, matrix: a linear model; network: an MLP
    config.net.initial_weight = 0.0  # scalars, matrix
    config.net.initial_bias = 0.0  # scalars, matrix
    config.net.hidden_sizes = ()  # network
    config.net.activation = 'sigmoid'  # network: after each hidden layer
    config.net.initializer = 'fan_in_uniform'  # network
    config.net.loss = 'mean_squared_error'  # or binary_cross_entropy, of the sigmoid

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.01  # of SGD over the whole table

    config.train = ConfigDict()
    config.train.steps = 1000
    config.train.log_every = 100  # steps between rows, from step 0 on
    config.train.predictions_after = config_dict.placeholder(int)  # steps; regressions: then all
    # rows are answered as well; None: at the end only
    config.train.arithmetic = 'fast'  # in_order: sums of a linear model in PyTorch's order


def _check(config: ConfigDict, data: Any) -> None:
    net = config.net
    if config.train.arithmetic == 'in_order' and (
            net.form == 'network' or net.loss != 'mean_squared_error'):
        raise UserError('config.train.arithmetic in_order is for linear models with squared error',
                        expected='fast, or config.net.form matrix or scalars',
                        received=f'in_order with {net.form} and {net.loss}')
    if config.train.predictions_after is not None and net.loss != 'mean_squared_error':
        raise UserError('config.train.predictions_after is for regressions',
                        expected='None, or config.net.loss mean_squared_error',
                        received=f'{config.train.predictions_after} with {net.loss}')
    if config.data.predict_at and config.data.table not in ('line', 'identity'):
        raise UserError('config.data.predict_at has no effect with this table',
                        expected='(), or config.data.table line or identity',
                        received=f'{config.data.predict_at} with {config.data.table}')


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'net.hidden_sizes': ranges.ANY_SIZES,
    'train.log_every': ranges.AT_LEAST_1,
    'train.steps': ranges.AT_LEAST_1,
    'train.predictions_after': ranges.AT_LEAST_1,
}, choices={
    'data.table': ('line', 'quiz', 'identity', 'and', 'or', 'nand', 'xor', 'diabetes'),
    'net.form': ('matrix', 'scalars', 'network'),
    'net.activation': tuple(ACTIVATIONS),
    'net.initializer': SMALL_NET_INITIALIZERS,
    'net.loss': ('mean_squared_error', 'binary_cross_entropy'),
    'train.arithmetic': ('fast', 'in_order'),
}, check=_check)
