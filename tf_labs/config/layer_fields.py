"""The fields of a classifier's config that have one value a layer, and what they mean together."""

from collections.abc import Iterable, Sequence
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import nets
from tf_labs.config.nets import NETS
from tf_labs.config.schema import default_config
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

POOLINGS = ('max', 'average', 'none')
_NAMES = {'model.kinds': ('conv', 'local'), 'model.poolings': POOLINGS,
          'model.lrn_places': ('before_pooling', 'after_pooling')}
_OF_OPTIMIZER = ('optimizer.weight_decays', 'optimizer.kernel_rates', 'optimizer.bias_rates')
_FILTER_RMS = 'optimizer.max_filter_rms'
# Of each of them the fields whose place it takes.
_IN_PLACE_OF = {
    'model.kernels': ('model.first_kernel', 'model.second_kernel'),
    'model.strides': ('model.first_stride',), 'model.pool_sizes': ('model.pool_size',),
    'model.init_stddevs': ('model.init_stddev',), 'model.bias_values': ('model.bias_initializer',),
    'optimizer.weight_decays': ('optimizer.weight_decay',),
    'optimizer.stage_epochs': ('optimizer.decay_epochs', 'optimizer.stage_steps'),
    'optimizer.stage_steps': ('optimizer.decay_epochs',)}


def check(config: ConfigDict) -> None:
    """Raises `UserError` for values of layers that are not one each, or that nothing would read."""
    if config.model.name in NETS:
        _check_names(config)
        _check_places(config, _IN_PLACE_OF)
        _check_counts(config)
        _check_effects(config.model)
        is_convolutional = NETS[config.model.name].is_convolutional
        if not is_convolutional and config.optimizer.max_filter_rms is not None:
            raise UserError(f'config.{_FILTER_RMS} is for nets with convolutions', expected='None '
                            f'for {config.model.name}', received=config.optimizer.max_filter_rms)
        return
    _check_places(config, [path for path in _IN_PLACE_OF if path.startswith('optimizer.')])
    for path in (*_OF_OPTIMIZER, _FILTER_RMS):
        if _value(config, path):
            raise UserError(f'config.{path} is for nets whose layers are known by name',
                            expected=f'no value for {config.model.name}',
                            received=_value(config, path))


def _check_names(config: ConfigDict) -> None:
    for path, names in _NAMES.items():
        for name in _value(config, path):
            if name not in names:
                raise unknown_name(f'name in config.{path}', name, names)


def check_new(config: ConfigDict) -> None:
    """Raises `UserError` for what no layer of a net reads, though earlier versions took it.

    Args:
      config: that has passed `check`, of one of NETS.
    """
    _check_norm(config.model)
    _check_unpooled(config.model)
    largest = config.optimizer.max_filter_rms
    if largest is not None and not nets.convolutions(config.model):
        raise UserError(f'config.{_FILTER_RMS} has no effect without a convolution',
                        expected='None, or a convolution in the net', received=largest)


def _check_norm(model: ConfigDict) -> None:
    """Response norm needs one of the layers that it follows."""
    followed = list(nets.numbered(nets.kinds(model)))[:nets.NORMALISED]
    if model.lrn and model.without and set(followed) <= set(model.without):
        raise UserError('config.model.lrn has no effect: the layers that it follows are left out',
                        expected=f'False, or {" or ".join(followed)} in the net', received=True)


def _check_unpooled(model: ConfigDict) -> None:
    """Without pooling nothing reads the size of its windows, and response norm has one place."""
    size = default_config().model.pool_size
    poolings = _poolings(model)
    if set(poolings) == {'none'} and model.pool_size != size:
        raise UserError('config.model.pool_size has no effect without pooling',
                        expected=f'{size}, or max or average in config.model.poolings',
                        received=model.pool_size)
    for name, pooling, place in zip(nets.numbered(nets.kinds(model)), poolings, model.lrn_places):
        if pooling == 'none' and place == 'after_pooling':
            raise UserError(f'config.model.lrn_places of {name} does not fit its pooling, none',
                            expected='before_pooling', received=place)


