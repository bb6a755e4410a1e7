"""Losses by the form of the labels."""

import tensorflow as tf


def sparse_cross_entropy(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """-log softmax(logits)[label]: labels int [B], logits float [B, classes] -> [B]."""
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def one_hot_cross_entropy(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """-sum(one_hot(labels) * log softmax(logits)): as the sparse form, through one-hot vectors."""
    vectors = tf.one_hot(labels, logits.shape[-1], dtype=logits.dtype)  # [B, classes]
    return tf.nn.softmax_cross_entropy_with_logits(labels=vectors, logits=logits)


def squared_error(targets: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """mean over the T targets of (output - target)^2: float [B, T] both -> [B]."""
    outputs.shape.assert_is_compatible_with(targets.shape)  # [B] would be spread over [B, B]
    return tf.reduce_mean(tf.square(outputs - targets), axis=-1)


CROSS_ENTROPIES = {
    'sparse': sparse_cross_entropy,
    'one_hot': one_hot_cross_entropy,
}
