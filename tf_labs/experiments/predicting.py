"""What a trained net says of single images."""

from collections.abc import Iterator, Sequence
from pathlib import Path
import random
from typing import Any

from matplotlib.figure import Figure
import numpy as np
import tensorflow as tf

from tf_labs.data.images import Sample
from tf_labs.errors import UserError
from tf_labs.experiments import doubts
from tf_labs.experiments import rows
from tf_labs.experiments.trained import TrainedRun
from tf_labs.report import answers_figure
from tf_labs.report import plots
from tf_labs.report.run_mistakes import strongest
from tf_labs.training import finite
from tf_labs.training.evaluation import TOP
from tf_labs.training.run_directory import RunDirectory

SHOWN = 10  # classes of grey images that are all shown


def lines(directory: RunDirectory, step: int | str | None, split: str,
          indices: Sequence[int | None], samples: Sequence[Sample],
          output: Path | None = None) -> Iterator[str]:
    """Yields the lines for examples of a split, None for one at random, then for image files.

    What speaks against an answer to an image file is said in lines below it.

    Args:
      directory: of the run.
      step: of the checkpoint; None: as `TrainedRun` chooses.
      split: that the indices count in.
      indices: of examples.
      samples: of image files.
      output: for the figure, of pictures with classes; None: none is drawn.

    Raises:
      UserError: an index is that of no example of this run, or the figure cannot be written.
    """
    trained = TrainedRun(directory, step)
    names, asked = trained.data.class_names, chosen(trained, split, indices)
    for index, image, label in asked:
        if trained.data.columns:
            yield f'{split} {index}: {rows.shown(trained.data, image)}'
        if trained.data.targets:
            yield from rows.answer(trained, f'{split} {index}: ', image, label)
        else:
            yield from _answer(trained, f'{split} {index}: label {names[label]}, ', image)
    for sample, strange in zip(samples, doubts.unlike_training(trained, samples)):
        yield from sample.lines
        yield from _answer(trained, f'{sample.path}: ', sample.pixels, [*sample.doubts, *strange])
    if output is not None:
        pictures = [(f'{split} {index}', image, names[label]) for index, image, label in asked]
        pictures += [(sample.path, sample.pixels, None) for sample in samples]
        plots.save(_figure(trained, pictures), output)
        yield f'{output}'


def _figure(trained: TrainedRun, pictures: Sequence[tuple[str, np.ndarray, str | None]]) -> Figure:
    """Draws (title, image [H, W, C], label if it is known) with the best answers as bars."""
    found = []
    for title, image, label in pictures:
        chances = probabilities(trained, image[np.newaxis])[0]
        found.append(answers_figure.Answered(
            title, np.asarray(trained.pictures(image[np.newaxis]))[0], label,
            [(trained.data.class_names[place], float(chances[place]))
             for place in strongest(chances, TOP)]))
    return answers_figure.draw(found, trained.data.pixel_max, (
        f'The {len(found[0].best)} best answers of {trained.config.lab}, step {trained.step}'))


def chosen(trained: TrainedRun, split: str,
           indices: Sequence[int | None]) -> list[tuple[int, np.ndarray, Any]]:
    """Returns (index, image [H, W, C], label or targets) of examples, None for one at random.

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


def _answer(trained: TrainedRun, title: str, image: np.ndarray,
            doubted: Sequence[str] | None = None) -> Iterator[str]:
    """Yields an answer; `doubted` says why that to an image file may be none."""
    chances = probabilities(trained, image[np.newaxis])[0]
    names = trained.data.class_names
    best = int(np.argmax(chances))
    against = [] if doubted is None else list(doubted)
    if doubted is not None and (image.any() or not doubted):  # an empty sample has one reason
        against += doubts.unsure(chances[best])
    mark = ', doubtful' if against else ''
    yield f'{title}prediction {names[best]} ({chances[best]:.4f}){mark}'
    if against:
        yield f'{title}doubtful: {"; ".join(against)}'
    shown = (strongest(chances, TOP) if image.shape[-1] == 3 or len(names) > SHOWN
             else range(len(names)))
    width = max(len(names[place]) for place in shown)
    for place in shown:
        bar = '#' * round(40 * chances[place])
        yield f'  {names[place]:>{width}}  {chances[place]:.4f}  {bar}'.rstrip()


def probabilities(trained: TrainedRun, images: np.ndarray) -> np.ndarray:
    """Returns the probabilities of images [B, H, W, C], float64 [B, classes].

    Raises:
      RunFailedError: they are not finite.
    """
    logits = trained.logits(tf.constant(images))  # [B, classes]
    found: np.ndarray = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
    finite.check_answers(found, f'the net of step {trained.step}')
    return found
