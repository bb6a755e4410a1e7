"""A convolutional net layer by layer: kernels, what comes out, and what it costs."""

from collections.abc import Iterator, Sequence
import math
from typing import NamedTuple

import keras

from tf_labs.models import features
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

Beside = tuple[keras.layers.Layer, ...]  # one layer of each tower; a single one outside of towers
Shape = tuple[int, ...]
# The layers that have a row; all others change neither shape nor values but one by one.
KINDS = {keras.layers.Conv2D: 'conv', LocalResponseNorm: 'norm', keras.layers.MaxPooling2D: 'pool',
         keras.layers.Dense: 'dense'}


class LayerRow(NamedTuple):
    """A layer; of towers both together.

    Attributes:
      name: of its kind and its place among them: conv1, norm1, pool1, ...
      kernel: for people: '2 x 128 of 5 x 5 x 48'; of pooling its window.
      maps: shape of what comes out for one image.
      parameters: weights and biases.
      multiply_adds: multiplications, each with its addition, for one image.
    """

    name: str
    kernel: str
    maps: Shape
    parameters: int
    multiply_adds: int

    @property
    def neurons(self) -> int:
        """Units that it has for one image."""
        return math.prod(self.maps)


def rows(model: keras.Sequential) -> list[LayerRow]:
    """Returns a row for the input and for each layer of KINDS, from the input up."""
    shown = [(kind, beside, tuple(shape[1:]))
             for beside, shape in _walk(model.layers, model.input_shape)
             for of_kind, kind in KINDS.items() if isinstance(beside[0], of_kind)]
    names = features.numbered(kind for kind, _, _ in shown)
    return [LayerRow('input', '', tuple(model.input_shape[1:]), 0, 0),
            *(_row(name, beside, maps) for name, (_, beside, maps) in zip(names, shown))]


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
    layer, places = beside[0], math.prod(maps[:-1])
    kernel, multiply_adds = '', 0
    if isinstance(layer, (keras.layers.Conv2D, keras.layers.Dense)):
        *size, units = layer.kernel.shape
        copies = f'{len(beside)} x ' if len(beside) > 1 else ''
        kernel = f'{copies}{units} of {" x ".join(map(str, size))}'
        multiply_adds = places * len(beside) * math.prod(layer.kernel.shape)
    elif isinstance(layer, keras.layers.MaxPooling2D):
        kernel = ' x '.join(map(str, layer.pool_size))
    if isinstance(layer, (keras.layers.Conv2D, keras.layers.MaxPooling2D)) and max(
            layer.strides) > 1:
        kernel += f', stride {layer.strides[0]}'
    return LayerRow(name, kernel, maps, sum(one.count_params() for one in beside), multiply_adds)
