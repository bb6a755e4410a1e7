"""What the feature map that is followed sees in a picture, and in four others: the deconvnet."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.deconvnet import strongest
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.labs.deconvnet.strongest import Strongest
from tf_labs.labs.occlusion.sliding import Subject
from tf_labs.models import features

OTHERS = 4


def obstacle(trained: TrainedRun, layer: str) -> str:
    """Returns why the activations of a layer cannot be projected to the pixels; '' if they can."""
    try:
        Deconvnet(trained.model, layer)
    except UserError as error:
        return str(error)
    return ''


def project(trained: TrainedRun, layer: str, subjects: Sequence[Subject],
            channels: Sequence[int], examples: Examples | Stream) -> np.ndarray:
    """Carries the strongest activation of one map down, in each picture and in four others.

    The others are the examples with the strongest activation of that map, the picture itself left
    out; where there are fewer of them, fewer are shown.

    Args:
      trained: the net.
      layer: of `features.convolutions`.
      subjects: the N pictures.
      channels: the feature map that is followed in each.
      examples: among which the others are looked for.

    Returns:
      float32 [N, 1 + others, h, w, C], of the part of the picture that the place sees; the picture
      first.
    """
    found, _ = strongest.find(trained.model, trained.inputs, examples, [layer], OTHERS + 1)
    candidates = found[layer].select_maps(channels)
    count = min(OTHERS, len(examples) - any(one.example >= 0 for one in subjects))
    rows = [_with_others(trained, layer, number, subject, channel, candidates, max(0, count))
            for number, (subject, channel) in enumerate(zip(subjects, channels))]
    shown = Strongest(*(np.stack(values) for values in zip(*rows)))
    others = np.unique(shown.examples[shown.examples >= 0])
    images = dict(zip(others.tolist(), examples.take(others).images)) | {
        -1 - number: subject.image for number, subject in enumerate(subjects)}
    return strongest.views(trained, layer, channels, shown, images).projections


def _with_others(trained: TrainedRun, layer: str, number: int, subject: Subject, channel: int,
                 candidates: Strongest, count: int) -> Strongest:
    """Returns the picture and `count` others of row `number`, arrays [1 + count].

    Pictures are named by negative numbers, which no example has.
    """
    values = features.features(trained.model, tf.constant(subject.inputs[np.newaxis]),
                               layer)[0, ..., channel].numpy()
    row, column = np.unravel_index(values.argmax(), values.shape)
    own = Strongest(*(np.array([value]) for value in (
        values.max(), -1 - number, subject.label, row, column)))
    of_map = Strongest(*(one[number] for one in candidates))
    kept = np.flatnonzero(of_map.examples != subject.example)[:count]
    return Strongest(*(np.concatenate([first, rest[kept]]) for first, rest in zip(own, of_map)))
