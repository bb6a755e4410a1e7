"""What the fields of a classifier's config mean together, and what does not go together."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import own_data
from tf_labs.config.nets import Net
from tf_labs.config.nets import NETS
from tf_labs.config.optimizer_table import FULL_BATCH
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

_COUNTS = {2: 'two'}


def decides(config: ConfigDict) -> bool:
    """True if something in a run is decided by examples that are held out of its training."""
    return bool(config.optimizer.schedule == 'plateau')


def held_out(config: ConfigDict, examples: int) -> int:
    """Returns how many of the training examples in use a run holds out.

    Args:
      config: of a classifier, without variants.
      examples: of the training split in use.
    """
    wanted: int | None = config.data.validation_examples
    if wanted is not None:
        return wanted
    return examples // 10 if decides(config) else 0


def check(config: ConfigDict, data: Any) -> None:
    """Raises `UserError` for values that are possible one by one, and not together."""
    net = NETS[config.model.name]
    if config.optimizer.nesterov and not config.optimizer.momentum:
        raise UserError('config.optimizer.nesterov has no effect without momentum',
                        expected='config.optimizer.momentum above 0', received=0.0)
    own_data.check(config, data)
    _check_sizes(config, data.examples['train'])
    _check_pixels(config, data.pixel_max)
    shape = _image_shape(config, data)
    _check_images(config, shape)
    if net.is_convolutional:
        _check_layers(config, net, shape)


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
    less = held_out(config, examples)
    if less >= examples:
        raise UserError('config.data.validation_examples leaves nothing to train on',
                        expected=f'less than {examples}, the training examples', received=less)
    examples -= less
    is_pretrained = config.pretraining.name != 'none'
    in_use = f'at most {examples}, the training examples in use'
    for path, value, limit, expected in (
            ('data.batch_size', config.data.batch_size, examples, in_use),
            ('train.probe_examples', config.train.probe_examples, examples, in_use),
            ('pretraining.batch_size', config.pretraining.batch_size, available,
             f'at most {available} for {config.data.name}')):
        if value > limit and not (path.startswith('pretraining') and not is_pretrained):
            raise UserError(f'config.{path} is larger than the data', expected=expected,
                            received=value)
    if config.optimizer.name in FULL_BATCH and config.data.batch_size != examples:
        raise UserError(f'config.optimizer.name {config.optimizer.name} needs the full batch',
                        expected=f'config.data.batch_size {examples}, the training examples in use',
                        received=config.data.batch_size)


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
    shape: tuple[int, int, int] = data.image_shape
    return shape


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


def _check_layers(config: ConfigDict, net: Net, shape: tuple[int, int, int]) -> None:
    """A net with convolutions: room for them, its hidden layers, and what is left out of it."""
    model = config.model
    if config.data.crop is None and min(shape[:2]) < (net.smallest_side or 0):
        raise UserError(f'the images are too small for config.model.name {model.name}',
                        expected=f'at least {net.smallest_side} pixels a side', received=shape[:2])
    if config.data.crop is not None and config.data.crop < net.smallest_side:
        raise UserError(f'config.data.crop is too small for config.model.name {model.name}',
                        expected=f'at least {net.smallest_side}', received=config.data.crop)
    if net.hidden_layers is not None and len(model.hidden_sizes) != net.hidden_layers:
        count = _COUNTS[net.hidden_layers]
        raise UserError(f'config.model.name {model.name} has {count} hidden dense layers',
                        expected=f'{count} sizes in config.model.hidden_sizes, as '
                        f'{",".join(["4096"] * net.hidden_layers)}', received=model.hidden_sizes)
    optional = net.optional_layers(model.hidden_sizes)
    for name in model.without:
        if name not in optional:
            raise unknown_name('layer in config.model.without', name, optional)
