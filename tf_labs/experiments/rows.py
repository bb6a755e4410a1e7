"""Rows of a table and numbers to be learnt, as people know them: in their own units."""

from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf

from tf_labs.data import standardising
from tf_labs.data.catalog import DataSet
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training import finite

COLUMNS = 30  # that a line has room for


def shown(data: DataSet, row: np.ndarray) -> str:
    """Returns the columns of a row [1, 1, D] with their names."""
    values = standardising.in_own_unit(row.reshape(1, -1), data.columns)[0]
    told = ', '.join(f'{column.name} {value:.6g}'
                     for column, value in list(zip(data.columns, values))[:COLUMNS])
    return told + (', ...' if len(values) > COLUMNS else '')


def answer(trained: TrainedRun, title: str, image: np.ndarray,
           targets: Sequence[float]) -> Iterator[str]:
    """Yields what a net says of an example, and what is true."""
    known = standardising.in_own_unit(np.array([targets]), trained.data.targets)[0]
    for target, true, said in zip(trained.data.targets, known,
                                  numbers(trained, image[np.newaxis])[0]):
        yield (f'{title}{target.name} {true:.6g}, prediction {said:.6g} '
               f'({said - true:+.4g})')


def numbers(trained: TrainedRun, images: np.ndarray) -> np.ndarray:
    """Returns the predictions for images [B, H, W, C] in the unit of the targets, float64 [B, T].

    Raises:
      RunFailedError: they are not finite.
    """
    outputs = trained.logits(tf.constant(images)).numpy()
    finite.check_answers(outputs, f'the net of step {trained.step}')
    return standardising.in_own_unit(outputs, trained.data.targets)
