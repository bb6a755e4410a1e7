"""Losses: one value an example.

y: the label, z: the logits, p = softmax(z), K classes.
"""

from collections.abc import Callable
import functools

import numpy as np
import tensorflow as tf

from tf_labs.config import own_code
from tf_labs.config.own_names import SIGNATURES
from tf_labs.errors import UserError

Loss = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]
_TRIED = 3  # examples that a loss of one's own is tried on


def sparse_cross_entropy(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """-log softmax(logits)[label]: labels int [B], logits float [B, classes] -> [B]."""
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def one_hot_cross_entropy(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """-sum(one_hot(labels) * log softmax(logits)): as the sparse form, through one-hot vectors."""
    return tf.nn.softmax_cross_entropy_with_logits(labels=_one_hot(labels, logits), logits=logits)


def label_smoothing(labels: tf.Tensor, logits: tf.Tensor, smoothing: float = 0.1) -> tf.Tensor:
    """-sum_k t_k log p_k with t = (1 - s) one_hot(y) + s / K (Szegedy et al., 2016).

    Args:
      labels: int [B].
      logits: float [B, K].
      smoothing: s, the share of a label that all classes get evenly; 0: cross-entropy.

    Returns:
      [B].
    """
    targets = (1 - smoothing) * _one_hot(labels, logits) + smoothing / logits.shape[-1]
    return tf.nn.softmax_cross_entropy_with_logits(labels=targets, logits=logits)


def focal(labels: tf.Tensor, logits: tf.Tensor, gamma: float = 2.0) -> tf.Tensor:
    """-(1 - p_y)^gamma log p_y (Lin et al., 2017).

    Args:
      labels: int [B].
      logits: float [B, K].
      gamma: the larger, the less an example counts that is answered well; 0: cross-entropy.

    Returns:
      [B].
    """
    surprise = sparse_cross_entropy(labels, logits)  # -log p_y
    # 1 - p_y without the loss of digits near p_y = 1, where a power below 1 has no slope to give.
    wrong = tf.maximum(-tf.math.expm1(-surprise), np.finfo(np.float32).tiny)
    return wrong ** gamma * surprise


def mean_squared_error(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """sum_k (p_k - one_hot(y)_k)^2 / K: of the probabilities, the score of Brier (1950) over K.

    labels int [B], logits float [B, K] -> [B].
    """
    return tf.reduce_mean(tf.square(tf.nn.softmax(logits) - _one_hot(labels, logits)), axis=-1)


def _one_hot(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    return tf.one_hot(labels, logits.shape[-1], dtype=logits.dtype)  # [B, K]


def squared_error(targets: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """mean over the T targets of (output - target)^2: float [B, T] both -> [B]."""
    outputs.shape.assert_is_compatible_with(targets.shape)  # [B] would be spread over [B, B]
    return tf.reduce_mean(tf.square(outputs - targets), axis=-1)


CROSS_ENTROPIES = {
    'sparse': sparse_cross_entropy,
    'one_hot': one_hot_cross_entropy,
}


def loss(name: str, labels: str = 'sparse', *, smoothing: float = 0.1, gamma: float = 2.0) -> Loss:
    """Returns a loss.

    Args:
      name: of tf_labs.config.loss_table.
      labels: their form in cross_entropy, a key of CROSS_ENTROPIES.
      smoothing: of label_smoothing.
      gamma: of focal.
    """
    if name == 'cross_entropy':
        return CROSS_ENTROPIES[labels]
    known: dict[str, Loss] = {
        'label_smoothing': functools.partial(label_smoothing, smoothing=smoothing),
        'focal': functools.partial(focal, gamma=gamma),
        'mean_squared_error': mean_squared_error}
    return known[name]


def own(function: Loss, name: str, classes: int) -> Loss:
    """Returns a loss of one's own, once it has been tried on zeros.

    Args:
      function: labels int64 [B], logits float32 [B, classes] -> [B].
      name: of the function in the config, 'FILE.py:function'.
      classes: number of them.

    Raises:
      UserError: it raises, or does not return one number per example.
    """
    def told(labels: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        with own_code.calling('loss.name', name):
            values = tf.convert_to_tensor(function(labels, logits))
        if not values.dtype.is_floating or values.shape.rank != 1:
            raise UserError(f'config.loss.name {name} does not return one number per example',
                            expected=SIGNATURES['loss.name'],
                            received=f'{values.dtype.name} {list(values.shape)}')
        return tf.cast(values, tf.float32)

    checked: Loss = tf.autograph.experimental.do_not_convert(told)
    labels, logits = tf.zeros([_TRIED], tf.int64), tf.zeros([_TRIED, classes])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        values = tf.function(checked, autograph=False)(labels, logits)
    if values.shape != (_TRIED,) or not np.isfinite(values).all():
        raise UserError(f'config.loss.name {name} does not give a finite number for each of '
                        f'{_TRIED} examples with logits of 0', expected=SIGNATURES['loss.name'],
                        received=values.numpy().tolist())
    if tape.gradient(values, logits) is None:
        raise UserError(f'config.loss.name {name} does not depend on the logits',
                        expected='a loss with a gradient with respect to them',
                        received='no gradient')
    return checked
