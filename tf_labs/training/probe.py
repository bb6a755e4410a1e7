"""What a net does before its first step: activations on the way up, gradients on the way down."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tf_labs.training import modes
from tf_labs.training.step import Loss
from tf_labs.training.step import normalise

SATURATED_WITHIN = 0.05
_WITH_KERNEL = (keras.layers.Dense, keras.layers.Conv2D)
_NORM = keras.layers.BatchNormalization
_ENDS = {keras.activations.sigmoid: (0.0, 1.0), keras.activations.tanh: (-1.0, 1.0)}


def probe(model: keras.Model, loss: Loss, images: np.ndarray, labels: np.ndarray,
          scale: float) -> dict[str, Any]:
    """Measures a net on one batch, in training mode, and leaves it as it was.

    Dropout is passed over, so that what is measured is the net and no mask.

    Args:
      model: logits of images; its layers one after the other.
      loss: of tf_labs.nn.losses.
      images: uint8 [B, H, W, C].
      labels: int64 [B].
      scale: of the pixels.

    Returns:
      `examples`, `loss` (the mean) and `layers`, a row for each layer with a kernel:
      its number from 1, units and kernel_sd; activation_mean, activation_sd and zeros (share of
      exact zeros) of what it hands to the next such layer; saturated, the share of that within
      0.05 of an end of the sigmoid or tanh, None for functions without ends; gradient_norm, the
      Euclidean norm of d loss / d kernel.
    """
    pixels, classes = normalise(tf.constant(images), scale), tf.constant(labels)
    with modes.put_back(model), tf.GradientTape() as tape:
        outputs, logits = _pass(model, pixels)
        mean_loss = tf.reduce_mean(loss(classes, logits))
    gradients = tape.gradient(mean_loss, [layer.kernel.value for layer, _, _ in outputs])
    rows = [{'layer': number, **_row(layer, values.numpy(), ends, gradient.numpy())}
            for number, ((layer, values, ends), gradient) in enumerate(
                zip(outputs, gradients), 1)]
    return {'examples': len(labels), 'loss': float(mean_loss), 'layers': rows}


def _pass(model: keras.Model, values: tf.Tensor) -> tuple[list, tf.Tensor]:
    """Returns [(layer with a kernel, its activations, their ends or None)] and the logits."""
    outputs: list[tuple[keras.layers.Layer, tf.Tensor, tuple[float, float] | None]] = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            continue
        values = layer(values, training=True) if isinstance(layer, _NORM) else layer(values)
        if isinstance(layer, _WITH_KERNEL):
            outputs.append((layer, values, None))
        elif outputs:
            source, _, ends = outputs[-1]
            if isinstance(layer, keras.layers.Activation):
                ends = _ENDS.get(layer.activation)
            outputs[-1] = source, values, ends
    return outputs, values


def _row(layer: keras.layers.Layer, values: np.ndarray, ends: tuple[float, float] | None,
         gradient: np.ndarray) -> dict[str, Any]:
    values, kernel = values.astype(np.float64), layer.kernel.numpy()
    distance = [np.abs(values - end) for end in ends or ()]
    return {
        'units': int(kernel.shape[-1]), 'kernel_sd': float(kernel.std()),
        'activation_mean': float(values.mean()), 'activation_sd': float(values.std()),
        'zeros': float((values == 0).mean()),
        'saturated': float((np.minimum(*distance) < SATURATED_WITHIN).mean()) if ends else None,
        'gradient_norm': float(np.linalg.norm(gradient))}
