"""What a net answers while a square slides over pictures, batch by batch, also after a kill."""

from collections.abc import Callable
import sys
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from tf_labs.data.arrays import Form
from tf_labs.errors import StoppedError
from tf_labs.labs.occlusion import covering
from tf_labs.models import features
from tf_labs.training.partial_results import PartialResults
from tf_labs.training.signals import StopSignals

NOWHERE = np.zeros((1, 4), np.int32)  # a box without pixels


class Subject(NamedTuple):
    """A picture under the square.

    Attributes:
      name: for people.
      picture: uint8 [h, w, C], as it is shown.
      inputs: float32 [h, w, C], as the net is fed it.
      label: the class whose probability is followed.
      example: its number in the split; None: it is not of the split.
    """

    name: str
    picture: np.ndarray
    inputs: np.ndarray
    label: int
    example: int | None = None


class CoveredAnswers(NamedTuple):
    """What the net says to P pictures, each an array [P].

    Attributes:
      probability: of the true class.
      activity: of one feature map, summed over its places.
      label: the most probable class.
    """

    probability: np.ndarray
    activity: np.ndarray
    label: np.ndarray


Answer = Callable[[np.ndarray, np.ndarray, int, int], CoveredAnswers]


def make_answer(model: keras.Model, layer: str, fill: np.ndarray) -> Answer:
    """Returns answer(inputs [h, w, C], boxes [P, 4], channel, label) of a net.

    Args:
      model: logits of its inputs.
      layer: whose feature maps are looked at.
      fill: colour of the boxes, as the net is fed it, [C].
    """
    features.check_ends_with_dense(model)
    shape, last = model.input_shape[1:], features.layer_names(model)[-1]

    @tf.function(input_signature=[
        tf.TensorSpec(shape), tf.TensorSpec([None, 4], tf.int32),
        tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.int32)])
    def answer(inputs: tf.Tensor, boxes: tf.Tensor, channel: tf.Tensor,
               label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        covered = covering.cover(tf.repeat(inputs[tf.newaxis], tf.shape(boxes)[0], axis=0), boxes,
                                 tf.constant(fill))
        found = features.features_of(model, covered, [layer, last])
        logits, activity = found[last], _activities(found[layer])  # [P, classes], [P, channels]
        return (tf.nn.softmax(logits)[:, label], activity[:, channel],
                tf.argmax(logits, axis=-1, output_type=tf.int32))

    def in_numpy(inputs: np.ndarray, boxes: np.ndarray, channel: int,
                 label: int) -> CoveredAnswers:
        return CoveredAnswers(*(one.numpy() for one in answer(
            tf.constant(inputs), tf.constant(boxes), tf.constant(channel), tf.constant(label))))

    return in_numpy


def _activities(values: tf.Tensor) -> tf.Tensor:
    """Sums each feature map over its places: [B, h, w, channels] or [B, units] -> [B, channels]."""
    return tf.reduce_sum(values, axis=list(range(1, len(values.shape) - 1)))


class Whole(NamedTuple):
    """What the net says to a picture without a square, and the feature map it answers to most."""

    channel: int
    answers: CoveredAnswers


def uncovered(model: keras.Model, layer: str, answer: Answer, subject: Subject) -> Whole:
    """Looks at a whole picture: the strongest feature map is that of the largest activity."""
    activities = _activities(features.features(
        model, tf.constant(subject.inputs[np.newaxis]), layer))[0]
    channel = int(tf.argmax(activities))
    return Whole(channel, answer(subject.inputs, NOWHERE, channel, subject.label))


def _saved(partial: PartialResults, key: str, batches: int, shape: tuple[int, int],
           classes: int) -> tuple[int, CoveredAnswers]:
    """Returns how many batches are done, and arrays [N, P] with their answers."""
    forms = {'probability': Form('float32', shape), 'activity': Form('float32', shape),
             'label': Form('int32', shape, below=classes)}
    stored = partial.load(key, {'done': Form('i', (), below=batches + 1), **forms})
    return int(stored.get('done', 0)), CoveredAnswers(**{
        name: stored.get(name, np.zeros(shape, form.kind)) for name, form in forms.items()})


def slide(answer: Answer, subjects: list[Subject], channels: list[int], squares: np.ndarray,
          batch_size: int, save_every: int, partial: PartialResults, key: str,
          classes: int) -> CoveredAnswers:
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
      classes: how many there are.

    Raises:
      StoppedError: a signal came; what is there was saved.
    """
    batches = [(place, slice(start, start + batch_size)) for place in range(len(subjects))
               for start in range(0, len(squares), batch_size)]
    done, found = _saved(partial, key, len(batches), (len(subjects), len(squares)), classes)
    bar = tqdm(batches[done:], initial=done, total=len(batches), desc='occlusion', unit='batch',
               leave=False, disable=not sys.stderr.isatty())
    with StopSignals() as signals, bar:
        for number, (place, part) in enumerate(bar, done + 1):
            subject = subjects[place]
            answers = answer(subject.inputs, squares[part], channels[place], subject.label)
            for whole, values in zip(found, answers):
                whole[place, part] = values
            if signals.received or number % save_every == 0:
                partial.save(key, {'done': np.array(number), **found._asdict()})
            if signals.received:
                raise StoppedError(signals.received, f'saved after {number} of {len(batches)} '
                                   'batches; the same command goes on')
    return found
