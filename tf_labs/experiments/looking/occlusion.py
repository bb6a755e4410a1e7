"""A square slides over pictures: where does the net see what it names?"""

from collections.abc import Callable, Iterator, Sequence
import hashlib
from pathlib import Path
import sys
from typing import Any, NamedTuple

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from tf_labs import config_values
from tf_labs.data import images
from tf_labs.data.sources import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments import preparing
from tf_labs.experiments.looking import nets
from tf_labs.experiments.procedure import Findings
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.nn import covering
from tf_labs.report import tables
from tf_labs.report.looking import occlusion as pictures
from tf_labs.training.partial_results import PartialResults

NOWHERE = np.zeros((1, 4), np.int32)  # a box without pixels


class Subject(NamedTuple):
    """A picture under the square.

    Attributes:
      name: for people.
      picture: uint8 [h, w, C], as it is shown.
      inputs: float32 [h, w, C], as the net is fed it.
      label: the class whose probability is followed.
    """

    name: str
    picture: np.ndarray
    inputs: np.ndarray
    label: int


class Answers(NamedTuple):
    """What the net says to P pictures, each an array [P].

    Attributes:
      probability: of the true class.
      activity: of one feature map, summed over its places.
      label: the most probable class.
    """

    probability: np.ndarray
    activity: np.ndarray
    label: np.ndarray


def compute(config: ConfigDict, partial: PartialResults) -> Findings:
    """Slides the square over each picture, batch by batch; goes on from partial results."""
    settings = config.occlusion
    trained = nets.load(config.net, convolutions=True)
    layer = settings.layer or features.convolutions(trained.model)[-1]
    features.check_name(trained.model, layer)
    examples = trained.examples(settings.split)
    subjects = [*_examples(config, trained, examples), *_files(config, trained)]
    if not subjects:
        raise UserError('config.occlusion names no pictures', received='neither',
                        expected='numbers in images, or paths in files')
    height, width = preparing.input_shape(trained.config)[:2]
    squares = covering.squares(height, width, settings.size, settings.stride)
    answer = make_answer(trained.model, layer,
                         nets.fill_colour(trained, examples, settings.fill))
    wholes = [uncovered(trained.model, layer, answer, subject) for subject in subjects]
    found = slide(answer, subjects, [whole.channel for whole in wholes], squares.reshape(-1, 4),
                  settings.batch_size, settings.save_every, partial,
                  _key(config, trained, subjects))
    names, place = trained.data.class_names, squares.shape[:2]
    rows = [_row(subject, whole, Answers(*(values[index].reshape(place) for values in found)),
                 names, settings.stride)
            for index, (subject, whole) in enumerate(zip(subjects, wholes))]
    drawn = [pictures.Maps(
        subject.name, subject.picture, trained.data.pixel_max, names[subject.label],
        found.activity[index].reshape(place), found.probability[index].reshape(place),
        np.array(names)[found.label[index].reshape(place)], settings.size, settings.stride)
        for index, subject in enumerate(subjects)]
    return Findings(
        lines=[f'A square of {settings.size} pixels, every {settings.stride}, over '
               f'{len(subjects)} pictures; net of step {trained.step}, feature maps of {layer}:',
               *tables.to_markdown(rows).splitlines()],
        values=_values(rows) | {'layer': layer, 'step': trained.step},
        tables={'occlusion': rows}, figures={'occlusion': pictures.maps(drawn, layer)},
        data_sha256={settings.split: fingerprint(examples)})


def _examples(config: ConfigDict, trained: TrainedRun,
              examples: Examples | Stream) -> Iterator[Subject]:
    for index in config.occlusion.images:
        nets.check_index('config.occlusion.images', index, examples)
        one = examples.take([index])
        yield _subject(trained, f'{config.occlusion.split} {index}', one.images[0],
                       int(one.labels[0]))


def _files(config: ConfigDict, trained: TrainedRun) -> Iterator[Subject]:
    """Pictures without a label: the class that the net names is followed."""
    for path in config.occlusion.files:
        image, _ = images.load(path, preparing.image_shape(trained.config),
                               trained.data.pixel_max)
        label = int(tf.argmax(trained.logits(tf.constant(image[np.newaxis])), axis=-1)[0])
        yield _subject(trained, Path(path).name, image, label)


def _subject(trained: TrainedRun, name: str, image: np.ndarray, label: int) -> Subject:
    picture, inputs = (np.asarray(made(image[np.newaxis]))[0]
                       for made in (trained.pictures, trained.inputs))
    return Subject(name, picture, inputs, label)


