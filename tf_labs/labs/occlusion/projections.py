"""What a feature map has seen: its strongest activation, carried down to the pixels."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.deconvnet import strongest
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.labs.occlusion.sliding import Subject
from tf_labs.models import features


class Projections(NamedTuple):
    """Of one feature map: from a picture, and from the K others that make it strongest.

    Attributes:
      values: float32 [1 + K, h, w, C], what its strongest place has seen, the picture's first.
      activations: float32 [1 + K], of these places.
      numbers: of the others in the split, [K].
      labels: of the others, [K].
    """

    values: np.ndarray
    activations: np.ndarray
    numbers: np.ndarray
    labels: np.ndarray


def project(trained: TrainedRun, layer: str, subjects: Sequence[Subject], channels: Sequence[int],
            examples: Examples | Stream, others: int) -> list[Projections]:
    """Carries the strongest activation of a feature map down, for each picture and for others.

    Args:
      trained: the net.
      layer: of `features.convolutions`.
      subjects: the pictures.
      channels: the feature map of each.
      examples: of the split, in which others are looked for.
      others: how many of them to each picture.

    Raises:
      UserError: the net has no way down from this layer.
    """
    net = Deconvnet(trained.model, layer)
    found, _ = strongest.find(trained.model, trained.inputs, examples, [layer], others + 1)
    made = []
    for subject, channel in zip(subjects, channels):
        numbers, labels = (values[channel] for values in (
            found[layer].examples, found[layer].labels))
        kept = np.flatnonzero(numbers != subject.example)[:others]
        inputs = np.concatenate([subject.inputs[np.newaxis], *(
            np.asarray(trained.inputs(examples.take([number]).images))
            for number in numbers[kept])])
        made.append(Projections(*_down(trained, net, layer, inputs, channel), numbers[kept],
                                labels[kept]))
    return made


def why_not(trained: TrainedRun, layer: str) -> str:
    """Returns why a layer has no projections, '' if it has."""
    try:
        Deconvnet(trained.model, layer)
    except UserError as error:
        return str(error)
    return ''


def _down(trained: TrainedRun, net: Deconvnet, layer: str, inputs: np.ndarray,
          channel: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns projections [B, h, w, C] and activations [B] of a map's strongest places."""
    values = features.features(trained.model, tf.constant(inputs), layer).numpy()[..., channel]
    flat = values.reshape(len(values), -1)
    places = np.stack(np.unravel_index(flat.argmax(axis=1), values.shape[1:]), axis=1)
    projected = net.project(
        tf.constant(inputs), tf.fill([len(inputs)], channel),
        tf.constant(places, tf.int32)).numpy()
    fields = [features.receptive_field(trained.model, layer, axis) for axis in (0, 1)]
    return (np.stack([strongest.window(one, fields, place)
                      for one, place in zip(projected, places)]), flat.max(axis=1))
