"""Several answers to one image, of several views of it or several nets, averaged."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.training.evaluation import Means
from tf_labs.training.evaluation import TOP
from tf_labs.training.step import count_correct
from tf_labs.training.step import normalise

Voter = Callable[[tf.Tensor], tf.Tensor]


def make_voter(model: keras.Model, scale: float, views: Callable[[tf.Tensor], tf.Tensor], *,
               eager: bool = False) -> Voter:
    """Returns the function images uint8 [B, H, W, C] -> probabilities float64 [B, classes].

    They are softmax(logits) averaged over the views of each image.

    Args:
      model: logits of what it is fed.
      scale: of the pixels.
      views: images -> prepared [V, B, h, w, C], as `Preparation.ten_crops`.
      eager: runs line by line.
    """
    def probabilities(images: tf.Tensor) -> tf.Tensor:
        shown = views(images)
        logits = model(normalise(tf.reshape(shown, [-1, *shown.shape[2:]]), scale),
                       training=False)  # [V B, classes]
        shares = tf.nn.softmax(tf.cast(logits, tf.float64))
        return tf.reduce_mean(tf.reshape(shares, [*tf.unstack(tf.shape(shown)[:2]),
                                                  shares.shape[-1]]), axis=0)

    return probabilities if eager else tf.function(
        probabilities, reduce_retracing=True, autograph=False)


def average(voters: Sequence[Voter], images: tf.Tensor) -> tf.Tensor:
    """Returns the probabilities averaged over the voters: float64 [B, classes]."""
    return sum(voter(images) for voter in voters) / len(voters)


def evaluate(voters: Sequence[Voter], examples: Examples | Stream, views: int) -> Means:
    """Returns the means over a split, the loss as -log of the averaged probability of the label.

    Args:
      voters: at least one.
      examples: the split.
      views: of each image; so many times fewer images are held at once.
    """
    batch = max(1, pipeline.evaluation_batch(examples) // views)
    sums = np.zeros(3)
    for images, labels in pipeline.evaluation_batches(examples, batch):
        shares = average(voters, images)
        of_label = tf.gather(shares, labels, batch_dims=1).numpy()
        sums += (-np.log(np.maximum(of_label, np.finfo(np.float64).tiny)).sum(),
                 count_correct(labels, shares), count_correct(labels, shares, TOP))
    return Means(*(sums / len(examples)).tolist())
