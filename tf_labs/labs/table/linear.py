"""A linear model in the two forms of the notes: one scalar a weight, and a matrix."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from tf_labs.labs.table import rounding


def initial(inputs: int, weight: float, bias: float, *, form: str) -> list[np.ndarray]:
    """Returns equal weights and a bias.

    Args:
      inputs: D.
      weight, bias: their values.
      form: `scalars`: [w_1, ..., w_D, b], each [1]; `matrix`: [W [D, 1], b [1]].
    """
    shapes = [(1,)] * inputs if form == 'scalars' else [(inputs, 1)]
    return [*(np.full(shape, weight, np.float32) for shape in shapes),
            np.full(1, bias, np.float32)]


def scalars(parameters: Sequence[tf.Tensor], x: tf.Tensor, *, in_order: bool) -> tf.Tensor:
    """x_1 w_1 + ... + x_D w_D + b: x [N, D] -> [N, 1]."""
    *weights, bias = parameters
    columns = tf.split(x, len(weights), axis=1)
    total = _product(columns[0], weights[0][tf.newaxis], in_order)
    for column, weight in zip(columns[1:], weights[1:]):
        total += _product(column, weight[tf.newaxis], in_order)
    return rounding.add_in_order(total, bias) if in_order else total + bias


def matrix(parameters: Sequence[tf.Tensor], x: tf.Tensor, *, in_order: bool) -> tf.Tensor:
    """x W + b: x [N, D], W [D, 1] -> [N, 1]."""
    weights, bias = parameters
    total = _product(x, weights, in_order)
    return rounding.add_in_order(total, bias) if in_order else total + bias


def _product(x: tf.Tensor, weights: tf.Tensor, in_order: bool) -> tf.Tensor:
    return rounding.product_in_order(x, weights) if in_order else x @ weights


def mean_squared_error(outputs: tf.Tensor, y: tf.Tensor, *, in_order: bool) -> tf.Tensor:
    """mean (outputs - y)^2 over N: [N, 1] -> []."""
    squares = tf.square(outputs - y)
    return tf.squeeze(rounding.mean_in_order(squares)) if in_order else tf.reduce_mean(squares)