def make_answer(model, layer: str, fill: np.ndarray) -> Callable[..., Answers]:
    """Returns answer(inputs [h, w, C], boxes [P, 4], channel, label) of a net.

    Args:
      model: logits of its inputs.
      layer: whose feature maps are looked at.
      fill: colour of the boxes, as the net is fed it, [C].
    """
    shape, last = model.input_shape[1:], features.layer_names(model)[-1]

    @tf.function(input_signature=[
        tf.TensorSpec(shape), tf.TensorSpec([None, 4], tf.int32),
        tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.int32)])
    def answer(inputs, boxes, channel, label):
        covered = covering.cover(tf.repeat(inputs[tf.newaxis], tf.shape(boxes)[0], axis=0), boxes,
                                 tf.constant(fill))
        found = features.features_of(model, covered, [layer, last])
        logits, activity = found[last], _activities(found[layer])  # [P, classes], [P, channels]
        return (tf.nn.softmax(logits)[:, label], activity[:, channel],
                tf.argmax(logits, axis=-1, output_type=tf.int32))

    def in_numpy(inputs, boxes, channel, label) -> Answers:
        return Answers(*(one.numpy() for one in answer(
            tf.constant(inputs), tf.constant(boxes), tf.constant(channel), tf.constant(label))))

    return in_numpy


def _activities(values: tf.Tensor) -> tf.Tensor:
    """Sums each feature map over its places: [B, h, w, channels] or [B, units] -> [B, channels]."""
    return tf.reduce_sum(values, axis=list(range(1, len(values.shape) - 1)))


class Whole(NamedTuple):
    """What the net says to a picture without a square, and the feature map it answers to most."""

    channel: int
    answers: Answers


def uncovered(model, layer: str, answer: Callable[..., Answers], subject: Subject) -> Whole:
    """Looks at a whole picture: the strongest feature map is that of the largest activity."""
    activities = _activities(features.features(
        model, tf.constant(subject.inputs[np.newaxis]), layer))[0]
    channel = int(tf.argmax(activities))
    return Whole(channel, answer(subject.inputs, NOWHERE, channel, subject.label))


def slide(answer: Callable[..., Answers], subjects: list[Subject], channels: list[int],
          squares: np.ndarray, batch_size: int, save_every: int, partial: PartialResults,
          key: str) -> Answers:
    """Returns the answers for each square over each picture, arrays [N, P].

    Batches are cut at the same places whether a kill came between or not, so that the answers are
    the same to the last bit.

    Args:
      answer: of `make_answer`.
      subjects: the N pictures.
      channels: the feature map that is followed in each.
      squares: int32 [P, 4].
      batch_size: squares that are answered at once.
      save_every: batches between two saves of what is there.
      partial: where it is saved.
      key: of all that the answers depend on.
    """
    batches = [(place, slice(start, start + batch_size)) for place in range(len(subjects))
               for start in range(0, len(squares), batch_size)]
    shape = (len(subjects), len(squares))
    stored = partial.load(key)
    done = int(stored.pop('done', 0))
    found = Answers(**stored) if done else Answers(
        np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.zeros(shape, np.int32))
    for number, (place, part) in enumerate(tqdm(
            batches[done:], initial=done, total=len(batches), desc='occlusion', unit='batch',
            leave=False, disable=not sys.stderr.isatty()), done + 1):
        subject = subjects[place]
        answers = answer(subject.inputs, squares[part], channels[place], subject.label)
        for whole, values in zip(found, answers):
            whole[place, part] = values
        if number % save_every == 0 and number < len(batches):
            partial.save(key, {'done': np.array(number), **found._asdict()})
    return found


def _key(config: ConfigDict, trained: TrainedRun, subjects: list[Subject]) -> str:
    """Of config, weights and pictures: a net that has been trained on gives other answers."""
    sha = hashlib.sha256(config_values.digest(config).encode())
    for array in (*trained.model.get_weights(), *(subject.inputs for subject in subjects)):
        sha.update(np.ascontiguousarray(array).data)
    return sha.hexdigest()


def _row(subject: Subject, whole: Whole, found: Answers, names: Sequence[str],
         stride: int) -> dict[str, Any]:
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


def _values(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over the pictures."""
    return {'pictures': len(rows),
            **{f'mean_{name}': float(np.mean([row[key] for row in rows])) for name, key in (
                ('probability', 'probability'), ('lowest_probability', 'lowest, covered'),
                ('share_wrong', 'wrong'))}}
