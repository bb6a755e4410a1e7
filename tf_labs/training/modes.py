"""Training mode and evaluation mode: dropout and batch norm make two nets of one."""

from collections.abc import Iterator
import contextlib

import keras
import numpy as np
import tensorflow as tf

from tf_labs.models import layer_stack
from tf_labs.training.step import count_correct
from tf_labs.training.step import normalise

_TWO_FACED = (keras.layers.Dropout, keras.layers.BatchNormalization)


def differ(model: keras.Model) -> bool:
    """True for a net that computes something else in training than when it is evaluated."""
    return any(isinstance(layer, _TWO_FACED) for layer in layer_stack.every(model))


@contextlib.contextmanager
def put_back(model: keras.Model) -> Iterator[None]:
    """Lets the body run the net in training mode, then undoes what that changed, bit for bit.

    Such a pass advances batch norm's moving statistics and the counters of dropout's masks.
    """
    before = [(variable, variable.numpy()) for variable in model.non_trainable_variables]
    try:
        yield
    finally:
        for variable, value in before:
            variable.assign(value)


def accuracies(model: keras.Model, images: np.ndarray, labels: np.ndarray,
               scale: float) -> tuple[float, float]:
    """Returns the accuracy of one batch in training mode and in evaluation mode.

    Args:
      model: logits of images; left as it is.
      images: uint8 [B, H, W, C].
      labels: int64 [B].
      scale: of the pixels.
    """
    pixels, classes = normalise(tf.constant(images), scale), tf.constant(labels)
    with put_back(model):
        in_training = count_correct(classes, model(pixels, training=True))
    in_evaluation = count_correct(classes, model(pixels, training=False))
    return int(in_training) / len(labels), int(in_evaluation) / len(labels)
