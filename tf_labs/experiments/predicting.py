"""What a trained net says of single images."""

from collections.abc import Iterator, Sequence
import random

import numpy as np
import tensorflow as tf

from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.report.run_mistakes import strongest
from tf_labs.training import finite
from tf_labs.training.evaluation import TOP
from tf_labs.training.run_directory import RunDirectory

Loaded = tuple[str, np.ndarray, list[str]]  # path, image uint8 [H, W, C], what was done to it


def lines(directory: RunDirectory, step: int | None, split: str, indices: Sequence[int | None],
          pictures: Sequence[Loaded]) -> Iterator[str]:
    """Yields the lines for examples of a split, None for one at random, then for images.

    Raises:
      UserError: an index is that of no example of this run.
    """
    trained = TrainedRun(directory, step)
    names = trained.data.class_names
    for index, image, label in chosen(trained, split, indices):
        yield from _answer(trained, f'{split} {index}: label {names[label]}, ', image)
    for path, image, notes in pictures:
        yield from notes
        yield from _answer(trained, f'{path}: ', image)


def chosen(trained: TrainedRun, split: str,
           indices: Sequence[int | None]) -> list[tuple[int, np.ndarray, int]]:
    """Returns (index, image uint8 [H, W, C], label) of examples, None for one at random.

    Of a stream nothing else is read.

    Raises:
      UserError: an index is that of no example of this run.
    """
    if not indices:
        return []
    examples = trained.examples(split)
    count = len(examples)
    numbers = [random.SystemRandom().randrange(count) if index is None else index
               for index in indices]
    if max(numbers) >= count:
        raise UserError('--index is out of range',
                        expected=f'0 to {count - 1}, the examples of this run',
                        received=max(numbers))
    found = examples.take(numbers)
    return list(zip(numbers, found.images, found.labels.tolist()))


def _answer(trained: TrainedRun, title: str, image: np.ndarray) -> Iterator[str]:
    logits = trained.logits(tf.constant(image[np.newaxis]))  # [1, classes]
    probabilities = tf.nn.softmax(tf.cast(logits, tf.float64))[0].numpy()
    finite.check_answers(probabilities, f'{title}the net of step {trained.step}')
    names = trained.data.class_names
    best = int(np.argmax(probabilities))
    yield f'{title}prediction {names[best]} ({probabilities[best]:.4f})'
    shown = strongest(probabilities, TOP) if image.shape[-1] == 3 else range(len(names))
    width = max(len(names[place]) for place in shown)
    for place in shown:
        bar = '#' * round(40 * probabilities[place])
        yield f'  {names[place]:>{width}}  {probabilities[place]:.4f}  {bar}'.rstrip()
