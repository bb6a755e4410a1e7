"""A convolutional net of four layers in the manner of AlexNet, for small images."""

from collections.abc import Collection, Sequence

import keras

from tf_labs.config.nets import NETS
from tf_labs.models.convolutional import Recipe
from tf_labs.nn import layers
from tf_labs.nn.response_norm import LocalResponseNorm

FILTERS = (64, 64, 64, 64)


def pieces(classes: int, *, seed: int, activation: str = 'relu',
           filters: Sequence[int] = FILTERS, first_kernel: int = 5, first_stride: int = 1,
           pool_size: int = 3, lrn: bool = False, hidden_sizes: Sequence[int] = (),
           dropout_rate: float = 0.0, without: Collection[str] = (),
           kernel_initializer: str = 'he_normal', init_stddev: float = 0.05,
           bias_initializer: str = 'zeros', dtype: str = 'float32') -> list[keras.layers.Layer]:
    """Returns the layers; the shapes beside them are those of 24 x 24 crops.

    Everything is padded, so images of any size and any number of channels go in.

    Args:
      classes: number of logits.
      seed: of the run; each layer derives its own from it.
      activation, kernel_initializer, bias_initializer: names of tf_labs.nn.
      filters: of each of the four convolutions.
      first_kernel, first_stride: of conv1.
      pool_size: 3: windows of 3 x 3 every 2 pixels overlap; 2: they do not.
      lrn: local response normalisation after the activations of conv1 and conv2.
      hidden_sizes: units of each dense layer before the last.
      dropout_rate: after each hidden dense layer; 0: no dropout layer.
      without: names of layers that are left out, as conv3 and dense1, with their activation,
        normalisation and dropout; pooling stays.
      init_stddev: of the kernel initializer random_normal.
      dtype: Keras dtype policy. The last layer is float32 in any case, as the loss is.
    """
    recipe = Recipe(seed, activation, kernel_initializer, init_stddev, dtype)
    kept = [name not in without for name in NETS['cifar_net'].optional_layers(hidden_sizes)]
    # Of each convolution: size, stride, whether it is normalised and pooled.
    plan = ((first_kernel, first_stride, True), (5, 1, True), (3, 1, False), (3, 1, False))
    stack: list[keras.layers.Layer] = []  # [B, 24, 24, C]
    for index, (size, stride, is_pooled) in enumerate(plan):
        if kept[index]:
            stack += recipe.convolution(index, filters[index], size, stride=stride,
                                        bias=bias_initializer)  # -> [B, H, W, filters]
            if lrn and is_pooled:
                stack.append(LocalResponseNorm())
        if is_pooled:  # -> [B, 12, 12, filters] -> [B, 6, 6, filters]
            stack.append(layers.max_pool(pool_size, dtype))
    stack.append(layers.flatten(dtype))  # [B, 6, 6, filters] -> [B, 36 filters]
    for index, units in enumerate(hidden_sizes, len(plan)):
        if kept[index]:
            stack += recipe.dense(index, units, bias=bias_initializer,
                                  dropout_rate=dropout_rate)  # -> [B, units]
    stack.append(recipe.logits(len(kept), classes, bias=bias_initializer))  # -> [B, classes]
    return stack
