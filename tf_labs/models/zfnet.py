"""ZFNet: AlexNet with a finer first layer (Zeiler and Fergus, 2013, figure 3)."""

from collections.abc import Sequence

import keras

from tf_labs.models.convolutional import Recipe
from tf_labs.nn import layers
from tf_labs.nn.response_norm import PAPER
from tf_labs.nn.response_norm import ResponseNorm

IMAGE_SHAPE = (224, 224, 3)
FILTERS = (96, 256, 384, 384, 256)


def pieces(classes: int, *, seed: int, activation: str = 'relu', lrn: bool = True,
           pool_size: int = 3, dropout_rate: float = 0.5,
           hidden_sizes: Sequence[int] = (4096, 4096), filters: Sequence[int] = FILTERS,
           response_norm: ResponseNorm = PAPER, kernel_initializer: str = 'random_normal',
           init_stddev: float = 0.01, dtype: str = 'float32') -> list[keras.layers.Layer]:
    """Returns the layers for images of IMAGE_SHAPE; 62,357,608 parameters with 1000 classes.

    The figure prints maps of 110, 55, 26, 13, 13, 13, 13 and 6 pixels and no padding. They come out
    with one pixel of zeros around the image, with `same` padding in the first two poolings and in
    the convolutions of 3 x 3, and with none in conv2 and the last pooling. All biases begin at 0.

    Args:
      classes: number of logits.
      seed: of the run; each layer derives its own from it.
      activation, kernel_initializer: names of tf_labs.nn.
      lrn: local response normalization after the first two poolings, in the place of the
        contrast normalization across maps of the figure, whose formula the paper does not give.
      pool_size: 3: windows of 3 x 3 every 2 pixels overlap; 2: they do not. The maps that come
        out have one size.
      dropout_rate: after each hidden dense layer; 0: no dropout layer.
      hidden_sizes: units of each dense layer before the last.
      filters: of each of the five convolutions.
      response_norm: its settings.
      init_stddev: of the kernel initializer random_normal.
      dtype: Keras dtype policy. The last layer is float32 in any case, as the loss is.
    """
    recipe = Recipe(seed, activation, kernel_initializer, init_stddev, dtype)

    def pooled(padding: str) -> keras.layers.Layer:
        return layers.max_pool(pool_size, dtype, padding=padding)

    def norm() -> list[keras.layers.Layer]:
        return [response_norm.layer()] if lrn else []

    stack = [
        layers.zero_pad(1, dtype),  # [B, 224, 224, 3] -> [B, 226, 226, 3]
        *recipe.convolution(0, filters[0], 7, stride=2, padding='valid'),  # -> [B, 110, 110, 96]
        pooled('same'), *norm(),  # -> [B, 55, 55, 96]
        *recipe.convolution(1, filters[1], 5, stride=2, padding='valid'),  # -> [B, 26, 26, 256]
        pooled('same'), *norm(),  # -> [B, 13, 13, 256]
        *recipe.convolution(2, filters[2], 3),  # -> [B, 13, 13, 384]
        *recipe.convolution(3, filters[3], 3),  # -> [B, 13, 13, 384]
        *recipe.convolution(4, filters[4], 3),  # -> [B, 13, 13, 256]
        pooled('valid'),  # -> [B, 6, 6, 256]
        layers.flatten(dtype)]  # -> [B, 9216]
    for index, units in enumerate(hidden_sizes, len(filters)):
        stack += recipe.dense(index, units, dropout_rate=dropout_rate)  # -> [B, 4096] twice
    stack.append(recipe.logits(len(filters) + len(hidden_sizes), classes))  # -> [B, 1000]
    return stack
