"""A square slides over pictures: where does the net see what it names?"""

from collections.abc import Iterator, Sequence
import functools
import hashlib
import itertools
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config import config_values
from tf_labs.data import images
from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import procedure
from tf_labs.labs import trained_net
from tf_labs.labs.occlusion import covering
from tf_labs.labs.occlusion import figures
from tf_labs.labs.occlusion import projections
from tf_labs.labs.occlusion import sliding
from tf_labs.labs.occlusion.projections import Projections
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables
from tf_labs.training import config_plan
from tf_labs.training.partial_results import PartialResults


def compute(config: ConfigDict, partial: PartialResults) -> Findings:
    """Slides the square over each picture, batch by batch; goes on from partial results."""
    settings = config.occlusion
    trained = trained_net.load(config.net, convolutions=True)
    layer = settings.layer or features.convolutions(trained.model)[-1]
    features.check_name(trained.model, layer)
    examples = trained.examples(settings.split)
    subjects = [*_examples(config, trained, examples), *_files(config, trained)]
    if not subjects:
        raise UserError('config.occlusion names no pictures', received='neither',
                        expected='numbers in images, or paths in files')
    height, width = config_plan.input_shape(trained.config, trained.data)[:2]
    squares = covering.squares(height, width, settings.size, settings.stride)
    answer = sliding.make_answer(
        trained.model, layer, trained_net.fill_colour(trained, examples, settings.fill))
    wholes = [sliding.uncovered(trained.model, layer, answer, subject) for subject in subjects]
    found = sliding.slide(
        answer, subjects, [whole.channel for whole in wholes], squares.reshape(-1, 4),
        settings.batch_size, settings.save_every, partial, _key(config, trained, subjects),
        len(trained.data.class_names))
    maps = [sliding.CoveredAnswers(*(values[index].reshape(squares.shape[:2]) for values in found))
            for index in range(len(subjects))]
    rows = [_row(*one, trained.data.class_names, settings.stride)
            for one in zip(subjects, wholes, maps)]
    missing = projections.why_not(trained, layer)
    projected = [] if missing else projections.project(
        trained, layer, subjects, [whole.channel for whole in wholes],
        examples.first(settings.examples), settings.others)
    return Findings(
        lines=[f'A square of {settings.size} pixels, every {settings.stride}, over '
               f'{len(subjects)} pictures; net of step {trained.step}, feature maps of {layer}:',
               *tables.to_markdown(rows).splitlines(),
               *([f'No projections of {layer}: {missing}.'] if missing else [])],
        values=_values(rows) | {'layer': layer, 'step': trained.step},
        tables={'occlusion': rows, **({} if missing else {'others': [
            row for one in zip(subjects, wholes, projected) for row in _others(*one, trained)]})},
        figures={'occlusion': figures.maps(
            [_drawn(config, trained, *one) for one in itertools.zip_longest(
                subjects, maps, projected)], layer)},
        data_sha256={settings.split: fingerprint(examples)})


run = functools.partial(procedure.run_resumable, compute)


def _examples(config: ConfigDict, trained: TrainedRun,
              examples: Examples | Stream) -> Iterator[sliding.Subject]:
    for index in config.occlusion.images:
        trained_net.check_index('config.occlusion.images', index, examples)
        one = examples.take([index])
        yield _subject(trained, f'{config.occlusion.split} {index}', one.images[0],
                       int(one.labels[0]), index)


def _files(config: ConfigDict, trained: TrainedRun) -> Iterator[sliding.Subject]:
    """Pictures without a label: the class that the net names is followed."""
    for path in config.occlusion.files:
        image = images.load(path, trained.config.data.name, trained.config.data.side,
                            facts=trained.data).pixels
        label = int(tf.argmax(trained.logits(tf.constant(image[np.newaxis])), axis=-1)[0])
        yield _subject(trained, Path(path).name, image, label)


def _subject(trained: TrainedRun, name: str, image: np.ndarray, label: int,
             example: int | None = None) -> sliding.Subject:
    picture, inputs = (np.asarray(made(image[np.newaxis]))[0]
                       for made in (trained.pictures, trained.inputs))
    return sliding.Subject(name, picture, inputs, label, example)


def _key(config: ConfigDict, trained: TrainedRun, subjects: list[sliding.Subject]) -> str:
    """Of config, weights and pictures: a net that has been trained on gives other answers."""
    sha = hashlib.sha256(config_values.digest(config).encode())
    for array in (*trained.model.get_weights(), *(subject.inputs for subject in subjects)):
        sha.update(np.ascontiguousarray(array).data)
    return sha.hexdigest()


def _drawn(config: ConfigDict, trained: TrainedRun, subject: sliding.Subject,
           found: sliding.CoveredAnswers, projected: Projections | None) -> figures.Maps:
    names = np.array(trained.data.class_names)
    return figures.Maps(
        subject.name, subject.picture, trained.data.pixel_max, names[subject.label],
        found.activity, found.probability, names[found.label], config.occlusion.size,
        config.occlusion.stride, projected.values if projected else np.empty(0))


def _row(subject: sliding.Subject, whole: sliding.Whole, found: sliding.CoveredAnswers,
         names: Sequence[str], stride: int) -> dict[str, Any]:
    """Returns the numbers of a picture; `found` are its maps [R, S]."""
    lowest = np.unravel_index(found.probability.argmin(), found.probability.shape)
    return {
        'picture': subject.name, 'true class': names[subject.label],
        'answer': names[int(whole.answers.label[0])],
        'probability': float(whole.answers.probability[0]),
        'lowest, covered': float(found.probability.min()),
        'at row': int(lowest[0]) * stride, 'at column': int(lowest[1]) * stride,
        'wrong': float((found.label != subject.label).mean()),
        'map': whole.channel,
        'its activity': float(whole.answers.activity[0]),
        'lowest activity': float(found.activity.min())}


def _others(subject: sliding.Subject, whole: sliding.Whole, projected: Projections,
            trained: TrainedRun) -> list[dict[str, Any]]:
    """Returns what else makes the feature map of a picture strongest, strongest first."""
    return [{'picture': subject.name, 'map': whole.channel,
             'activation': float(projected.activations[0]), 'example': int(number),
             'label': trained.data.class_names[label], 'its activation': float(activation)}
            for number, label, activation in zip(projected.numbers, projected.labels,
                                                 projected.activations[1:])]


def _values(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over the pictures."""
    return {'pictures': len(rows),
            **{f'mean_{name}': float(np.mean([row[key] for row in rows])) for name, key in (
                ('probability', 'probability'), ('lowest_probability', 'lowest, covered'),
                ('share_wrong', 'wrong'))}}
