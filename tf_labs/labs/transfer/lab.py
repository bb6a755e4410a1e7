"""A net's features on another data set of which there are few examples."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config import data_names
from tf_labs.console import warn
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.layer_probe import linear_classifier
from tf_labs.labs.procedure import Findings
from tf_labs.labs.transfer import adapting
from tf_labs.labs.transfer import choosing
from tf_labs.labs.transfer import figures
from tf_labs.labs.transfer import scratch
from tf_labs.models import features
from tf_labs.report import tables
from tf_labs.training import config_plan

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
    sha256 = {split: sources.fingerprint(examples) for split, examples in splits.items()}
    _check_other_data(config, trained, splits['train'])
    asked = choosing.test_places(config, splits['test'])
    read = _Reading(trained, data)
    draws, needed, seen = _drawn(config, splits['train'], len(data.class_names), read, layer)
    held_out = _held_out(splits['test'], asked, read, layer)
    net = scratch.FreshNet(trained, len(data.class_names), config.train.learning_rate)
    results = [_row(config, net, number, count, seen.take(np.searchsorted(needed, places)),
                    held_out)
               for number, draw in enumerate(draws)
               for count, places in zip(settings.examples, draw)]
    rows = list(_summary(results, settings.examples))
    source, target = (data_names.short(one.data.name) for one in (trained.config, config))
    return Findings(
        lines=[f'{source} -> {target}: test accuracy on '
               f'{len(held_out.labels)} examples by examples of a class, mean and sd over '
               f'{settings.draws} draws; frozen up to {layer}, step {trained.step}:',
               *tables.to_markdown(rows).splitlines()],
        values=_values(rows) | {'layer': layer, 'step': trained.step},
        tables={'transfer': rows, 'draws': results},
        figures={'transfer': figures.transfer(
            results, (FROZEN, PIXELS, SCRATCH), source, target)},
        data_sha256=sha256)


def _check_other_data(config: ConfigDict, trained: TrainedRun, train: Examples | Stream) -> None:
    """Raises `UserError` for the net's own training examples under another name."""
    sha256, count = trained.seen('train')
    if count <= len(train) and sha256 == train.first(count).fingerprint():
        raise UserError('config.data.name holds what the net was trained on',
                        expected='another data set than that of config.net.workdir',
                        received=f'{config.data.name}, which has the content of '
                        f'{trained.config.data.name}')


def _last_hidden(config: ConfigDict, trained: TrainedRun) -> str:
    """Returns the name of the layer whose features are handed on."""
    names = features.layer_names(trained.model)
    if len(names) < 2:
        raise UserError('the net has no hidden layer whose features could be used',
                        expected='a run of a net with hidden layers', received=config.net.workdir)
    return names[-2]


def _drawn(config: ConfigDict, examples: Examples | Stream, classes: int, read: '_Reading',
           layer: str) -> tuple[list[list[np.ndarray]], np.ndarray, Task]:
    """Returns the places of each draw, those of all of them ascending, and what is there.

    A picture that cannot be decoded is left out: the next of its class in the draw stands for it.
    """
    labels = choosing.labels_to_choose_from(config, examples, classes)
    left_out: set[int] = set()
    while True:
        draws = [choosing.draw(config, labels, number, classes, left_out)
                 for number in range(config.transfer.draws)]
        needed = np.unique(np.concatenate([places for draw in draws for places in draw]))
        images, _ = read.images_and_labels(examples, needed)
        bad = choosing.unreadable(examples, needed)
        if not bad:
            break
        left_out |= bad
    _tell(left_out, 'train')
    return draws, needed, read.task(images, labels[needed], layer)


def _held_out(examples: Examples | Stream, places: np.ndarray, read: '_Reading',
              layer: str) -> Task:
    """Returns what is asked about, less what cannot be decoded."""
    images, labels = read.images_and_labels(examples, places)
    bad = choosing.unreadable(examples, places)
    _tell(bad, 'test')
    sound = ~np.isin(places, list(bad))
    if not sound.any():
        raise RunFailedError(f'none of the {len(places)} test examples that were drawn can be '
                             'decoded; expected one that can, or more of '
                             'config.transfer.test_examples; received none')
    return read.task(images[sound], labels[sound], layer)


def _tell(bad: set[int], split: str) -> None:
    if bad:
        warn(f'examples that cannot be decoded, and are left out: {len(bad)} of {split}')


class _Reading:
    """Brings images of a data set to what a net is fed.

    Args:
      trained: the run of the net.
      data: facts of the data set.
    """

    def __init__(self, trained: TrainedRun, data: DataSet):
        self._trained = trained
        self._pixel_max = data.pixel_max
        height, width = config_plan.input_shape(trained.config, trained.data)[:2]
        self._size = height, width

    def images_and_labels(self, examples: Examples | Stream,
                          places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns images as the net's data has them, uint8 [N, H, W, C], and labels int64 [N].

        They are resized without cutting anything off, a batch at a time.
        """
        parts = [examples.take(places[start:start + trained_net.BATCH])
                 for start in range(0, len(places), trained_net.BATCH)]
        return (np.concatenate([self._adapted(part.images) for part in parts]),
                np.concatenate([part.labels for part in parts]))

    def task(self, images: np.ndarray, labels: np.ndarray, layer: str) -> Task:
        """Returns what the net makes of images."""
        trained = self._trained

        @tf.function(reduce_retracing=True)
        def hidden(inputs: tf.Tensor) -> tf.Tensor:
            return features.features(trained.model, inputs, layer)

        parts = [trained.inputs(images[start:start + trained_net.BATCH])
                 for start in range(0, len(images), trained_net.BATCH)]
        return Task(
            np.concatenate([part.numpy() for part in parts]),
            np.concatenate([hidden(part).numpy().reshape(len(part), -1) for part in parts]),
            labels)

    def _adapted(self, images: np.ndarray) -> np.ndarray:
        return adapting.adapted(
            images, self._pixel_max, size=self._size,
            canvas=config_plan.image_shape(self._trained.config, self._trained.data),
            canvas_max=self._trained.data.pixel_max)


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
