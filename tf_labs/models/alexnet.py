"""AlexNet, the net of Krizhevsky, Sutskever and Hinton (2012), in two towers or in one."""

from collections.abc import Sequence

import keras

from tf_labs.models.convolutional import Recipe
from tf_labs.nn import layers
from tf_labs.nn.response_norm import PAPER
from tf_labs.nn.response_norm import ResponseNorm
from tf_labs.nn.towers import Towers

IMAGE_SHAPE = (227, 227, 3)
FILTERS = (96, 256, 384, 384, 256)


def pieces(classes: int, *, seed: int, activation: str = 'relu', towers: int = 2,
           lrn: bool = True, pool_size: int = 3, dropout_rate: float = 0.5,
           hidden_sizes: Sequence[int] = (4096, 4096), filters: Sequence[int] = FILTERS,
           added_filters: Sequence[int] = (),
           response_norm: ResponseNorm = PAPER, kernel_initializer: str = 'random_normal',
           init_stddev: float = 0.01, devices: Sequence[str] | None = None,
           dtype: str = 'float32') -> list[keras.layers.Layer]:
    """Returns the layers for images of IMAGE_SHAPE.

    With 1000 classes 60,965,224 parameters in two towers and 62,378,344 in one, where conv 2, 4
    and 5 see all maps instead of half of them. Biases are initialized to 1 in conv 2, 4 and 5 and
    in the hidden dense layers, and to 0 in conv 1, conv 3 and the output layer.

    Args:
      classes: number of logits.
      seed: of the run; each layer of each tower derives its own from it.
      activation, kernel_initializer: names of tf_labs.nn.
      towers: 2, each with half of the filters of each convolution, or 1. Response normalization
        stays inside of a tower.
      lrn: local response normalization after the activations of conv 1 and 2.
      pool_size: 3: windows of 3 x 3 every 2 pixels overlap; 2: they do not. The maps that come
        out have one size.
      dropout_rate: after each hidden dense layer; 0: no dropout layer.
      hidden_sizes: units of each dense layer before the last.
      filters: of each of the five convolutions, all towers together.
      added_filters: of each 3 x 3 convolution over the last pooling, which sees both towers: conv6,
        as in the net that the paper fine-tunes. All other layers begin as they do without it.
      response_norm: its settings.
      init_stddev: of the kernel initializer random_normal.
      devices: one for each tower, 'GPU:0'; None: where TensorFlow puts them.
      dtype: Keras dtype policy. The last layer is float32 in any case, as the loss is.
    """
    recipe = Recipe(seed, activation, kernel_initializer, init_stddev, dtype)
    share = [count // towers for count in filters]

    def pool() -> keras.layers.Layer:
        return layers.max_pool(pool_size, dtype, padding='valid')

    def norm() -> list[keras.layers.Layer]:
        return [response_norm.layer()] if lrn else []

    def lower(tower: int) -> list[keras.layers.Layer]:  # [B, 227, 227, 3]
        return [*recipe.convolution(0, share[0], 11, stride=4, padding='valid', tower=tower),
                *norm(), pool(),  # [B, 55, 55, 96] -> [B, 27, 27, 96]
                *recipe.convolution(1, share[1], 5, bias='ones', tower=tower),
                *norm(), pool()]  # [B, 27, 27, 256] -> [B, 13, 13, 256]

    def upper(tower: int) -> list[keras.layers.Layer]:  # [B, 13, 13, 256]
        return [*recipe.convolution(2, share[2], 3, tower=tower),  # -> [B, 13, 13, 384]
                *recipe.convolution(3, share[3], 3, bias='ones', tower=tower),  # the same
                *recipe.convolution(4, share[4], 3, bias='ones', tower=tower),
                pool()]  # [B, 13, 13, 256] -> [B, 6, 6, 256]

    stack: list[keras.layers.Layer] = []
    for stage in (lower, upper):
        if towers == 1:
            stack += stage(0)
        else:
            stack.append(Towers([stage(tower) for tower in range(towers)], devices, dtype))
    above = len(filters) + len(hidden_sizes) + 1
    for index, count in enumerate(added_filters, above):  # -> [B, 6, 6, count]
        stack += recipe.convolution(index, count, 3, bias='ones')
    stack.append(layers.flatten(dtype))  # -> [B, 9216]
    for index, units in enumerate(hidden_sizes, len(filters)):
        stack += recipe.dense(index, units, bias='ones',
                              dropout_rate=dropout_rate)  # -> [B, 4096] -> [B, 4096]
    stack.append(recipe.logits(len(filters) + len(hidden_sizes), classes))  # -> [B, 1000]
    return stack
