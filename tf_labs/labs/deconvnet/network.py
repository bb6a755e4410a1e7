"""The deconvnet of Zeiler and Fergus (2013): what of an image has caused one activation.

An image goes up, and every max pooling notes where its maxima were. Then of one layer one
activation is kept, all others become 0, and it is carried down to the pixels by the same layers
the other way round, from the last one to the first:

    pooling        each value goes back to where the maximum was (see unpooling.py)
    activation     max(0, x), whatever the activation is: the feature maps of the paper are positive
    convolution    the transposed kernels, with the same strides and padding; no bias
    batch norm     gamma / sqrt(variance + epsilon) of each map, which belongs to the kernels
    padding        the border is cut off
    towers         each tower takes its own channels down; at their common input they are added
    dropout, response normalization     passed through
"""

from collections.abc import Callable, Iterator, Sequence
import itertools

import keras
import tensorflow as tf

from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.labs.deconvnet import unpooling
from tf_labs.models import features
from tf_labs.models import layer_stack
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.towers import Towers

Down = Callable[[tf.Tensor], tf.Tensor]


class Deconvnet:
    """Carries activations of one convolution down to the input.

    Args:
      model: of layers one after the other.
      name: of `features.convolutions`.

    Raises:
      UserError: no convolution has this name, or there is no way down from it.
    """

    def __init__(self, model: keras.Model, name: str):
        _check_name(model, name)
        self._layers = layer_stack.chain(model)
        self._place = features.places(model)[name]
        _check_invertible(list(_below(self._layers, self._place)))
        self.project = tf.function(self._project, reduce_retracing=True, autograph=False)

    def _project(self, inputs: tf.Tensor, maps: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
        """Returns the projection of one activation of each image.

        Args:
          inputs: float32 [B, H, W, C], what the net is fed.
          maps: int32 [B], the number of the feature map of each image.
          places: int32 [B, 2], row and column in it.

        Returns:
          float32 [B, H, W, C].
        """
        values, down = _up_to(self._layers, self._place, inputs)
        values = tf.cast(values, tf.float32)
        at = tf.concat([tf.range(tf.shape(maps)[0])[:, tf.newaxis], places,
                        maps[:, tf.newaxis]], axis=1)  # [B, 4]
        return down(tf.scatter_nd(at, tf.gather_nd(values, at), tf.shape(values)))


def _check_name(model: keras.Model, name: str) -> None:
    """Raises `UserError` for a name of no convolution, and says so of a locally connected layer."""
    known = features.convolutions(model)
    if name in features.layer_names(model) and name.startswith('local'):
        below = [one for one in itertools.takewhile(
            lambda one: not one.startswith('local'), features.layer_names(model)) if one in known]
        raise UserError('a locally connected layer is not one that can be projected to the pixels',
                        expected=f'one of {", ".join(below)}' if below else 'a convolution with '
                        'none of them below it', received=name)
    if name not in known:
        raise unknown_name('convolution', name, known)


def _below(layers: Sequence[keras.layers.Layer],
           place: features.Place) -> Iterator[keras.layers.Layer]:
    """Yields the layers up to a place, of towers those of each."""
    for layer in layers[:place.whole]:
        yield from itertools.chain(*layer.stacks) if isinstance(layer, Towers) else (layer,)
    for stack in layers[place.whole].stacks if place.inside else ():
        yield from stack[:place.inside]


def _check_invertible(layers: Sequence[keras.layers.Layer]) -> None:
    """Raises `UserError` for a layer that has no way down here."""
    layer_stack.check_local(layers)
    for layer in layers:
        if isinstance(layer, keras.layers.AveragePooling2D):
            raise UserError('average pooling cannot be unpooled: it has no place of a maximum',
                            expected='max pooling before this layer', received=layer.name)
        if isinstance(layer, LocallyConnected):
            raise UserError('a locally connected layer cannot be projected to the pixels here',
                            expected='a layer below it, reached through convolutions only',
                            received=layer.name)


def _up_to(layers: Sequence[keras.layers.Layer], place: features.Place,
           values: tf.Tensor) -> tuple[tf.Tensor, Down]:
    """Returns what is at a place, and the way from there down."""
    values, down = _up(layers[:place.whole], values)
    if not place.inside:
        return values, down
    stacks = [stack[:place.inside] for stack in layers[place.whole].stacks]
    values, through_towers = _up_towers(stacks, values)
    return values, lambda signal: down(through_towers(signal))


def _up(layers: Sequence[keras.layers.Layer], values: tf.Tensor) -> tuple[tf.Tensor, Down]:
    """Returns what layers give, and the way down through them."""
    steps: list[Down] = []
    for layer in layers:
        values, step = _up_one(layer, values)
        steps.append(step)

    def down(signal: tf.Tensor) -> tf.Tensor:
        for step in reversed(steps):
            signal = step(signal)
        return signal

    return values, down


def _up_one(layer: keras.layers.Layer, values: tf.Tensor) -> tuple[tf.Tensor, Down]:
    if isinstance(layer, Towers):
        return _up_towers(layer.stacks, values)
    if isinstance(layer, keras.layers.MaxPooling2D):
        shape = tf.shape(values)
        values, switches = unpooling.pool_with_switches(
            tf.cast(values, tf.float32), layer.pool_size, layer.strides, layer.padding)
        return values, lambda signal: unpooling.unpool(signal, switches, shape)
    return layer(values, training=False), _way_down(layer, tf.shape(values))


def _way_down(layer: keras.layers.Layer, shape: tf.Tensor) -> Down:
    """Returns the way down through a layer without switches, whose input has this shape."""
    if isinstance(layer, keras.layers.Conv2D):
        into: Down = tf.identity if layer.activation is keras.activations.linear else tf.nn.relu
        return lambda signal: tf.nn.conv2d_transpose(
            into(signal), layer.kernel, shape, layer.strides, layer.padding.upper(),
            dilations=layer.dilation_rate)
    if isinstance(layer, keras.layers.BatchNormalization):
        gamma = layer.gamma if layer.scale else 1.0
        return lambda signal: signal * gamma / tf.sqrt(layer.moving_variance + layer.epsilon)
    if isinstance(layer, keras.layers.ZeroPadding2D):
        (top, _), (left, _) = layer.padding
        return lambda signal: tf.slice(signal, [0, top, left, 0], shape)
    same: Down = tf.nn.relu if isinstance(layer, layer_stack.ACTIVATIONS) else tf.identity
    return same


def _up_towers(stacks: Sequence[Sequence[keras.layers.Layer]],
               values: tf.Tensor) -> tuple[tf.Tensor, Down]:
    outputs, downs = zip(*(_up(stack, values) for stack in stacks))
    widths = [output.shape[-1] for output in outputs]

    def down(signal: tf.Tensor) -> tf.Tensor:
        parts = tf.split(signal, widths, axis=-1)
        return tf.add_n([one(part) for one, part in zip(downs, parts)])

    return tf.concat(outputs, axis=-1), down
