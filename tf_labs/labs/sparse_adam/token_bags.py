"""Pictures as bags of tokens, and softmax over the sum of their embedded rows."""

import numpy as np
import tensorflow as tf


def tokens(images: np.ndarray, levels: int) -> np.ndarray:
    """Returns one token a pixel, position x levels + value: uint8 [N, H, W, C] -> int64 [N, P].

    Of the P x levels tokens that exist each picture has P, so almost all are absent from it.
    """
    values = images.reshape(len(images), -1).astype(np.int64)  # [N, P]
    return np.arange(values.shape[1]) * levels + values


def logits(table: tf.Tensor, bag: tf.Tensor) -> tf.Tensor:
    """Returns the sum of the rows of a table [rows, K] that bags [B, P] name, [B, K]."""
    return tf.reduce_sum(tf.gather(table, bag), axis=1)


def cross_entropy(table: tf.Tensor, bag: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
    """-mean(log softmax(logits)[label]); its gradient by a table variable is sparse."""
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=logits(table, bag)))
