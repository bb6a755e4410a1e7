"""The training images that a net finds most like an image, by the features of its layers.

Two images whose features in the last hidden layer lie close are alike to the net (Krizhevsky et
al., 2012, figure 4), also where hardly a pixel agrees; beside them stand the nearest by pixels.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
import dataclasses
from pathlib import Path
import sys
from typing import NamedTuple

from matplotlib.figure import Figure
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.data.images import Sample
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments import doubts
from tf_labs.experiments.predicting import chosen
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.report import plots
from tf_labs.report import similar_figure
from tf_labs.training import finite
from tf_labs.training.run_directory import RunDirectory

COUNT = 6
BATCH = 250  # training examples whose features are in memory at once
PIXELS = 'pixels'

Measure = Callable[[tf.Tensor], tf.Tensor]


class Near(NamedTuple):
    """The K examples nearest to each of Q queries, the nearest first.

    Attributes:
      distances: Euclidean, float64 [Q, K].
      examples: their numbers in the split, int64 [Q, K].
      labels: theirs, int64 [Q, K].
    """

    distances: np.ndarray
    examples: np.ndarray
    labels: np.ndarray


@dataclasses.dataclass(frozen=True)
class Query:
    """An image to which others are compared.

    Attributes:
      title: what it is.
      image: uint8 [H, W, C].
      label: its class; None of an image file.
      example: its number in the training split, where it does not count as its own neighbour;
        -1 of one from elsewhere.
    """

    title: str
    image: np.ndarray
    label: int | None = None
    example: int = -1


def write(directory: RunDirectory, step: int | str | None, split: str, layers: Sequence[str],
          indices: Sequence[int | None], samples: Sequence[Sample], output: Path) -> Iterator[str]:
    """Finds the six nearest of each query, draws them; yields what was found.

    Args:
      directory: of the run.
      step: of its checkpoint.
      split: of the data, whose examples `indices` name.
      layers: whose features are compared, each by itself; none: the last hidden one.
      indices: of examples that are queries; None: a random one.
      samples: image files that are queries.
      output: file for the figure.

    Raises:
      UserError: the net has no hidden layer or not this one, or an index is that of no example.
    """
    trained = TrainedRun(directory, step)
    layers = tuple(dict.fromkeys(layers)) or (_last_hidden(trained, directory),)
    for layer in layers:
        features.check_name(trained.model, layer)
    queries = [Query(f'{split} {index}', image, label, index if split == 'train' else -1)
               for index, image, label in chosen(trained, split, indices)]
    queries += [Query(sample.path, sample.pixels) for sample in samples]
    examples = trained.examples('train')
    found = nearest(_measures(trained, layers), queries, examples)
    by = f'the features of {" and of ".join(layers)}'
    for sample, strange in zip(samples, doubts.unlike_training(trained, samples)):
        yield from sample.lines
        if sample.doubts or strange:
            yield f'{sample.path}: doubtful: {"; ".join([*sample.doubts, *strange])}'
    yield (f'the {found[PIXELS].examples.shape[1]} nearest of {len(examples)} training examples, '
           f'by {by} and by pixels; net of step {trained.step}')
    for place, query in enumerate(queries):
        yield from _lines(trained.data.class_names, query, {
            name: Near(*(values[place] for values in near)) for name, near in found.items()})
    plots.save(_figure(trained, by, queries, found, examples), output)
    yield f'{output}'


def nearest(measures: Mapping[str, Measure], queries: Sequence[Query],
            examples: Examples | Stream, count: int = COUNT) -> dict[str, Near]:
    """Finds the nearest examples by several measures, in one pass over a split.

    Args:
      measures: images uint8 [B, H, W, C] -> what distances are measured between, [B, D].
      queries: Q of them.
      examples: the split, of which a batch at a time is in memory.
      count: K; fewer if the split has fewer.

    Returns:
      Of equally near ones those that come first.
    """
    images = tf.constant(np.stack([query.image for query in queries]))
    own = np.array([[query.example] for query in queries])
    traced = {name: tf.function(_distances(measure, measure(images)), reduce_retracing=True,
                                autograph=False) for name, measure in measures.items()}
    found: dict[str, Near] = {}
    first = 0
    with tqdm(total=len(examples), unit='example', leave=False,
              disable=not sys.stderr.isatty()) as bar:
        for batch, labels in pipeline.evaluation_batches(examples, BATCH):
            numbers = np.broadcast_to(first + np.arange(len(labels)), [len(queries), len(labels)])
            for name, distances in traced.items():
                apart = distances(batch).numpy()
                finite.check_answers(apart, 'the net')
                new = Near(np.where(numbers == own, np.inf, apart), numbers,
                           np.broadcast_to(labels.numpy(), numbers.shape))
                found[name] = _best([found[name], new] if name in found else [new], count)
            first += len(labels)
            bar.update(len(labels))
    kept = min(count, len(examples) - int((own >= 0).any()))
    return {name: Near(*(values[:, :kept] for values in near)) for name, near in found.items()}


def _distances(measure: Measure, of_queries: tf.Tensor) -> Measure:
    """Returns images [B, H, W, C] -> distances to each query, float64 [Q, B]."""
    def distances(images: tf.Tensor) -> tf.Tensor:
        values = tf.cast(measure(images), tf.float64)
        return tf.stack([tf.norm(values - query, axis=1) for query in
                         tf.unstack(tf.cast(of_queries, tf.float64))])
    return distances


def _best(parts: Sequence[Near], count: int) -> Near:
    joined = Near(*(np.concatenate(values, axis=1) for values in zip(*parts)))
    order = np.argsort(joined.distances, axis=1, kind='stable')[:, :count]
    return Near(*(np.take_along_axis(values, order, axis=1) for values in joined))


def _measures(trained: TrainedRun, layers: Sequence[str]) -> dict[str, Measure]:
    def flat(values: tf.Tensor) -> tf.Tensor:
        return tf.reshape(tf.cast(values, tf.float32), [tf.shape(values)[0], -1])

    def of(layer: str) -> Measure:
        return lambda images: flat(features.features(trained.model, trained.inputs(images), layer))

    return {layer: of(layer) for layer in layers} | {
        PIXELS: lambda images: flat(trained.pictures(images))}


def _last_hidden(trained: TrainedRun, directory: RunDirectory) -> str:
    """Returns the name of the layer before the logits."""
    names = features.layer_names(trained.model)
    if len(names) < 2:
        raise UserError('the net has no hidden layer whose features could be compared',
                        expected='a run of a net with one',
                        received=f'{directory.path}, whose only layer gives the logits')
    return names[-2]


def _lines(names: Sequence[str], query: Query, near: Mapping[str, Near]) -> Iterator[str]:
    """Yields the neighbours of one query, arrays [K], by each measure side by side."""
    yield query.title + ('' if query.label is None else f': label {names[query.label]}')
    columns = [[f'by {name}'] + [
        f'train {number}  {names[label]}  {distance:.4g}'
        for distance, number, label in zip(*found)] for name, found in near.items()]
    for row in zip(*columns):
        yield '  ' + ''.join(f'{cell:{max(map(len, column)) + 3}}'
                             for cell, column in zip(row, columns)).rstrip()
    if query.label is not None:
        yield '  of its label: ' + ', '.join(
            f'{(found.labels == query.label).sum()} of {len(found.labels)} by {name}'
            for name, found in near.items())


def _figure(trained: TrainedRun, by: str, queries: Sequence[Query], found: Mapping[str, Near],
            examples: Examples | Stream) -> Figure:
    numbers = np.unique(np.concatenate([near.examples.ravel() for near in found.values()]))
    images = dict(zip(numbers.tolist(), trained.pictures(examples.take(numbers).images)))
    names = trained.data.class_names
    return similar_figure.draw([similar_figure.Neighbours(
        query.title, trained.pictures(query.image),
        None if query.label is None else names[query.label],
        {name: [(images[number], names[label]) for number, label in zip(
            near.examples[place].tolist(), near.labels[place].tolist())]
         for name, near in found.items()}) for place, query in enumerate(queries)],
        by, trained.data.pixel_max)
