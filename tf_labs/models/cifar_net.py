"""A convolutional net in the manner of AlexNet, for small images, whose layers can be chosen."""

from collections.abc import Collection, Sequence
from typing import Any

import keras

from tf_labs.config.nets import optional_layers
from tf_labs.models.by_layer import AFTER_POOLING
from tf_labs.models.by_layer import BEFORE_POOLING
from tf_labs.models.by_layer import ByLayer
from tf_labs.models.by_layer import Stage
from tf_labs.models.convolutional import Recipe
from tf_labs.nn import layers
from tf_labs.nn.response_norm import PAPER
from tf_labs.nn.response_norm import ResponseNorm
from tf_labs.nn.towers import Towers

FILTERS = (64, 64, 64, 64)
_POOLS = {'max': layers.max_pool, 'average': layers.average_pool}


def pieces(classes: int, *, seed: int, activation: str = 'relu',
           filters: Sequence[int] = FILTERS, first_kernel: int = 5, first_stride: int = 1,
           second_kernel: int = 5, by_layer: ByLayer = ByLayer(),
           added_filters: Sequence[int] = (), towers: int = 1,
           pool_size: int = 3, lrn: bool = False, response_norm: ResponseNorm = PAPER,
           hidden_sizes: Sequence[int] = (),
           dropout_rate: float = 0.0, without: Collection[str] = (),
           kernel_initializer: str = 'he_normal', init_stddev: float = 0.05,
           bias_initializer: str = 'zeros', devices: Sequence[str] | None = None,
           dtype: str = 'float32') -> list[keras.layers.Layer]:
    """Returns the layers; the shapes beside them are those of 24 x 24 crops.

    Everything is padded unless `by_layer` says otherwise, so images of any size and any number of
    channels go in.

    Args:
      classes: number of logits.
      seed: of the run; each layer derives its own from it.
      activation, kernel_initializer, bias_initializer: names of tf_labs.nn.
      filters: of each convolution or locally connected layer, all towers together.
      first_kernel, first_stride: of the first.
      second_kernel: side of the kernels of the second; the others have 3.
      by_layer: what differs from that.
      added_filters: of each 3 x 3 convolution after the four: conv5, conv6, ... All other layers
        begin as they do without them.
      towers: 2, each with half of the filters, or 1. As in AlexNet conv2 and conv4 see their own
        tower, and conv3 sees both.
      pool_size: 3: windows of 3 x 3 every 2 pixels overlap; 2: they do not.
      lrn: local response normalization after the activations of the first two.
      response_norm: its settings.
      hidden_sizes: units of each dense layer before the last.
      dropout_rate: after each hidden dense layer; 0: no dropout layer.
      without: names of layers that are left out, as conv3 and dense1, with their activation,
        normalization and dropout; pooling stays.
      init_stddev: of the kernel initializer random_normal.
      devices: one for each tower, 'GPU:0'; None: where TensorFlow puts them.
      dtype: Keras dtype policy. The last layer is float32 in any case, as the loss is.
    """
    recipe = Recipe(seed, activation, kernel_initializer, init_stddev, dtype)
    stages = by_layer.stages(filters, (first_kernel, second_kernel), first_stride, pool_size,
                             lrn=lrn)
    kept = [name not in without for name in optional_layers(
        hidden_sizes, [stage.kind for stage in stages])]
    above = len(stages) + len(added_filters)
    starts = by_layer.starts(above + len(hidden_sizes) + 1, bias_initializer)

    def made(places: Sequence[int], tower: int) -> list[keras.layers.Layer]:  # [B, 24, 24, C]
        return [layer for index in places for layer in _stage(
            recipe, stages[index], index, tower, towers, response_norm, starts[index],
            is_kept=kept[index])]  # -> [B, 12, 12, filters] -> [B, 6, 6, filters]

    stack: list[keras.layers.Layer] = []
    for places in (range(len(stages))[:2], range(len(stages))[2:]):
        beside = [made(places, tower) for tower in range(towers)]
        stack += beside[0] if towers == 1 else [Towers(beside, devices, dtype)]
    for index, count in enumerate(added_filters):  # -> [B, 6, 6, count]
        stack += recipe.convolution(len(kept) + 1 + index, count, 3, **starts[len(stages) + index])
    stack.append(layers.flatten(dtype))  # [B, 6, 6, filters] -> [B, 36 filters]
    for index, units in enumerate(hidden_sizes):
        if kept[len(stages) + index]:
            stack += recipe.dense(len(stages) + index, units, dropout_rate=dropout_rate,
                                  **starts[above + index])  # -> [B, units]
    stack.append(recipe.logits(len(kept), classes, **starts[-1]))  # -> [B, classes]
    return stack


def _stage(recipe: Recipe, stage: Stage, index: int, tower: int, towers: int,
           response_norm: ResponseNorm, start: dict[str, Any], *,
           is_kept: bool) -> list[keras.layers.Layer]:
    """Returns one of the layers with its activation, normalization and pooling."""
    made: list[keras.layers.Layer] = []
    if is_kept:
        keeps_size = stage.stride == 1 and stage.padding == (stage.kernel - 1) / 2
        if stage.padding and not keeps_size:
            made.append(layers.zero_pad(stage.padding, recipe.dtype))
        kind = recipe.local if stage.kind == 'local' else recipe.convolution
        made += kind(index, stage.filters // towers, stage.kernel, stride=stage.stride,
                     padding='same' if stage.padding is None or keeps_size else 'valid',
                     tower=tower, **start)
    if is_kept and stage.norm_place == BEFORE_POOLING:
        made.append(response_norm.layer())
    if stage.pooling != 'none':
        made.append(_POOLS[stage.pooling](stage.pool_size, recipe.dtype))
    if is_kept and stage.norm_place == AFTER_POOLING:
        made.append(response_norm.layer())
    return made
