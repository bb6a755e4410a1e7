"""What the fields of a classifier's config mean together, and what does not go together."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import asked_together
from tf_labs.config import layer_fields
from tf_labs.config import nets
from tf_labs.config import own_data
from tf_labs.config.nets import Net
from tf_labs.config.nets import NETS
from tf_labs.config.optimizer_table import FULL_BATCH
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

_COUNTS = {2: 'two'}


def decides(config: ConfigDict) -> bool:
    """True if something in a run is decided by examples that are held out of its training."""
    return bool(config.optimizer.schedule == 'plateau') or watches_best(config)


def watches_best(config: ConfigDict) -> bool:
    """True if a run looks for its evaluation with the smallest validation loss."""
    return bool(config.train.keep_best) or config.train.patience is not None


def stops_at_target(config: ConfigDict) -> bool:
    """True if a run ends once its training error has fallen to a target."""
    return bool(config.train.stop_at_target)


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
    net = NETS.get(config.model.name)  # None: one's own
    if config.optimizer.nesterov and not config.optimizer.momentum:
        raise UserError('config.optimizer.nesterov has no effect without momentum',
                        expected='config.optimizer.momentum above 0', received=0.0)
    _check_start(config)
    layer_fields.check(config)
    if watches_best(config) and config.data.validation_examples == 0:
        name = 'keep_best' if config.train.keep_best else 'patience'
        raise UserError(f'config.train.{name} needs validation examples', received=0,
                        expected='config.data.validation_examples of at least 1, held out of the '
                        'training split, or None for a tenth of it')
    asked_together.check(config)
    own_data.check(config, data)
    if stops_at_target(config) and config.train.target_error is None:
        raise UserError('config.train.stop_at_target needs a target', received='none',
                        expected='config.train.target_error, as 0.25')
    _check_times(config, _check_sizes(config, data.examples['train']))
    _check_pixels(config, data.pixel_max)
    shape = _image_shape(config, data)
    _check_images(config, shape)
    if net is None:
        _check_own(config)
    elif net.is_convolutional:
        _check_layers(config, net, shape)


def check_new(config: ConfigDict, data: Any) -> None:
    """Raises `UserError` for what would have no effect, though runs of earlier versions have it.

    Args:
      As of `check`, which it has passed.
    """
    if config.model.name in NETS:
        layer_fields.check_new(config)
    asked_together.check_new(config)
    sides = _image_shape(config, data)[:2]
    if config.comparison.crops > 1 and (config.data.crop,) * 2 == tuple(sides):
        raise UserError('config.comparison.crops has no effect on whole images, of which there is '
                        'one crop', expected=f'1, or config.data.crop below {min(sides)}',
                        received=config.comparison.crops)


def _check_start(config: ConfigDict) -> None:
    """Where the first weights come from: one place."""
    start = config.init
    if start.workdir is None:
        for name, neutral in (('step', None), ('layers', ())):
            if start[name] != neutral:
                raise UserError(f'config.init.{name} has no effect without config.init.workdir',
                                expected=f'{neutral}, or the directory of a trained run',
                                received=start[name])
    elif not start.workdir:
        raise UserError('config.init.workdir is empty', received=start.workdir,
                        expected='the directory of a trained run, or None')
    elif config.pretraining.name != 'none':
        raise UserError('config.init.workdir and config.pretraining.name both set the weights',
                        expected='one of them', received=config.pretraining.name)


def _check_own(config: ConfigDict) -> None:
    if config.model.split_towers:
        raise UserError('config.model.split_towers is for nets in towers', expected='False '
                        f'for {config.model.name}', received=config.model.split_towers)


def _check_sizes(config: ConfigDict, available: int) -> int:
    """Layer sizes, and a batch that the data can fill; returns how many examples train."""
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
    in_use = f'at most {examples}, the training examples in use'
    pretrained = config.pretraining.batch_size if config.pretraining.name != 'none' else 0
    for path, value, limit, expected in (
            ('data.batch_size', config.data.batch_size, examples, in_use),
            ('train.probe_examples', config.train.probe_examples, examples, in_use),
            ('pretraining.batch_size', pretrained, available,
             f'at most {available} for {config.data.name}')):
        if value > limit:
            raise UserError(f'config.{path} is larger than the data', expected=expected,
                            received=value)
    if config.optimizer.name in FULL_BATCH and config.data.batch_size != examples:
        raise UserError(f'config.optimizer.name {config.optimizer.name} needs the full batch',
                        expected=f'config.data.batch_size {examples}, the training examples in use',
                        received=config.data.batch_size)
    return examples


def _check_times(config: ConfigDict, examples: int) -> None:
    """A schedule that lasts as long as the run, and a warm-up that ends before it."""
    settings = config.optimizer
    per_epoch = examples // config.data.batch_size
    total = config.train.steps or config.train.epochs * per_epoch
    for unit, steps in (('steps', 1), ('epochs', per_epoch)):
        stages = settings[f'stage_{unit}']
        if stages and sum(stages) * steps < total:
            raise UserError(f'config.optimizer.stage_{unit} ends before the run', received=stages,
                            expected=f'{-(-total // steps)} {unit} or more in all, which the run '
                            'takes')
    if settings.warmup_steps and settings.warmup_steps >= total:
        raise UserError('config.optimizer.warmup_steps is as long as the training',
                        expected=f'less than {total}, the steps of it',
                        received=settings.warmup_steps)


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
    own_data.check_side(config.data, data)
    shape: tuple[int, int, int] = data.shape(config.data.side)
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


def _check_towers(model: ConfigDict) -> None:
    """Each tower has half of the filters, and all of its layers, which are in two stages."""
    if len(model.filters) < 3:
        raise UserError('config.model.filters are too few for two towers', received=model.filters,
                        expected='at least three')
    if any(count % model.towers for count in model.filters):
        raise UserError('config.model.filters cannot be shared by two towers',
                        expected='even numbers', received=model.filters)
    if model.without:
        raise UserError('config.model.without is for nets of one tower', received=model.without,
                        expected='() where config.model.towers is 2')


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
    if not net.has_own_layers:
        return
    if model.towers > 1:
        _check_towers(model)
    optional = nets.optional_layers(model.hidden_sizes, nets.kinds(model))
    for name in model.without:
        if name not in optional:
            raise unknown_name('layer in config.model.without', name, optional)
    side = (config.data.crop,) * 2 if config.data.crop is not None else shape[:2]
    layer_fields.check_room(model, *side)
