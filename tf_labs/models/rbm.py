"""The restricted Boltzmann machine with binary units (Smolensky, 1986; Hinton, 2002).

Visible units v [V] and hidden units h [H] are 0 or 1, and have the joint distribution

    p(v, h) = exp(-E(v, h)) / Z,    E(v, h) = -v'Wh - b'h - a'v.

No two units of one layer are connected, so given one layer the units of the other are
independent. That is what makes both conditionals, and the sum over all h, cheap; only Z, the sum
over all 2^(V + H) states, is not.
"""

from typing import NamedTuple

import tensorflow as tf

from tf_labs.nn import randomness


class Weights(NamedTuple):
    """The parameters of a machine, or a gradient for each of them.

    Attributes:
      kernel: W [V, H].
      hidden_bias: b [H].
      visible_bias: a [V].
    """

    kernel: tf.Tensor
    hidden_bias: tf.Tensor
    visible_bias: tf.Tensor


def energy(weights: Weights, visible: tf.Tensor, hidden: tf.Tensor) -> tf.Tensor:
    """E(v, h) = -v'Wh - b'h - a'v: [B, V], [B, H] -> [B]."""
    return -(tf.reduce_sum(tf.matmul(visible, weights.kernel) * hidden, axis=1)
             + tf.linalg.matvec(hidden, weights.hidden_bias)
             + tf.linalg.matvec(visible, weights.visible_bias))


def free_energy(weights: Weights, visible: tf.Tensor) -> tf.Tensor:
    """F(v) = -log sum_h exp(-E(v, h)) = -a'v - sum_j log(1 + exp(b_j + v'W_j)): [B, V] -> [B].

    p(v) = exp(-F(v)) / Z, so differences of F are differences of log p, without Z.
    """
    inputs = tf.matmul(visible, weights.kernel) + weights.hidden_bias  # [B, H]
    return -(tf.linalg.matvec(visible, weights.visible_bias)
             + tf.reduce_sum(tf.nn.softplus(inputs), axis=1))


def hidden_probabilities(weights: Weights, visible: tf.Tensor) -> tf.Tensor:
    """p(h_j = 1 | v) = sigmoid(b_j + v'W_j): [B, V] -> [B, H]."""
    return tf.sigmoid(tf.matmul(visible, weights.kernel) + weights.hidden_bias)


def visible_probabilities(weights: Weights, hidden: tf.Tensor) -> tf.Tensor:
    """p(v_i = 1 | h) = sigmoid(a_i + W_i h): [B, H] -> [B, V]."""
    return tf.sigmoid(
        tf.matmul(hidden, weights.kernel, transpose_b=True) + weights.visible_bias)


def reconstruct(weights: Weights, visible: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Returns p(v | h) for one h drawn from p(h | visible): [B, V] -> [B, V]."""
    hidden = randomness.bernoulli(hidden_probabilities(weights, visible), seed)  # [B, H]
    return visible_probabilities(weights, hidden)


def gibbs(weights: Weights, visible: tf.Tensor, steps: int | tf.Tensor,
          seed: tf.Tensor) -> tf.Tensor:
    """Returns the visible units of chains after steps of h ~ p(h | v), v ~ p(v | h).

    Args:
      weights: of the machine.
      visible: [B, V], where the chains begin.
      steps: 0 returns `visible`.
      seed: int [2]; the draws of each step are a function of it and of the step's number.
    """
    for step in tf.range(steps):
        probabilities = reconstruct(weights, visible, randomness.fold(seed, step, 0))
        visible = randomness.bernoulli(probabilities, randomness.fold(seed, step, 1))
    return visible


def statistics(weights: Weights, visible: tf.Tensor) -> Weights:
    """Returns the means over [B, V] of -dF/dW = v p(h = 1 | v)', -dF/db and -dF/da."""
    hidden = hidden_probabilities(weights, visible)  # [B, H]
    count = tf.cast(tf.shape(visible)[0], visible.dtype)
    return Weights(tf.matmul(visible, hidden, transpose_a=True) / count,
                   tf.reduce_mean(hidden, axis=0), tf.reduce_mean(visible, axis=0))


def contrastive_divergence(weights: Weights, visible: tf.Tensor, k: int,
                           seed: tf.Tensor) -> tuple[Weights, tf.Tensor]:
    """CD-k: the gradient of the mean log p(v), with chains of k steps in place of the model.

    d log p(v) / dw = -dF(v)/dw + E_model[dF/dw]. The second term takes samples of the model; k
    steps of Gibbs sampling from the data stand for them (Hinton, 2002). As k grows the estimate
    becomes exact; k = 1 is biased, and good enough to learn from.

    Args:
      weights: of the machine.
      visible: data [B, V] in 0..1.
      k: at least 1.
      seed: int [2], another one at each step.

    Returns:
      The estimate, to be ascended, and the mean squared error of the first reconstructions, [].
    """
    first = reconstruct(weights, visible, randomness.fold(seed, 0))  # [B, V]
    chain = randomness.bernoulli(first, randomness.fold(seed, 1))
    chain = gibbs(weights, chain, k - 1, randomness.fold(seed, 2))
    of_data, of_model = statistics(weights, visible), statistics(weights, chain)
    gradient = Weights(*(data - model for data, model in zip(of_data, of_model)))
    return gradient, tf.reduce_mean(tf.square(visible - first))