def _poolings(model: ConfigDict) -> tuple[str, ...]:
    """Returns the pooling after each layer of model.filters."""
    return tuple(model.poolings) or ('max', 'max', *('none',) * len(model.filters))


def check_room(model: ConfigDict, height: int, width: int) -> None:
    """Raises `UserError` for windows that images of a size have no room for."""
    paddings = model.paddings or (None,) * len(model.filters)
    kernels = model.kernels or (
        model.first_kernel, model.second_kernel, *(3,) * len(model.filters))
    strides = model.strides or (model.first_stride, *(1,) * len(model.filters))
    side = min(height, width)
    for name, padding, kernel, stride, pooling in zip(
            nets.numbered(nets.kinds(model)), paddings, kernels, strides, _poolings(model)):
        if name not in model.without:
            less = 0 if padding is None else kernel - 1 - 2 * padding
            if side <= less:
                raise UserError(f'the kernels of {name} are larger than their input',
                                expected=f'at most {side + 2 * padding} in config.model.kernels '
                                'there, or a larger value in config.model.paddings',
                                received=kernel)
            side = -(-(side - less) // stride)
        if pooling != 'none':
            side = -(-side // 2)


def _value(config: ConfigDict, path: str) -> Any:
    section, name = path.split('.')
    return config[section][name]


def _check_places(config: ConfigDict, paths: Iterable[str]) -> None:
    """One field says what a thing is: one value for all layers, or one each."""
    default = default_config()
    for path in paths:
        for other in _IN_PLACE_OF[path]:
            if _value(config, path) and _value(config, other) != _value(default, other):
                raise UserError(f'config.{other} has no effect with config.{path}',
                                expected=f'{_value(default, other)}, or no config.{path}',
                                received=_value(config, other))


def _check_counts(config: ConfigDict) -> None:
    model = config.model
    if NETS[model.name].has_own_layers and len(nets.kinds(model)) != len(model.filters):
        raise UserError('config.model.kinds and config.model.filters differ in length',
                        expected='one value per layer in both, for the layers below the dense ones',
                        received=f'{len(model.kinds)} and {len(model.filters)}')
    whole = nets.weighted_layers(model)
    stages = whole[:len(model.filters)]
    for paths, names in ((nets.OF_STAGES, stages), ((*nets.OF_LAYERS, *_OF_OPTIMIZER), whole),
                         (('model.lrn_places',), stages[:nets.NORMALISED])):
        for path in paths:
            _check_count(path, _value(config, path), names)


def _check_count(path: str, values: Sequence[Any], names: Sequence[str]) -> None:
    if values and len(values) != len(names):
        raise UserError(f'config.{path} does not have one value per layer', received=values,
                        expected=f'{len(names)}, of {", ".join(names)}')


def _check_effects(model: ConfigDict) -> None:
    """What a layer without pooling, a net without response norm or another start cannot read."""
    for name, pooling, size in zip(
            nets.numbered(nets.kinds(model)), _poolings(model), model.pool_sizes):
        if (pooling == 'none') != (size == 0):
            wanted = '0' if pooling == 'none' else 'at least 1'
            raise UserError(f'config.model.pool_sizes of {name} does not fit its pooling, '
                            f'{pooling}', expected=wanted, received=size)
    if model.lrn_places and not model.lrn:
        raise UserError('config.model.lrn_places has no effect without config.model.lrn',
                        expected='()', received=model.lrn_places)
    if model.init_stddevs and model.kernel_initializer != 'random_normal':
        raise UserError('config.model.init_stddevs has no effect with '
                        f'config.model.kernel_initializer {model.kernel_initializer}',
                        expected='(), or random_normal', received=model.init_stddevs)
