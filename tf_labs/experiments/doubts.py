"""Whether an answer to somebody's picture is one: is it like anything that the net has learnt?

A net that knows ten digits calls a cat one of them, often with a probability near 1. So a sample
is compared with the training set itself: it is doubted if its nearest training example is farther
away than that of 97 in 100 training examples.
"""

from collections.abc import Sequence

import numpy as np

from tf_labs.data.examples import Examples
from tf_labs.data.images import Sample
from tf_labs.experiments.trained import TrainedRun

MIN_PROBABILITY = 0.6  # of the test digits of MNIST one in 100 gets less
QUANTILE = 0.97  # of the training examples' own distances
PROBES = 500  # training examples whose distances are looked at
_AT_ONCE = 5000


def unsure(probability: float) -> list[str]:
    """Returns why an answer of this probability is doubtful; nothing if it is not."""
    return [] if probability >= MIN_PROBABILITY else [
        f'no class has a probability of {MIN_PROBABILITY}']


def unlike_training(trained: TrainedRun, samples: Sequence[Sample]) -> list[list[str]]:
    """Returns for each sample why it is unlike the training set; nothing if it is not.

    Grey examples in memory are compared, whose pixels mean something by their place; photographs
    are not.
    """
    if not samples or samples[0].pixels.shape[-1] != 1:
        return [[] for _ in samples]
    examples = trained.examples('train')
    if not isinstance(examples, Examples):
        return [[] for _ in samples]
    limit = own_limit(examples.images)
    found = nearest(examples.images, np.stack([sample.pixels for sample in samples]))
    return [[f'it is unlike every training example: the nearest is {distance:,.0f} grey levels '
             f'away; of the training examples themselves {QUANTILE:.0%} are nearer than '
             f'{limit:,.0f} to their own nearest'] if distance > limit and sample.pixels.any()
            else [] for sample, distance in zip(samples, found)]


def own_limit(images: np.ndarray) -> float:
    """Returns the quantile of the training examples' distances to their nearest neighbours."""
    if len(images) < 2:
        return np.inf
    numbers = np.unique(np.linspace(0, len(images) - 1, PROBES).astype(int))
    return float(np.quantile(nearest(images, images[numbers], numbers), QUANTILE))


def nearest(images: np.ndarray, queries: np.ndarray, own: np.ndarray | None = None) -> np.ndarray:
    """Returns the Euclidean distance of each query to the nearest image that is not itself.

    Args:
      images: uint8 [N, H, W, 1].
      queries: uint8 [Q, H, W, 1].
      own: the numbers of the queries among the images, [Q], if they come from there.
    """
    flat = queries.reshape(len(queries), -1).astype(np.float32)
    squares = (flat * flat).sum(axis=1)[:, np.newaxis]
    best = np.full(len(queries), np.inf)
    for start in range(0, len(images), _AT_ONCE):
        part = images[start:start + _AT_ONCE].reshape(-1, flat.shape[1]).astype(np.float32)
        distances = squares - 2 * flat @ part.T + (part * part).sum(axis=1)  # [Q, part]
        if own is not None:
            here = np.flatnonzero((own >= start) & (own < start + len(part)))
            distances[here, own[here] - start] = np.inf
        best = np.minimum(best, distances.min(axis=1))
    apart: np.ndarray = np.sqrt(np.maximum(best, 0))
    return apart
