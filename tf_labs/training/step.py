"""One training step, and the compiled function that takes a block of them in one call."""

from collections.abc import Callable

import keras
import tensorflow as tf

from tf_labs.nn import clipping
from tf_labs.training import sharing

Loss = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]
TrainStep = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]
RunBlock = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor],
                    tuple[tf.Tensor, tf.Tensor]]


def normalise(images: tf.Tensor, scale: float) -> tf.Tensor:
    """uint8 pixels -> float32 times `scale`: 0..1 for a scale of 1 / (largest pixel)."""
    return tf.cast(images, tf.float32) * scale


def count_correct(labels: tf.Tensor, logits: tf.Tensor, k: int = 1) -> tf.Tensor:
    """Returns how many of the B labels are among those of the k largest logits, int64 [].

    Of equal logits the first counts as larger, as in argmax. Logits that are not all finite are no
    answer and count as wrong: a NaN is neither larger nor smaller than another. It is written as
    comparisons, which XLA makes vector instructions of; its argmax is a scalar loop that takes a
    tenth of the step.
    """
    classes = tf.range(logits.shape[-1], dtype=labels.dtype)  # [classes]
    is_label = tf.equal(classes, labels[:, tf.newaxis])  # [B, classes]
    of_label = tf.reduce_sum(tf.where(is_label, logits, 0), axis=-1, keepdims=True)  # [B, 1]
    is_before = classes < labels[:, tf.newaxis]
    beats_label = (logits > of_label) | (is_before & tf.equal(logits, of_label))
    if k == 1:
        is_among = ~tf.reduce_any(beats_label, axis=-1)
    else:
        is_among = tf.reduce_sum(tf.cast(beats_label, tf.int32), axis=-1) < k
    is_among &= tf.reduce_all(tf.math.is_finite(logits), axis=-1)
    return tf.reduce_sum(tf.cast(is_among, tf.int64))


def count_hits(labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """Returns how many labels have the largest logit, int64 []; 0 of numbers, which have none."""
    if labels.dtype.is_floating:
        return tf.constant(0, tf.int64)
    return count_correct(labels, outputs)


def make_train_step(model: keras.Model, optimizer: keras.Optimizer, loss: Loss, *,
                    scale: float, batch_size: int,
                    clip_norm: float | None = None) -> TrainStep:
    """Returns `train_step(images, labels)`: forward, loss, gradients, update.

    Args:
      model: logits of images.
      optimizer: built for the model's trainable variables.
      loss: of tf_labs.nn.losses, one value an example.
      scale: of the pixels.
      batch_size: of all replicas together. Each replica divides by it, and the optimizer adds
        the replicas' gradients up, so the sum is the gradient of the mean over the whole batch.
      clip_norm: largest norm of that gradient, see tf_labs.nn.clipping; None: any.
    """
    def train_step(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Updates the weights by a batch; returns (its share of the mean loss, its hits)."""
        with tf.GradientTape() as tape:
            logits = model(normalise(images, scale), training=True)
            mean_loss = tf.reduce_sum(loss(labels, logits)) / batch_size
        gradients = tape.gradient(mean_loss, model.trainable_variables)
        if clip_norm is not None:
            gradients = clipping.by_global_norm(gradients, clip_norm)
        optimizer.apply(gradients, model.trainable_variables)
        return mean_loss, count_hits(labels, logits)

    return train_step


def make_block(train_step: TrainStep, strategy: tf.distribute.Strategy,
               execution: str, workers: int = 1) -> RunBlock:
    """Returns `run_block`, which takes many training steps in one call.

    Args:
      train_step: of `make_train_step`.
      strategy: the replicas that share each batch.
      execution: `eager` runs it line by line, `graph` traces it, `xla` compiles it.
      workers: processes that the replicas belong to.
    """
    def replica_step(images: tf.Tensor, labels: tf.Tensor,
                     i: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return train_step(images[i], labels[i])

    def run_block(images: tf.Tensor, labels: tf.Tensor, first: tf.Tensor, steps: tf.Tensor,
                  loss_sum: tf.Tensor, correct_sum: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Takes `steps` batches of images [K, B, ...] and labels [K, B], from batch `first` on.

        The sums go in and come out, and grow step by step, so they do not depend on how a run is
        cut into blocks: the loss in float64, the hits in int64.
        """
        def take_step(i: tf.Tensor, loss_sum: tf.Tensor,
                      correct_sum: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            loss, correct = strategy.run(replica_step, args=(images, labels, i))
            return (i + 1,
                    loss_sum + tf.cast(strategy.reduce('SUM', loss, axis=None), tf.float64),
                    correct_sum + strategy.reduce('SUM', correct, axis=None))

        # A bound that is a tensor: XLA would compile a loop over a range anew for each length.
        _, loss_sum, correct_sum = tf.while_loop(
            lambda i, *_: i < first + steps, take_step, (first, loss_sum, correct_sum))
        return loss_sum, correct_sum

    def run_shared_block(images: tf.Tensor, labels: tf.Tensor, first: tf.Tensor, steps: tf.Tensor,
                         loss_sum: tf.Tensor,
                         correct_sum: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """As `run_block`, and what it returns is the same: the workers speak of it once a block."""
        def take_step(i: tf.Tensor, losses: tf.TensorArray,
                      correct: tf.Tensor) -> tuple[tf.Tensor, tf.TensorArray, tf.Tensor]:
            loss, hits = map(strategy.experimental_local_results,
                             strategy.run(replica_step, args=(images, labels, i)))
            return i + 1, losses.write(i - first, tf.add_n(loss)), correct + tf.add_n(hits)

        _, losses, correct = tf.while_loop(
            lambda i, *_: i < first + steps, take_step,
            (first, tf.TensorArray(tf.float32, size=steps), tf.constant(0, tf.int64)))
        of_steps = tf.cast(sharing.total(strategy, losses.stack(), workers), tf.float64)
        return (tf.foldl(tf.add, of_steps, loss_sum),
                correct_sum + sharing.total(strategy, correct, workers))

    block = run_block if workers == 1 else run_shared_block
    if execution == 'eager':
        return block
    # Its loop is TensorFlow's already: AutoGraph's search for others takes longer than the tracing.
    compiled: RunBlock = tf.function(
        block, jit_compile=(execution == 'xla') or None, autograph=False)
    return compiled
