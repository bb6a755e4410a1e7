"""What a net looks like inside: activations on the way up, gradients on the way down."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tf_labs.models import call_order
from tf_labs.models import features
from tf_labs.models import layer_stack
from tf_labs.nn.towers import Towers
from tf_labs.training import modes
from tf_labs.training.step import count_hits
from tf_labs.training.step import Loss
from tf_labs.training.step import normalise

SATURATED_WITHIN = 0.05
BINS = 32
COUNTED = 50_000  # entries of an array at most: a histogram needs no more
DIGITS = 6  # significant ones that are kept
_WITH_KERNEL = tuple(features.KINDS)
_NORM = keras.layers.BatchNormalization
_ENDS = {keras.activations.sigmoid: (0.0, 1.0), keras.activations.tanh: (-1.0, 1.0)}


def _flat(layers: Iterable[keras.layers.Layer]) -> Iterator[keras.layers.Layer]:
    for layer in layers:
        if isinstance(layer, Towers):
            for stack in layer.stacks:
                yield from _flat(stack)
        else:
            yield layer


def measured(model: keras.Model,
             shape: Sequence[int]) -> list[tuple[str, keras.layers.Layer]]:
    """Returns the layers that are measured, from the input up, with their names: conv1, dense1.

    Of towers one after the other. Of a net that is no chain of known layers all with a kernel, in
    the order of their calls.

    Args:
      model: built.
      shape: of an image that it is fed.
    """
    if is_known_chain(model):
        return features.single_layers(model)
    return call_order.with_kernel(model, shape)


def is_known_chain(model: keras.Model) -> bool:
    """True for layers one after the other, each of a kind that is known from within."""
    layers = layer_stack.chain_or_none(model)
    return layers is not None and all(isinstance(layer, layer_stack.KNOWN) for layer in layers)


def names(model: keras.Model) -> list[str]:
    """Returns the names of the layers that are measured, of a chain of known ones."""
    return [name for name, _ in features.single_layers(model)]


class LayerStatistics:
    """Measures a net on one batch, in training mode, and leaves it as it was.

    Dropout is passed over, so that what is measured is the net and no mask.

    Args:
      model: logits of images; of one whose layers are no chain that is known, what each layer with
        a kernel gives is measured before any activation that is a layer of its own.
      loss: of tf_labs.nn.losses.
      images: uint8 [B, H, W, C].
      labels: int64 [B].
      scale: of the pixels.
    """

    def __init__(self, model: keras.Model, loss: Loss, images: np.ndarray, labels: np.ndarray,
                 scale: float):
        self._model = model
        self._loss = loss
        self._images, self._labels, self._scale = tf.constant(images), tf.constant(labels), scale
        self._is_chain = is_known_chain(model)
        found = measured(model, images.shape[1:])
        self.layers = [layer for _, layer in found]
        self._names = None if self._is_chain else [name for name, _ in found]
        self._ends = _ends(model) if self._is_chain else [_own_ends(one) for one in self.layers]
        # There is nothing to convert; looking for it would be most of the first call.
        self._passes = tf.function(self._both_passes, autograph=False)

    def measure(self, *, histograms: bool = False) -> dict[str, Any]:
        """Returns what is seen now.

        Returns:
          `examples`, `loss` (the mean), `accuracy` of a classifier, and `layers`, a row for each
          layer with a kernel: its number from 1, units, kernel_sd; weight_norm and gradient_norm,
          the Euclidean norms of the kernel and of d loss / d kernel; and of what it hands to the
          next such layer: activation_mean, activation_sd, zeros (share of exact zeros), dead
          (share of units that are 0 for every example; None for the logits) and saturated (share
          within 0.05 of an end of the sigmoid or tanh; None for functions without ends).
          `histograms`, if wanted, holds of activations, weights and gradients [smallest, largest,
          counts in 32 bins].
        """
        with modes.put_back(self._model):
            mean_loss, hits, outputs, gradients = self._passes()
        rows = []
        for index, (layer, values, gradient) in enumerate(zip(self.layers, outputs, gradients)):
            of_layer = values.numpy(), layer.kernel.numpy(), gradient.numpy()
            row = {'layer': index + 1, **_row(*of_layer, self._ends[index],
                                              is_last=index + 1 == len(self.layers))}
            if self._names:
                row['name'] = self._names[index]
            if histograms:
                row['histograms'] = dict(zip(('activations', 'weights', 'gradients'),
                                             map(histogram, of_layer)))
            rows.append(row)
        examples = len(self._labels)
        accuracy = {} if self._labels.dtype.is_floating else {'accuracy': int(hits) / examples}
        return {'examples': examples, 'loss': rounded(mean_loss), **accuracy, 'layers': rows}

    def _both_passes(self) -> tuple[tf.Tensor, tf.Tensor, list[tf.Tensor], list[tf.Tensor]]:
        """Returns the mean loss, hits, activations by layer, and gradients by kernel."""
        with tf.GradientTape() as tape:
            outputs, logits = self._forward(normalise(self._images, self._scale))
            mean_loss = tf.reduce_mean(self._loss(self._labels, logits))
        kernels = [layer.kernel.value for layer in self.layers]
        return (mean_loss, count_hits(self._labels, logits),
                [tf.cast(values, tf.float32) for values in outputs],
                tape.gradient(mean_loss, kernels))

    def _forward(self, values: tf.Tensor) -> tuple[list[tf.Tensor], tf.Tensor]:
        outputs: list[tf.Tensor] = []
        if not self._is_chain:
            return call_order.outputs(self._model, values, self.layers)
        return outputs, _through(layer_stack.chain(self._model), values, outputs)


def _through(layers: Iterable[keras.layers.Layer], values: tf.Tensor,
             outputs: list[tf.Tensor]) -> tf.Tensor:
    """Returns what layers make of values; appends what each one with a kernel hands on."""
    is_own = False  # whether what comes next still belongs to the last of the outputs
    for layer in layers:
        if isinstance(layer, layer_stack.NOISES):
            continue
        if isinstance(layer, Towers):
            values = tf.concat([_through(stack, values, outputs) for stack in layer.stacks], -1)
            is_own = False
            continue
        values = layer(values, training=True) if isinstance(layer, _NORM) else layer(values)
        if isinstance(layer, _WITH_KERNEL):
            outputs.append(values)
            is_own = True
        elif is_own:
            outputs[-1] = values
    return values


def _ends(model: keras.Model) -> list[tuple[float, float] | None]:
    """Returns between what the activation after each layer with a kernel lies, if it has ends."""
    found: list[tuple[float, float] | None] = []
    for layer in _flat(layer_stack.chain(model)):
        if isinstance(layer, _WITH_KERNEL):
            found.append(_own_ends(layer))
        elif isinstance(layer, keras.layers.Activation) and found:
            found[-1] = _ENDS.get(layer.activation)
    return found


def _own_ends(layer: keras.layers.Layer) -> tuple[float, float] | None:
    return _ENDS.get(getattr(layer, 'activation', None))


@np.errstate(all='ignore')  # of a net that diverges
def _row(values: np.ndarray, kernel: np.ndarray, gradient: np.ndarray,
         ends: tuple[float, float] | None, *, is_last: bool) -> dict[str, Any]:
    """All means and norms in float64: in float32 the square of what has vanished is 0."""
    is_zero = values == 0
    distance = [np.abs(values - end) for end in ends or ()]
    return {
        'units': int(kernel.shape[-1]), 'kernel_sd': rounded(kernel.std(dtype=np.float64)),
        'weight_norm': norm(kernel), 'gradient_norm': norm(gradient),
        'activation_mean': rounded(values.mean(dtype=np.float64)),
        'activation_sd': rounded(values.std(dtype=np.float64)),
        'zeros': rounded(is_zero.mean()),
        'dead': None if is_last else rounded(
            is_zero.all(axis=tuple(range(values.ndim - 1))).mean()),
        'saturated': rounded((np.minimum(*distance) < SATURATED_WITHIN).mean()) if ends else None}


@np.errstate(all='ignore')
def norm(values: np.ndarray) -> float:
    """Returns the Euclidean norm over all entries.

    Without BLAS, whose threads take a hundred times as long to begin where others run.
    """
    return rounded(np.sqrt(np.square(values.astype(np.float64)).sum()))


def rounded(value: Any) -> float:
    """Returns a number with the digits that are kept."""
    return float(f'{float(value):.{DIGITS}g}')


def histogram(values: np.ndarray) -> list[float | list[int]]:
    """Returns [smallest, largest, counts]; what is not finite is not counted.

    A bin holds its lower edge; the last one both of its edges. Of large arrays every second,
    third, ... entry is counted; the smallest and the largest are those of all entries.
    """
    flat = values.ravel()
    if not flat.size or not np.isfinite([flat.min(), flat.max()]).all():
        flat = flat[np.isfinite(flat)]
        if not flat.size:
            return [0.0, 0.0, [0] * BINS]
    low, high = float(flat.min()), float(flat.max())
    some = flat[::-(-flat.size // COUNTED)].astype(np.float64)
    # np.histogram takes ten times as long.
    place = ((some - low) * (BINS / (high - low) if high > low else 0.0)).astype(np.int32)
    counts = np.bincount(np.minimum(place, BINS - 1), minlength=BINS)
    return [rounded(low), rounded(high), counts.tolist()]
