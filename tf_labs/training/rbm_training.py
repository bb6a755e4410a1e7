"""Restricted Boltzmann machines trained one upon the other (Hinton, Osindero and Teh, 2006)."""

from collections.abc import Iterator, Sequence
import dataclasses

import numpy as np
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.models import rbm
from tf_labs.models.rbm import Weights
from tf_labs.nn import initializers
from tf_labs.nn import randomness
from tf_labs.training import finite

KERNEL_STDDEV = 0.01  # Hinton's practical guide (2012), as are the visible biases below
RAREST = 0.01


@dataclasses.dataclass(frozen=True)
class RBMSettings:
    """How a machine is trained.

    Attributes:
      epochs: passes over the images.
      learning_rate, momentum: m = momentum m + learning_rate gradient; w += m.
      k: steps of the chains of contrastive divergence.
      batch_size: images a step; a short last batch is left out.
      field: of the config, that the learning rate is.
    """

    epochs: int
    learning_rate: float
    momentum: float
    k: int
    batch_size: int
    field: str = 'machine.learning_rate'


@dataclasses.dataclass(frozen=True)
class Epoch:
    """A machine after an epoch, and the mean squared error of its reconstructions during it."""

    weights: Weights
    reconstruction_error: float


def initial_weights(images: np.ndarray, hidden_units: int, seed: int) -> Weights:
    """Returns kernels from N(0, 0.01^2), hidden biases 0, visible biases log(p / (1 - p)).

    p is how often a pixel is on, so that the hidden units need not learn the mean image.

    Args:
      images: [N, V] in 0..1.
      hidden_units: H.
      seed: of the kernel.
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    kernel = generator.normal(0, KERNEL_STDDEV, (images.shape[1], hidden_units))
    on = np.clip(images.mean(axis=0), RAREST, 1 - RAREST)
    return Weights(tf.constant(kernel, tf.float32), tf.zeros(hidden_units),
                   tf.constant(np.log(on / (1 - on)), tf.float32))


def epochs(images: np.ndarray, hidden_units: int, settings: RBMSettings,
           seed: int) -> Iterator[Epoch]:
    """Yields a machine after each epoch of contrastive divergence.

    Order, initial weights and every draw are functions of the seed.

    Args:
      images: float32 [N, V] in 0..1, with N at least the batch size.
      hidden_units: H.
      settings: of the training.
      seed: of everything.
    """
    n, steps = len(images), len(images) // settings.batch_size
    weights = initial_weights(images, hidden_units, initializers.seed_of(seed, 0))
    velocity = Weights(*(tf.zeros_like(weight) for weight in weights))
    key = tf.constant([initializers.seed_of(seed, 1), 0])
    data = tf.constant(images)
    for epoch in range(settings.epochs):
        order = pipeline.shuffled(tf.range(steps * settings.batch_size, dtype=tf.int64),
                                  initializers.seed_of(seed, 2), tf.constant(epoch, tf.int64), n)
        weights, velocity, error = _epoch(
            weights, velocity, data, tf.reshape(order, [steps, settings.batch_size]),
            randomness.fold(key, epoch), tf.constant(settings.learning_rate),
            tf.constant(settings.momentum), settings.k)
        finite.check('reconstruction error', float(error), f'in epoch {epoch + 1}', settings.field)
        for weight in weights:
            finite.check('a weight', weight.numpy(), f'after epoch {epoch + 1}', settings.field)
        yield Epoch(weights, float(error))


@tf.function(jit_compile=True)
def _epoch(weights: Weights, velocity: Weights, images: tf.Tensor, order: tf.Tensor,
           key: tf.Tensor, learning_rate: tf.Tensor, momentum: tf.Tensor,
           k: int) -> tuple[Weights, Weights, tf.Tensor]:
    """Takes a step for each batch of order [S, B]; the weights are tensors all the way."""
    steps = tf.shape(order)[0]
    error = tf.constant(0.0)
    for step in tf.range(steps):
        batch = tf.gather(images, order[step])  # [B, V]
        gradient, batch_error = rbm.contrastive_divergence(
            weights, batch, k, randomness.fold(key, step))
        velocity = Weights(*(momentum * old + learning_rate * new
                             for old, new in zip(velocity, gradient)))
        weights = Weights(*(old + change for old, change in zip(weights, velocity)))
        error += batch_error
    return weights, velocity, error / tf.cast(steps, tf.float32)


def pretrain(images: np.ndarray, sizes: Sequence[int], settings: RBMSettings,
             seed: int) -> list[list[Epoch]]:
    """Trains a stack greedily: each machine on the hidden probabilities of the one below.

    Args:
      images: float32 [N, V] in 0..1.
      sizes: hidden units of each machine, from the images up.
      settings: of every machine.
      seed: each machine derives its own from it.

    Returns:
      The epochs of each machine; the weights are those of its last one.
    """
    stack: list[list[Epoch]] = []
    for layer, hidden_units in enumerate(sizes):
        if stack:
            images = rbm.hidden_probabilities(stack[-1][-1].weights, images).numpy()  # [N, H]
        stack.append(list(epochs(images, hidden_units, settings,
                                 initializers.seed_of(seed, layer))))
    return stack
