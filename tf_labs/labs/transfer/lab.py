"""A net's features on another data set of which there are few examples."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config import data_names
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.layer_probe import linear_classifier
from tf_labs.labs.procedure import Findings
from tf_labs.labs.transfer import adapting
from tf_labs.labs.transfer import figures
from tf_labs.labs.transfer import scratch
from tf_labs.models import features
from tf_labs.report import tables
from tf_labs.training import config_plan

READ = 2000  # examples of a split that does not fit in memory, more if they are not enough
FROZEN, PIXELS, SCRATCH = 'frozen features', 'raw pixels', 'from scratch'


class Task(NamedTuple):
    """The other data set as the net is fed it.

    Attributes:
      inputs: float32 [N, h, w, C].
      features: of the last hidden layer, float32 [N, D].
      labels: int64 [N].
    """

    inputs: np.ndarray
    features: np.ndarray
    labels: np.ndarray

    def take(self, places: np.ndarray) -> 'Task':
        """Returns the examples of these places."""
        return Task(*(values[places] for values in self))

    @property
    def pixels(self) -> np.ndarray:
        """The inputs as rows, [N, h w C]."""
        return self.inputs.reshape(len(self.inputs), -1)


def compute(config: ConfigDict) -> Findings:
    """Learns from few examples, on frozen features, on pixels, and with the net from scratch."""
    settings, data = config.transfer, data_sets.describe(config.data)
    trained = trained_net.load(config.net)
    layer = _last_hidden(config, trained)
    splits = data_sets.load(config.data, ('train', 'test'))
    train = _enough(splits['train'], max(settings.examples), len(data.class_names))
    test = trained_net.in_memory(splits['test'], max(READ, settings.test_examples))
    draws = [draw_examples(config, train, number, len(data.class_names))
             for number in range(settings.draws)]
    test = test.take(_places(config, len(test)))
    needed = np.unique(np.concatenate([places for draw in draws for places in draw]))
    seen = _task(trained, data, train.take(needed), layer)
    held_out = _task(trained, data, test, layer)
    net = scratch.FreshNet(trained, len(data.class_names), config.train.learning_rate)
    results = [_row(config, net, number, count, seen.take(np.searchsorted(needed, places)),
                    held_out)
               for number, draw in enumerate(draws)
               for count, places in zip(settings.examples, draw)]
    rows = list(_summary(results, settings.examples))
    source, target = (data_names.short(one.data.name) for one in (trained.config, config))
    return Findings(
        lines=[f'{source} -> {target}: test accuracy on '
               f'{len(test)} examples by examples of a class, mean and sd over '
               f'{settings.draws} draws; frozen up to {layer}, step {trained.step}:',
               *tables.to_markdown(rows).splitlines()],
        values=_values(rows) | {'layer': layer, 'step': trained.step},
        tables={'transfer': rows, 'draws': results},
        figures={'transfer': figures.transfer(
            results, (FROZEN, PIXELS, SCRATCH), source, target)},
        data_sha256={split: sources.fingerprint(examples) for split, examples in splits.items()})


def _last_hidden(config: ConfigDict, trained: TrainedRun) -> str:
    """Returns the name of the layer whose features are handed on."""
    names = features.layer_names(trained.model)
    if len(names) < 2:
        raise UserError('the net has no hidden layer whose features could be used',
                        expected='a run of a net with hidden layers', received=config.net.workdir)
    return names[-2]


def _enough(examples: Examples | Stream, count: int, classes: int) -> Examples:
    """Returns the first examples that hold so many of each class, or all if none do."""
    read = READ
    while True:
        found = trained_net.in_memory(examples, read)
        if len(found) == len(examples) or np.bincount(
                found.labels, minlength=classes).min() >= count:
            return found
        read *= 2


def draw_examples(config: ConfigDict, train: Examples, number: int,
                  classes: int) -> list[np.ndarray]:
    """Returns the places of a draw's examples for each number of examples; more contain fewer."""
    most = max(config.transfer.examples)
    generator = np.random.default_rng((config.seed, number))
    orders = [generator.permutation(np.flatnonzero(train.labels == label))
              for label in range(classes)]
    fewest = min(map(len, orders))
    if most > fewest:
        raise UserError('config.transfer.examples are more than there are', received=most,
                        expected=f'at most {fewest} of each class of {config.data.name}')
    return [np.concatenate([order[:count] for order in orders])
            for count in config.transfer.examples]


def _places(config: ConfigDict, available: int) -> np.ndarray:
    count = config.transfer.test_examples
    if count > available:
        raise UserError('config.transfer.test_examples is larger than the data',
                        expected=f'at most {available}', received=count)
    generator = np.random.default_rng((config.seed, config.transfer.draws))
    return np.sort(generator.choice(available, count, replace=False))


def _task(trained: TrainedRun, data: DataSet, examples: Examples, layer: str) -> Task:
    """Resizes images to what the net is fed, without cutting anything off, and runs the net."""
    height, width = config_plan.input_shape(trained.config, trained.data)[:2]
    images = adapting.adapted(
        examples.images, data.pixel_max, size=(height, width),
        canvas=config_plan.image_shape(trained.config, trained.data),
        canvas_max=trained.data.pixel_max)

    @tf.function(reduce_retracing=True)
    def hidden(inputs: tf.Tensor) -> tf.Tensor:
        return features.features(trained.model, inputs, layer)

    parts = [trained.inputs(images[start:start + trained_net.BATCH])
             for start in range(0, len(images), trained_net.BATCH)]
    return Task(np.concatenate([part.numpy() for part in parts]),
                np.concatenate([hidden(part).numpy().reshape(len(part), -1) for part in parts]),
                examples.labels)


def _row(config: ConfigDict, net: scratch.FreshNet, number: int, count: int, seen: Task,
         held_out: Task) -> dict[str, Any]:
    """Returns the accuracies of the three ways on one draw."""
    c, train = config.transfer.c, config.train
    _, frozen = linear_classifier.accuracies((seen.features, seen.labels),
                                             (held_out.features, held_out.labels), c)
    _, pixels = linear_classifier.accuracies((seen.pixels, seen.labels),
                                             (held_out.pixels, held_out.labels), c)
    net.begin(seed=config.seed + 1 + number)
    net.train(seen.inputs, seen.labels, steps=train.steps, batch_size=train.batch_size,
              seed=(config.seed, number, count))
    return {'draw': number, 'examples a class': count, FROZEN: frozen, PIXELS: pixels,
            SCRATCH: net.accuracy(held_out.inputs, held_out.labels)}


def _summary(results: list[dict[str, Any]],
             counts: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """Yields a row for each number of examples: mean and sd over the draws."""
    for count in counts:
        row: dict[str, Any] = {'examples a class': count}
        for way in (FROZEN, PIXELS, SCRATCH):
            values = [one[way] for one in results if one['examples a class'] == count]
            row[way], row[f'{way} (sd)'] = float(np.mean(values)), float(np.std(values, ddof=1))
        yield row


def _values(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {f'{way.replace(" ", "_")}_{row["examples a class"]}': row[way]
            for row in rows for way in (FROZEN, PIXELS, SCRATCH)}
