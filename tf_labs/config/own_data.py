"""What fields mean for data of one's own, and what of them does not go together."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import data_names
from tf_labs.config.loss_table import LOSSES
from tf_labs.config.nets import NETS
from tf_labs.errors import UserError

SIDE = 256  # the default of data.side
PIXEL_SCALE = 1 / 255  # the default of data.scale, which means nothing for numbers
_OF_PIXELS = ('subtract_mean', 'color_jitter')
_OF_PICTURES = ('mirror', 'random_crop', 'crop')


def is_regression(config: ConfigDict) -> bool:
    """True if numbers are learnt, and no classes."""
    return bool(config.model.output == 'linear')


def settle(config: ConfigDict, values: str) -> None:
    """Sets what follows of a classifier's data: it stands in its config.json.

    Args:
      config: is changed.
      values: of the facts of its data set.
    """
    if values == 'numbers' and config.data.scale == PIXEL_SCALE:
        config.data.scale = 1.0


def settle_labels(config: ConfigDict) -> None:
    """Sets the form of the labels, without which the data set cannot be described.

    Raises:
      UserError: numbers are to be learnt with a loss of classes.
    """
    if is_regression(config) and config.loss.name in LOSSES[1:]:
        raise UserError(f'config.loss.name {config.loss.name} is a loss for classes, but '
                        'config.model.output linear predicts numbers', received=config.loss.name,
                        expected=f'{LOSSES[0]}, the default, which stands for the mean squared '
                        'error there, or FILE.py:function')
    if is_regression(config) and config.data.labels == 'sparse':
        config.data.labels = 'numbers'


def check_side(data: ConfigDict, facts: Any) -> None:
    """Raises `UserError` for a side that nothing is brought to.

    Args:
      data: the section `data` of a config.
      facts: of its data set.
    """
    if not facts.streamed and not facts.any_size and data.side != SIDE:
        raise UserError(f'config.data.side has no effect with config.data.name {data.name}',
                        expected=f'{SIDE}, or a data set of photographs', received=data.side)


def check(config: ConfigDict, data: Any) -> None:
    """Raises `UserError` for fields that have no meaning for the data set of a config.

    Args:
      config: of a classifier or a regression.
      data: facts of its data set.
    """
    if config.data.target is not None and data_names.kind(config.data.name) != 'csv':
        raise UserError(f'config.data.target has no effect with config.data.name '
                        f'{config.data.name}', expected='None, or csv:FILE',
                        received=config.data.target)
    _check_output(config, data)
    if data.values == 'numbers':
        _check_numbers(config)
    if data.columns:
        _check_table(config)


def _check_output(config: ConfigDict, data: Any) -> None:
    regression = is_regression(config)
    if regression != (config.data.labels == 'numbers'):
        raise UserError(f'config.data.labels {config.data.labels} does not fit config.model.output '
                        f'{config.model.output}',
                        expected='numbers for linear, else sparse or one_hot',
                        received=config.data.labels)
    if regression and not data.targets:
        raise UserError(f'{config.data.name} has classes, not numbers to predict',
                        expected='config.model.output classes, or csv:FILE, npz:FILE or data from '
                        'Python', received=config.model.output)
    for name, neutral in (('target_error', None), ('stop_at_target', False)):
        if regression and config.train[name] != neutral:
            raise UserError(f'config.train.{name} is for nets that predict classes',
                            expected=f'{neutral} with config.model.output linear',
                            received=config.train[name])


def _check_numbers(config: ConfigDict) -> None:
    """Numbers are fed as they are: what is made for pixels is not for them."""
    for name in _OF_PIXELS:
        if config.data[name]:
            raise UserError(f'config.data.{name} is for pixels', received=config.data[name],
                            expected='its default for numbers, which are fed as they are')
    if config.pretraining.name == 'rbm':
        raise UserError('config.pretraining.name rbm needs pixels in 0..1', expected='none for '
                        f'{config.data.name}', received='numbers')


def _check_table(config: ConfigDict) -> None:
    """A row is no picture."""
    for name in _OF_PICTURES:
        if config.data[name]:
            raise UserError(f'config.data.{name} is for pictures', received=config.data[name],
                            expected=f'its default for {config.data.name}, a table')
    if config.data.scale != 1 or config.data.eval_scale is not None:
        raise UserError('config.data.scale is for pixels', expected='its default for a table, '
                        'which is standardized', received=config.data.eval_scale or
                        config.data.scale)
    net = NETS.get(config.model.name)
    if net is not None and net.is_convolutional:
        raise UserError(f'config.model.name {config.model.name} is for pictures',
                        expected=f'mlp or softmax for {config.data.name}, a table',
                        received=config.model.name)
