"""Test accuracy of one net and of several like it whose answers are averaged."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tf_labs.data import pipeline
from tf_labs.data.preparation import CROPS
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.run_directory import RunDirectory


def probabilities(directory: RunDirectory, crops: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the probabilities of the test examples [N, classes] and their labels [N].

    Args:
      directory: of the run.
      crops: of each image whose probabilities are averaged, 1 or 10.
      end: the step at which the run has ended; of a run that keeps its best net, that one is asked.
    """
    step = None if directory.config().train.keep_best else end
    run = TrainedRun(directory, step, devices=None)
    voter, examples = run.voter(crops), run.examples('test')
    batch = max(1, pipeline.evaluation_batch(examples) // crops)
    found = [(voter(images).numpy(), labels.numpy())
             for images, labels in pipeline.evaluation_batches(examples, batch)]
    shares, labels = zip(*found)
    return np.concatenate(shares), np.concatenate(labels)


def accuracy(shares: np.ndarray, labels: np.ndarray) -> float:
    """Returns the share of right answers; shares: [N, classes], labels: [N]."""
    return float((shares.argmax(axis=1) == labels).mean())


def accuracies(shares: np.ndarray, labels: np.ndarray) -> list[list[float]]:
    """Returns the accuracies of every group of 1, 2, ... S nets whose probabilities are averaged.

    Args:
      shares: [S, N, classes], in the order of the seeds.
      labels: [N].

    Returns:
      Of each size the groups of so many neighbours in a circle of the seeds, so that every net is
      in as many of them; of all nets the one group.
    """
    count = len(shares)
    return [[float((shares[[(first + step) % count for step in range(size)]].mean(axis=0)
                    .argmax(axis=1) == labels).mean())
             for first in range(count if size < count else 1)] for size in range(1, count + 1)]


def rows(name: str, found: Sequence[Sequence[float]], crops: int) -> list[dict[str, Any]]:
    """Returns a row for each size of a group."""
    views = f', {CROPS} crops' if crops > 1 else ''
    return [{'net': name, 'averaged': size, 'groups': len(group),
             f'test error in %, mean{views}': 100 * (1 - float(np.mean(group))),
             'smallest': 100 * (1 - max(group)), 'largest': 100 * (1 - min(group))}
            for size, group in enumerate(found, 1)]
