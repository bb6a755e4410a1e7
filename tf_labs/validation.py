"""Values that cannot be, found before anything is imported, loaded or written."""

from collections.abc import Mapping
from typing import Any

from ml_collections import ConfigDict

from tf_labs import config_values
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.ranges import CHOICES
from tf_labs.ranges import FULL_BATCH
from tf_labs.ranges import RANGES
from tf_labs.ranges import USED_BY


def validate(config: ConfigDict, catalog: Mapping) -> None:
    """Raises `UserError` for the first value of the config that cannot be.

    Args:
      config: of the schema of tf_labs.configuration.
      catalog: {name: object with `examples['train']` and `pixel_max`}, the data sets that exist.
    """
    values = dict(config_values.fields(config))
    choices = {**CHOICES, 'data.name': sorted(catalog)}
    for path, known in choices.items():
        if path in values and values[path] not in known:
            raise unknown_name(f'config.{path}', values[path], known)
    for path, (is_possible, expected) in RANGES.items():
        value = values.get(path)
        if value is not None and not is_possible(value):
            raise UserError(f'config.{path} is not possible', expected=expected, received=value)
    if config.experiment == 'table':
        _check_table(config)
    if config.experiment == 'mse_by_hand':
        _check_mse(config)
    if config.experiment == 'backprop':
        _check_digits(config, catalog[config.data.name].examples['train'])
    if config.experiment == 'supervised':
        _check_fields_with_no_effect(config, values)
        _check_sizes(config, catalog[config.data.name].examples['train'])
        _check_pixels(config, catalog[config.data.name].pixel_max)


def _check_table(config: ConfigDict) -> None:
    net = config.net
    if config.train.arithmetic == 'in_order' and (
            net.form == 'network' or net.loss != 'mean_squared_error'):
        raise UserError('config.train.arithmetic in_order is for linear models with squared error',
                        expected='fast, or config.net.form matrix or scalars',
                        received=f'in_order with {net.form} and {net.loss}')
    if config.data.predict_at and config.data.table not in ('line', 'identity'):
        raise UserError('config.data.predict_at has no effect with this table',
                        expected='(), or config.data.table line or identity',
                        received=f'{config.data.predict_at} with {config.data.table}')


def _check_mse(config: ConfigDict) -> None:
    if len(config.mse.x) != len(config.mse.y):
        raise UserError('config.mse.y is not as long as config.mse.x', received=config.mse.y,
                        expected=f'{len(config.mse.x)} numbers')
    if config.mse.curve_from >= config.mse.curve_to:
        raise UserError('config.mse.curve_to is not possible', received=config.mse.curve_to,
                        expected=f'above config.mse.curve_from, {config.mse.curve_from:g}')


def _check_digits(config: ConfigDict, available: int) -> None:
    for path, value in (('digits.batch_size', config.digits.batch_size),
                        ('backprop.checked_examples', config.backprop.checked_examples)):
        if value > available:
            raise UserError(f'config.{path} is larger than the data', received=value,
                            expected=f'at most {available} for {config.data.name}')


def _check_pixels(config: ConfigDict, pixel_max: int) -> None:
    """A Boltzmann machine reads a pixel as the probability that a unit is on."""
    largest = pixel_max * config.data.scale
    if config.pretraining.name == 'rbm' and largest > 1 + 1e-6:
        raise UserError('config.pretraining.name rbm needs pixels in 0..1', received=largest,
                        expected=f'config.data.scale of at most 1/{pixel_max}')


def _check_fields_with_no_effect(config: ConfigDict, values: Mapping[str, Any]) -> None:
    """A field that nothing would read is a mistake, not a wish to be passed over."""
    for path, (neutral, users, chooser) in USED_BY.items():
        chosen, value = values[chooser], values[path]
        if value != neutral and chosen not in users:
            raise UserError(
                f'config.{path} has no effect with config.{chooser} {chosen}',
                expected=f'{neutral}, or config.{chooser} one of {", ".join(map(str, users))}',
                received=value)
    if config.optimizer.nesterov and not config.optimizer.momentum:
        raise UserError('config.optimizer.nesterov has no effect without momentum',
                        expected='config.optimizer.momentum above 0', received=0.0)


def _check_sizes(config: ConfigDict, available: int) -> None:
    """Layer sizes, and a batch that the data can fill."""
    if config.model.name == 'mlp' and not config.model.hidden_sizes:
        raise UserError('config.model.hidden_sizes is empty',
                        expected='a size for at least one hidden layer, or config.model.name '
                        'softmax, which has none', received=config.model.hidden_sizes)
    wanted = config.data.train_examples
    if wanted is not None and wanted > available:
        raise UserError('config.data.train_examples is larger than the data',
                        expected=f'at most {available} for {config.data.name}', received=wanted)
    examples = available if wanted is None else wanted
    in_use = f'at most {examples}, the training examples in use'
    for path, value, limit, expected in (
            ('data.batch_size', config.data.batch_size, examples, in_use),
            ('train.probe_examples', config.train.probe_examples, examples, in_use),
            ('pretraining.batch_size', config.pretraining.batch_size, available,
             f'at most {available} for {config.data.name}')):
        if value > limit:
            raise UserError(f'config.{path} is larger than the data', expected=expected,
                            received=value)
    if config.optimizer.name in FULL_BATCH and config.data.batch_size != examples:
        raise UserError(f'config.optimizer.name {config.optimizer.name} needs the full batch',
                        expected=f'config.data.batch_size {examples}, the training examples in use',
                        received=config.data.batch_size)
