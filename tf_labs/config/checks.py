"""Values that cannot be, found before anything is imported, loaded or written."""

from collections.abc import Callable, Mapping
import math
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import values as config_values
from tf_labs.config.ranges import CHOICES
from tf_labs.config.ranges import CONVOLUTIONAL
from tf_labs.config.ranges import FULL_BATCH
from tf_labs.config.ranges import RANGES
from tf_labs.config.ranges import USED_BY
from tf_labs.config.schema import default_config
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

MAX_RUNS = 100_000  # of a comparison, all variants and seeds
_COUNTABLE = 2**63


def validate(config: ConfigDict, catalog: Mapping) -> None:
    """Raises `UserError` for the first value of the config that cannot be.

    Args:
      config: of the schema of tf_labs.configuration.
      catalog: {name: object with `examples['train']`, `pixel_max` and `image_shape`}, the data sets
        that exist.
    """
    _check_types(config)
    values = dict(config_values.fields(config))
    choices = {**CHOICES, 'data.name': sorted(catalog)}
    for path, known in choices.items():
        if path in values and values[path] not in known:
            raise unknown_name(f'config.{path}', values[path], known)
    for path, (is_possible, expected) in RANGES.items():
        value = values.get(path)
        if value is not None and not _passes(is_possible, value):
            raise UserError(f'config.{path} is not possible', expected=expected, received=value)
    check = _OF_EXPERIMENT.get(config.experiment)
    if check is not None:
        check(config)
    if config.experiment == 'backprop':
        _check_digits(config, catalog[config.data.name].examples['train'])
    if config.experiment == 'supervised':
        _check_fields_with_no_effect(config, values)
        _check_sizes(config, catalog[config.data.name].examples['train'])
        _check_pixels(config, catalog[config.data.name].pixel_max)
        _check_images(config, _image_shape(config, catalog[config.data.name]))
        if config.model.name in CONVOLUTIONAL:
            _check_convolutions(config)


def check_runs(variants: int, seeds: int) -> None:
    """Raises `UserError` for more runs than one command can tell apart in a table."""
    if variants * seeds > MAX_RUNS:
        raise UserError('--seeds asks for more runs than one comparison can hold',
                        expected=f'at most {MAX_RUNS // variants}, which are {MAX_RUNS} runs',
                        received=seeds)


def _check_types(config: ConfigDict) -> None:
    """Values of the schema's types, which can be counted with.

    A field is None only where None is its default: a config file, or a stored one, can set it.
    """
    schema = dict(config_values.fields(default_config(config.experiment)))
    for path, value in config_values.fields(config):
        if path not in schema:
            raise UserError(f'config.{path} is no field of the experiment {config.experiment}',
                            expected='those that `tf-labs config LAB` prints', received=value)
        if value is None and schema[path] is not None:
            raise UserError(f'config.{path} cannot be None',
                            expected=f'a value like {schema[path]!r}', received=value)
        if isinstance(value, tuple) and not all(
                isinstance(item, (int, float, str)) for item in value):
            raise UserError(f'config.{path} is of the wrong type',
                            expected='a tuple of numbers or names', received=value)
        for item in value if isinstance(value, tuple) else (value,):
            _check_item(path, item)


def _check_item(path: str, value: Any) -> None:
    if isinstance(value, int) and abs(value) >= _COUNTABLE:
        raise UserError(f'config.{path} is too large', expected=f'less than {_COUNTABLE} = 2**63',
                        received=f'a number of {value.bit_length()} bits')
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f'config.{path} is not possible', expected='a finite number',
                        received=value)
    if isinstance(value, str) and '\0' in value:
        raise UserError(f'config.{path} is not possible', expected='text without the character 0',
                        received=value)


def _passes(is_possible: Callable[[Any], Any], value: Any) -> bool:
    """False also for items of a type that the test is not made for, as text among numbers."""
    try:
        return bool(is_possible(value))
    except (TypeError, ValueError, OverflowError):
        return False


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


def _check_gallery(config: ConfigDict) -> None:
    if config.gallery.low >= config.gallery.high:
        raise UserError('config.gallery.high is not possible', received=config.gallery.high,
                        expected=f'above config.gallery.low, {config.gallery.low:g}')


_OF_EXPERIMENT: dict[str, Callable[[ConfigDict], None]] = {
    'table': _check_table, 'mse_by_hand': _check_mse, 'activation_gallery': _check_gallery}


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


def _image_shape(config: ConfigDict, data: Any) -> tuple[int, int, int]:
    """Returns (height, width, channels) of what is cropped."""
    if data.streamed:
        if config.pretraining.name != 'none':
            raise UserError('config.pretraining.name is for images in memory', expected='none for '
                            f'{config.data.name}', received=config.pretraining.name)
        return config.data.side, config.data.side, 3
    if config.data.side != 256:
        raise UserError(f'config.data.side has no effect with config.data.name {config.data.name}',
                        expected='256, or a data set of photographs', received=config.data.side)
    return data.image_shape


def _check_images(config: ConfigDict, shape: tuple[int, int, int]) -> None:
    """A crop that the images have room for, and colours where they are to be changed."""
    data, smallest = config.data, min(shape[:2])
    if data.crop is not None and data.crop > smallest:
        raise UserError('config.data.crop is larger than the images', received=data.crop,
                        expected=f'at most {smallest} for {data.name}')
    if data.random_crop and data.crop is None:
        raise UserError('config.data.random_crop has no effect without config.data.crop',
                        expected='config.data.crop, the side of the square', received='none')
    if data.color_jitter and shape[2] != 3:
        raise UserError('config.data.color_jitter needs images in colour',
                        expected=f'0.0 for {data.name}', received=data.color_jitter)


_SMALLEST = {'alexnet': 67, 'zfnet': 45, 'cifar_net': 1}  # side, that leaves a pixel at the end


def _check_convolutions(config: ConfigDict) -> None:
    model = config.model
    if config.data.crop is not None and config.data.crop < _SMALLEST[model.name]:
        raise UserError(f'config.data.crop is too small for config.model.name {model.name}',
                        expected=f'at least {_SMALLEST[model.name]}', received=config.data.crop)
    if model.name != 'cifar_net' and len(model.hidden_sizes) != 2:
        raise UserError(f'config.model.name {model.name} has two hidden dense layers',
                        expected='two sizes in config.model.hidden_sizes, as 4096,4096',
                        received=model.hidden_sizes)
    if model.name == 'cifar_net':
        known = [f'conv{n}' for n in range(1, 5)] + [
            f'dense{n}' for n, _ in enumerate(model.hidden_sizes, 1)]
        for name in model.without:
            if name not in known:
                raise unknown_name('layer in config.model.without', name, known)


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
    held_out = config_values.held_out(config, examples)
    if held_out >= examples:
        raise UserError('config.data.validation_examples leaves nothing to train on',
                        expected=f'less than {examples}, the training examples', received=held_out)
    examples -= held_out
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
