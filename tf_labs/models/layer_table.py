"""A net layer by layer: kernels, what comes out, and what it costs."""

from collections.abc import Iterator, Sequence
import math
from typing import NamedTuple

import keras

from tf_labs.config.nets import numbered
from tf_labs.models import called_layers
from tf_labs.models import features
from tf_labs.models import layer_stack
from tf_labs.models import weighted_layers
from tf_labs.models.mlp import MLP
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

Beside = tuple[keras.layers.Layer, ...]  # one layer of each tower; a single one outside of towers
Shape = tuple[int, ...]
_WITH_KERNEL = tuple(features.KINDS)
KINDS = {**features.KINDS, LocalResponseNorm: 'norm', keras.layers.MaxPooling2D: 'pool',
         keras.layers.AveragePooling2D: 'pool', keras.layers.BatchNormalization: 'batch_norm'}
_POOLINGS = (keras.layers.MaxPooling2D, keras.layers.AveragePooling2D)
# Without a row, as they change neither shape nor values but one by one, or nothing is multiplied.
PASSED = (*layer_stack.ACTIVATIONS, keras.layers.Dropout, keras.layers.Flatten,
          keras.layers.Reshape, keras.layers.ZeroPadding2D, keras.layers.InputLayer,
          keras.layers.Add, keras.layers.Concatenate, keras.layers.GlobalAveragePooling2D,
          keras.layers.GlobalMaxPooling2D, keras.layers.LayerNormalization,
          keras.layers.GroupNormalization)


class LayerRow(NamedTuple):
    """A layer; of towers both together.

    Attributes:
      name: of its kind and its place among them, conv1, norm1, pool1, ...; or its own.
      kernel: for people: '2 x 128 of 5 x 5 x 48'; of pooling its window.
      maps: shape of what comes out for one image.
      parameters: weights and biases.
      multiply_adds: multiplications, each with its addition, for one image; of convolutions and
        dense layers, which is nearly all.
      trainable: parameters that train.
      copies: towers that it is in.
      inputs: maps or units that each of its kernels sees; 0: it has none.
      is_known: False of a layer whose multiplications are not counted.
    """

    name: str
    kernel: str
    maps: Shape
    parameters: int
    multiply_adds: int
    trainable: int = 0
    copies: int = 1
    inputs: int = 0
    is_known: bool = True

    @property
    def neurons(self) -> int:
        """Units that it has for one image."""
        return math.prod(self.maps)


def outputs(model: keras.Model, shape: Sequence[int]) -> list[tuple[Beside, Shape]]:
    """Returns every layer with the shape of what it makes of one image, from the input up.

    Args:
      model: of layers one after the other, or any: then it is called once to see what is called.
      shape: of an image.
    """
    if is_chain(model):
        return [(beside, tuple(maps[1:])) for beside, maps in _walk(model.layers, (1, *shape))]
    return [((layer,), maps) for layer, maps in called_layers.calls(model, shape)]


def is_chain(model: keras.Model) -> bool:
    """True of a net whose layers come one after the other, in the order of `model.layers`."""
    return isinstance(model, (keras.Sequential, MLP))


def rows(model: keras.Model, shape: Sequence[int] | None = None) -> list[LayerRow]:
    """Returns a row for the input and for each layer of KINDS, with weights, or not known.

    Args:
      model: any.
      shape: of an image; None: that the net was built for.
    """
    image = tuple(model.input_shape[1:] if shape is None else shape)
    shown = [(beside, maps) for beside, maps in outputs(model, image) if _is_shown(beside[0])]
    own = [weighted_layers.own_name(beside[0]) for beside, _ in shown]
    numbers = numbered(
        _kind(beside[0]) for (beside, _), name in zip(shown, own) if not name)
    return [LayerRow('input', '', image, 0, 0),
            *(_row(name or next(numbers), beside, maps)
              for name, (beside, maps) in zip(own, shown))]


def _is_shown(layer: keras.layers.Layer) -> bool:
    return isinstance(layer, tuple(KINDS)) or bool(layer.weights) or not isinstance(layer, PASSED)


def _kind(layer: keras.layers.Layer) -> str:
    return next((kind for of_kind, kind in KINDS.items() if isinstance(layer, of_kind)),
                weighted_layers.kind(layer))


def _walk(layers: Sequence[keras.layers.Layer], shape: Shape) -> Iterator[tuple[Beside, Shape]]:
    """Yields layers with the shape that comes out, the towers' together."""
    for layer in layers:
        if isinstance(layer, Towers):
            shapes = [shape] * len(layer.stacks)
            for beside in zip(*layer.stacks, strict=True):
                shapes = [one.compute_output_shape(before) for one, before in zip(beside, shapes)]
                yield beside, (*shapes[0][:-1], sum(one[-1] for one in shapes))
        else:
            yield (layer,), layer.compute_output_shape(shape)
        shape = layer.compute_output_shape(shape)


def _row(name: str, beside: Beside, maps: Shape) -> LayerRow:
    layer, kernel, multiply_adds, inputs = beside[0], '', 0, 0
    if isinstance(layer, _WITH_KERNEL):
        is_local = isinstance(layer, LocallyConnected)
        *size, units = layer.kernel.shape[2:] if is_local else layer.kernel.shape
        copies = f'{len(beside)} x ' if len(beside) > 1 else ''
        kernel = f'{copies}{units} of {" x ".join(map(str, size))}{" a place" * is_local}'
        multiply_adds = math.prod(maps[:-1]) * len(beside) * math.prod([*size, units])
        inputs = size[-1]
    elif isinstance(layer, _POOLINGS):
        kernel = ' x '.join(map(str, layer.pool_size))
    if isinstance(layer, layer_stack.WINDOWS) and max(layer.strides) > 1:
        kernel += f', stride {layer.strides[0]}'
    return LayerRow(name, kernel, maps, sum(one.count_params() for one in beside), multiply_adds,
                    sum(count(one.trainable_weights) for one in beside), len(beside),
                    inputs, isinstance(layer, (*KINDS, *PASSED)))


def fully_connected(shown: Sequence[LayerRow]) -> tuple[int, int]:
    """Returns (parameters, multiply_adds) of a net of dense layers with the same units.

    Each layer with a kernel gets every unit of what comes before it: the input, or the layer
    below after its pooling.

    Args:
      shown: of `rows`, of layers one after the other.
    """
    connections = units = 0
    for before, row in zip(shown, shown[1:]):
        if row.inputs:
            connections += before.neurons * row.neurons
            units += row.neurons
    return connections + units, connections


def count(variables: Sequence[keras.Variable]) -> int:
    """Returns how many numbers variables hold."""
    return sum(math.prod(variable.shape) for variable in variables)
