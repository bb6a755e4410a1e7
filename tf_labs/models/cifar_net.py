"""A convolutional net of four layers in the manner of AlexNet, for small images."""

from collections.abc import Collection, Sequence

import keras

from tf_labs.config.nets import NETS
from tf_labs.models.convolutional import Recipe
from tf_labs.nn import layers
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

FILTERS = (64, 64, 64, 64)


def pieces(classes: int, *, seed: int, activation: str = 'relu',
           filters: Sequence[int] = FILTERS, first_kernel: int = 5, first_stride: int = 1,
           second_kernel: int = 5, added_filters: Sequence[int] = (), towers: int = 1,
           pool_size: int = 3, lrn: bool = False, hidden_sizes: Sequence[int] = (),
           dropout_rate: float = 0.0, without: Collection[str] = (),
           kernel_initializer: str = 'he_normal', init_stddev: float = 0.05,
           bias_initializer: str = 'zeros', devices: Sequence[str] | None = None,
           dtype: str = 'float32') -> list[keras.layers.Layer]:
    """Returns the layers; the shapes beside them are those of 24 x 24 crops.

    Everything is padded, so images of any size and any number of channels go in.

    Args:
      classes: number of logits.
      seed: of the run; each layer derives its own from it.
      activation, kernel_initializer, bias_initializer: names of tf_labs.nn.
      filters: of each of the four convolutions, all towers together.
      first_kernel, first_stride: of conv1.
      second_kernel: side of the kernels of conv2.
      added_filters: of each 3 x 3 convolution after the four: conv5, conv6, ... All other layers
        begin as they do without them.
      towers: 2, each with half of the filters, or 1. As in AlexNet conv2 and conv4 see their own
        tower, and conv3 sees both.
      pool_size: 3: windows of 3 x 3 every 2 pixels overlap; 2: they do not.
      lrn: local response normalization after the activations of conv1 and conv2.
      hidden_sizes: units of each dense layer before the last.
      dropout_rate: after each hidden dense layer; 0: no dropout layer.
      without: names of layers that are left out, as conv3 and dense1, with their activation,
        normalization and dropout; pooling stays.
      init_stddev: of the kernel initializer random_normal.
      devices: one for each tower, 'GPU:0'; None: where TensorFlow puts them.
      dtype: Keras dtype policy. The last layer is float32 in any case, as the loss is.
    """
    recipe = Recipe(seed, activation, kernel_initializer, init_stddev, dtype)
    kept = [name not in without for name in NETS['cifar_net'].optional_layers(hidden_sizes)]
    # Of each convolution: size, stride, whether it is normalized and pooled.
    plan = ((first_kernel, first_stride, True), (second_kernel, 1, True), (3, 1, False),
            (3, 1, False))

    def stage(places: range, tower: int) -> list[keras.layers.Layer]:  # [B, 24, 24, C]
        made: list[keras.layers.Layer] = []
        for index in places:
            size, stride, is_pooled = plan[index]
            if kept[index]:
                made += recipe.convolution(
                    index, filters[index] // towers, size, stride=stride, bias=bias_initializer,
                    tower=tower)  # -> [B, H, W, filters]
                if lrn and is_pooled:
                    made.append(LocalResponseNorm())
            if is_pooled:  # -> [B, 12, 12, filters] -> [B, 6, 6, filters]
                made.append(layers.max_pool(pool_size, dtype))
        return made

    stack: list[keras.layers.Layer] = []
    for places in (range(2), range(2, len(plan))):
        beside = [stage(places, tower) for tower in range(towers)]
        stack += beside[0] if towers == 1 else [Towers(beside, devices, dtype)]
    for index, count in enumerate(added_filters, len(kept) + 1):  # -> [B, 6, 6, count]
        stack += recipe.convolution(index, count, 3, bias=bias_initializer)
    stack.append(layers.flatten(dtype))  # [B, 6, 6, filters] -> [B, 36 filters]
    for index, units in enumerate(hidden_sizes, len(plan)):
        if kept[index]:
            stack += recipe.dense(index, units, bias=bias_initializer,
                                  dropout_rate=dropout_rate)  # -> [B, units]
    stack.append(recipe.logits(len(kept), classes, bias=bias_initializer))  # -> [B, classes]
    return stack
