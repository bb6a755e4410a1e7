"""How a unit falls off around its best input, and what its Hessian says about that.

On the sphere of inputs of one length a step by an angle t in the direction u leads from x to
cos(t) x + sin(t) |x| u, with u of length 1 and at right angles to x. Along it the second derivative
of the activation f is |x|^2 u'Hu - x'g, with the Hessian H and the gradient g at x, so at a maximum
f(t) = f(0) - (x'g - |x|^2 u'Hu) t^2 / 2 to second order.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from tf_labs.labs.activation_maximization import ascent


class Fall(NamedTuple):
    """Along U random directions, by angle.

    Attributes:
      measured: activation as a share of that at the best input, [U, A].
      quadratic: what the Hessian predicts, [U, A].
      bend: share of the Hessian in the second derivative, the mean of | |x|^2 u'Hu / x'g |; 0 where
        the unit is linear in pieces.
    """

    measured: np.ndarray
    quadratic: np.ndarray
    bend: float


def fall(unit: ascent.Unit, best: np.ndarray, mask: np.ndarray, directions: int,
         degrees: tuple[float, ...], generator: np.random.Generator) -> Fall:
    """Measures and predicts the fall from an input float32 [...] in random directions."""
    x = np.broadcast_to(best, (directions, *best.shape))
    length = np.linalg.norm(best)
    u = tangents(best, mask, directions, generator)
    angles = np.radians(degrees)
    peak, first, second = _derivatives(unit, tf.constant(x), tf.constant(u))
    radial = np.sum(x * first, axis=tuple(range(1, x.ndim)))
    bend = length ** 2 * second
    measured = np.stack([
        unit(tf.constant((np.cos(t) * x + np.sin(t) * length * u).astype(np.float32))).numpy()
        for t in angles], axis=1)
    quadratic = peak[:, None] - (radial - bend)[:, None] * angles ** 2 / 2
    return Fall(measured / peak[:, None], quadratic / peak[:, None],
                float(np.mean(np.abs(bend / radial))))


def tangents(best: np.ndarray, mask: np.ndarray, directions: int,
             generator: np.random.Generator) -> np.ndarray:
    """Returns random directions [U, ...] of length 1, at right angles to the input."""
    flat = (generator.normal(size=(directions, *best.shape)) * mask).reshape(directions, -1)
    along = best.ravel() / np.linalg.norm(best)
    flat -= np.outer(flat @ along, along)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    found: np.ndarray = flat.reshape(directions, *best.shape).astype(np.float32)
    return found


def _derivatives(unit: ascent.Unit, x: tf.Tensor,
                 u: tf.Tensor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns the activations [U], the gradients [U, ...] and u'Hu [U]."""
    with tf.autodiff.ForwardAccumulator(x, u) as forward:
        value, gradient = ascent.with_gradient(unit, x)
    change = forward.jvp(gradient, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    along = tf.reduce_sum(change * u, axis=range(1, len(x.shape)))
    return value.numpy(), gradient.numpy(), along.numpy()
