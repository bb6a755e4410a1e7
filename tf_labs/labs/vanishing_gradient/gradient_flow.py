"""How much gradient reaches which layer, and which units it no longer reaches."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from tf_labs.models import small_mlp
from tf_labs.nn import losses
from tf_labs.training import finite


def kernel_gradient_norms(stack: Sequence[keras.layers.Layer], images: tf.Tensor,
                          labels: tf.Tensor) -> np.ndarray:
    """Returns the Frobenius norm of dL/dW of every dense layer, first layer first: float64 [L].

    Args:
      stack: the layers of a net, as of `mlp.pieces`; its batch norm, if it has one, uses the batch.
      images: [B, H, W, C].
      labels: class numbers [B].
    """
    with tf.GradientTape() as tape:
        hidden = images
        for layer in stack:
            is_normed = isinstance(layer, keras.layers.BatchNormalization)
            hidden = layer(hidden, training=True) if is_normed else layer(hidden)
        loss = tf.reduce_mean(losses.sparse_cross_entropy(labels, hidden))
    kernels = [layer.kernel for layer in stack if isinstance(layer, keras.layers.Dense)]
    # In float32 the square of what has vanished is 0.
    return np.array([np.linalg.norm(gradient.numpy().astype(np.float64))
                     for gradient in tape.gradient(loss, kernels)])


def cross_entropy(parameters: Sequence[tf.Tensor], x: tf.Tensor, labels: tf.Tensor,
                  activation: Callable[[tf.Tensor], tf.Tensor]) -> tf.Tensor:
    """Returns the mean of -log softmax(logits)[label] of a net of models.small_mlp, []."""
    return tf.reduce_mean(losses.sparse_cross_entropy(
        labels, small_mlp.logits(parameters, x, activation)))


def silent_share(parameters: Sequence[np.ndarray], x: tf.Tensor) -> float:
    """Returns the share of first-layer units whose weighted sum is negative for every input.

    With ReLU such a unit puts out 0 for ever; with a leaky one it goes on learning.
    """
    sums = (x @ parameters[0] + parameters[1]).numpy()  # [N, H]
    return float((sums.max(axis=0) < 0).mean())


def dead_share(parameters: Sequence[np.ndarray], x: tf.Tensor, labels: tf.Tensor,
               activation: Callable[[tf.Tensor], tf.Tensor]) -> float:
    """Returns the share of first-layer units that get no gradient at all from any example."""
    kernel, *others = [tf.constant(one) for one in parameters]
    with tf.GradientTape() as tape:
        tape.watch(kernel)
        loss = cross_entropy([kernel, *others], x, labels, activation)
    gradient = tape.gradient(loss, kernel).numpy()  # [D, H]
    return float((gradient == 0).all(axis=0).mean())


def accuracy(parameters: Sequence[np.ndarray], x: tf.Tensor, labels: np.ndarray,
             activation: Callable[[tf.Tensor], tf.Tensor]) -> float:
    """Returns the share of inputs whose largest logit stands at the label."""
    logits = small_mlp.logits(parameters, x, activation).numpy()
    return finite.accuracy(logits, labels)
