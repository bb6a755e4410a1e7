"""What the notes on AlexNet get wrong about the net, as numbers."""

from collections.abc import Sequence
import functools
from types import ModuleType
from typing import Any

import numpy as np
import tensorflow as tf

from tf_labs.models.layer_table import LayerRow
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.response_norm import response_norm

ONE_PERCENT = 0.01
ACTIVITIES = (3.0, -4.0)  # of two maps at one place
LOGITS = (1.0, 2.0, 4.0)


def values(rows: Sequence[LayerRow], module: ModuleType) -> dict[str, Any]:
    """Returns what is right, and what gives the printed values.

    Args:
      rows: of AlexNet in two towers.
      module: that makes its layers.
    """
    total = sum(row.parameters for row in rows)
    shares = [row.parameters / total for row in rows if row.name.startswith('conv')]
    norm = LocalResponseNorm()
    return {'convolution_shares': shares,
            'convolutions_within_1_percent': sum(share <= ONE_PERCENT for share in shares),
            'lrn_settings': [norm.bias, 2 * norm.depth_radius + 1, norm.alpha, norm.beta],
            'output_bias': _output_bias(module), 'softmax_shift_by_1': _shift_of_softmax(),
            **_order_of_norm()}


def _order_of_norm() -> dict[str, list[float]]:
    """The norm after the ReLU, as in the formula, and before it, as in the sentence."""
    x = tf.constant(ACTIVITIES)[tf.newaxis]
    norm = functools.partial(response_norm, depth_radius=1, bias=0.0, alpha=1.0, beta=1.0)
    after, before = norm(tf.nn.relu(x)), tf.nn.relu(norm(x))
    return {f'lrn_{order}_relu': tf.squeeze(one).numpy().tolist()
            for order, one in (('after', after), ('before', before))}


def _output_bias(module: ModuleType) -> float:
    """The value that the biases of the last layer start with."""
    last = module.pieces(10, seed=0, kernel_initializer='zeros')[-1]
    last.build((None, 1))
    return float(last.bias.numpy().max())


def _shift_of_softmax() -> float:
    """How far the probabilities move when 1 is added to every logit."""
    logits = np.array(LOGITS)
    apart = tf.nn.softmax(logits + 1) - tf.nn.softmax(logits)
    return float(tf.reduce_max(tf.abs(apart)).numpy())
