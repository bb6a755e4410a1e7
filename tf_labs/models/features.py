"""A net by its layers: their names, what each one hands on, and what of the input it sees.

Layers with a kernel are named by kind and place: conv1, conv2, ..., dense1, ..., from the input up;
the last one gives the logits. The two towers of a stage count as one layer, whose channels are
those of both side by side.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import keras
import tensorflow as tf

from tf_labs.config.nets import numbered
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.models import layer_stack
from tf_labs.models.layer_stack import ACTIVATIONS
from tf_labs.models.layer_stack import WINDOWS
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.towers import Towers

Layers = Sequence[keras.layers.Layer]
KINDS = {keras.layers.Conv2D: 'conv', LocallyConnected: 'local', keras.layers.Dense: 'dense'}


class ReceptiveField(NamedTuple):
    """What a place of a feature map sees: pixels offset + p stride up to, not with, that + size.

    Along one axis, for the place p = 0, 1, ...; padding lets it reach beyond the image.
    """

    size: int
    stride: int
    offset: int


class Place(NamedTuple):
    """Where a layer hands on what it has computed.

    Attributes:
      whole: layers of the net that come before, from the input up.
      inside: layers of each tower of the next one; 0: none, the place is between whole layers.
    """

    whole: int
    inside: int


def places(model: keras.Model) -> dict[str, Place]:
    """Returns where each layer with a kernel hands on: after its activation, if it has one."""
    found = list(_places(layer_stack.chain(model)))
    return dict(zip(numbered(kind for kind, _ in found), (place for _, place in found)))


def single_layers(model: keras.Model) -> list[tuple[str, keras.layers.Layer]]:
    """Returns the layers with a kernel by name, from the input up; of towers one after the other.

    There a letter follows the name that `layer_names` has for both: conv1a, conv2a, conv1b, conv2b.
    """
    names = iter(layer_names(model))
    found: list[tuple[str, keras.layers.Layer]] = []
    for layer in layer_stack.chain(model):
        if isinstance(layer, Towers):
            stacks = [list(filter(_has_kernel, stack)) for stack in layer.stacks]
            shared = [next(names) for _ in stacks[0]]
            found += [(f'{name}{letter}', one) for letter, stack in zip('ab', stacks)
                      for name, one in zip(shared, stack, strict=True)]
        elif _has_kernel(layer):
            found.append((next(names), layer))
    return found


def _has_kernel(layer: keras.layers.Layer) -> bool:
    return isinstance(layer, tuple(KINDS))


def _places(layers: Layers) -> Iterator[tuple[str, Place]]:
    for index, layer in enumerate(layers):
        if isinstance(layer, Towers):
            for kind, inner in _places(layer.stacks[0]):
                yield kind, Place(index, inner.whole)
        for kind in (name for of_kind, name in KINDS.items() if isinstance(layer, of_kind)):
            yield kind, Place(_end(layers, index), 0)


def _end(layers: Layers, index: int) -> int:
    """Returns how many layers there are up to the activation of layer number `index`."""
    end = index + 1
    while end < len(layers) and isinstance(layers[end], keras.layers.BatchNormalization):
        end += 1
    has_one = end < len(layers) and isinstance(layers[end], ACTIVATIONS)
    return end + 1 if has_one else index + 1


def layer_names(model: keras.Model) -> list[str]:
    """Returns the names of all layers with a kernel, from the input up."""
    return list(places(model))


def has_convolutions(model: keras.Model) -> bool:
    """True for a net with a convolution, whatever else it is."""
    return any(isinstance(layer, keras.layers.Conv2D) or isinstance(layer, Towers)
               for layer in layer_stack.every(model))


def convolutions(model: keras.Model) -> list[str]:
    """Returns the names of the convolutions, from the input up."""
    return [name for name in places(model) if name.startswith('conv')]


def check_name(model: keras.Model, name: str) -> None:
    """Raises `UserError`, with the names that there are, if no layer has this one."""
    if name not in places(model):
        raise unknown_name('layer', name, layer_names(model))


def check_ends_with_dense(model: keras.Model) -> None:
    """Raises `UserError` for a net whose logits are not what its last layer with a kernel gives."""
    last = layer_stack.chain(model)[-1]
    if not isinstance(last, keras.layers.Dense):
        raise UserError('the net does not end with a dense layer', expected='Dense as its last one',
                        received=f'{last.name}, a {type(last).__name__}')


def features(model: keras.Model, inputs: tf.Tensor, name: str) -> tf.Tensor:
    """Returns what a layer hands on after its activation, before any pooling or response norm.

    As when evaluating: dropout passes everything, batch norm has its moving statistics.

    Args:
      model: of layers one after the other.
      inputs: float32 [B, H, W, C], what the net is fed.
      name: of `layer_names`.

    Returns:
      float32 [B, h, w, channels] of a convolution, [B, units] of a dense layer.

    Raises:
      UserError: no layer has this name.
    """
    return features_of(model, inputs, [name])[name]


def features_of(model: keras.Model, inputs: tf.Tensor,
                names: Sequence[str]) -> dict[str, tf.Tensor]:
    """Returns the `features` of several layers by name, of one pass."""
    for name in names:
        check_name(model, name)
    wanted = {place: name for name, place in places(model).items() if name in names}
    found = {}
    for place, values in _walk(layer_stack.chain(model), inputs):
        if place in wanted:
            found[wanted[place]] = tf.cast(values, tf.float32)
        if len(found) == len(wanted):
            break
    return {name: found[name] for name in names}


def _walk(layers: Layers, values: tf.Tensor) -> Iterator[tuple[Place, tf.Tensor]]:
    """Yields what is there after each layer, in towers of both side by side."""
    for index, layer in enumerate(layers):
        if isinstance(layer, Towers):
            for steps in zip(*(_walk(stack, values) for stack in layer.stacks)):
                joined = tf.concat([value for _, value in steps], axis=-1)
                yield Place(index, steps[0][0].whole), joined
            values = joined
        else:
            values = layer(values, training=False)
        yield Place(index + 1, 0), values


def receptive_field(model: keras.Model, name: str, axis: int = 0) -> ReceptiveField:
    """Returns what pixels a place of a convolution's feature maps sees.

    Args:
      model: of layers one after the other.
      name: of `convolutions`.
      axis: 0: rows; 1: columns.

    Raises:
      UserError: no convolution has this name.
    """
    if name not in convolutions(model):
        raise unknown_name('convolution', name, convolutions(model))
    shape = (1, *model.input_shape[1:])
    size, stride, offset = 1, 1, 0
    path = list(_path(layer_stack.chain(model), places(model)[name]))
    layer_stack.check_local(path)
    for layer in path:
        if isinstance(layer, WINDOWS):
            window, step, before = window_of(layer, shape[1 + axis], axis)
            size, offset = size + (window - 1) * stride, offset - before * stride
            stride *= step
        elif isinstance(layer, keras.layers.ZeroPadding2D):
            offset -= layer.padding[axis][0] * stride
        shape = layer.compute_output_shape(shape)
    return ReceptiveField(size, stride, offset)


def _path(layers: Layers, place: Place) -> Iterator[keras.layers.Layer]:
    """Yields the layers up to a place; of towers, whose windows are alike, those of the first."""
    for layer in layers[:place.whole]:
        yield from layer.stacks[0] if isinstance(layer, Towers) else (layer,)
    if place.inside:
        yield from layers[place.whole].stacks[0][:place.inside]


def window_of(layer: keras.layers.Layer, length: int, axis: int) -> tuple[int, int, int]:
    """Returns size, stride and padding before the input of a layer's window.

    Args:
      layer: of layer_stack.WINDOWS.
      length: of its input along the axis; the padding `same` depends on it.
      axis: 0: rows; 1: columns.
    """
    stride = layer.strides[axis]
    if isinstance(layer, keras.layers.Conv2D):
        size = (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1
    elif isinstance(layer, LocallyConnected):
        size = layer.kernel_size[axis]
    else:
        size = layer.pool_size[axis]
    if layer.padding == 'valid':
        return size, stride, 0
    outputs = -(-length // stride)
    return size, stride, max(0, (outputs - 1) * stride + size - length) // 2
