"""Which examples make each feature map strongest, and where; what of them the map has seen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.data.streams import tell_of_pass
from tf_labs.errors import unknown_name
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.models import features

BATCH = 128  # examples in the net at once
PROJECTED = 32  # on the way down, where every pooling holds its switches
COUNT = 9  # examples of a feature map that are looked at, as in the paper


class Strongest(NamedTuple):
    """The K examples with the strongest activation of each of M feature maps, strongest first.

    An example counts once for a map, with its strongest place. Each attribute is an array [M, K].

    Attributes:
      activations: float32.
      examples: their numbers in the split.
      labels: of the examples.
      rows, columns: of the place in the feature map.
    """

    activations: np.ndarray
    examples: np.ndarray
    labels: np.ndarray
    rows: np.ndarray
    columns: np.ndarray

    def select_maps(self, maps: Sequence[int]) -> 'Strongest':
        """Returns what belongs to these maps."""
        return Strongest(*(values[np.asarray(maps, int)] for values in self))


class Views(NamedTuple):
    """What feature maps have seen, M maps and K examples of each, no larger than the image.

    Attributes:
      projections: float32 [M, K, h, w, C], the activations carried down to what the net is fed.
      patches: uint8 [M, K, h, w, C], the pixels of the picture in the same place.
    """

    projections: np.ndarray
    patches: np.ndarray


def layers(model: keras.Model, names: Sequence[str]) -> list[str]:
    """Returns the convolutions of these names, all if there are none.

    Raises:
      UserError: one does not exist.
    """
    known = features.convolutions(model)
    for name in names:
        if name not in known:
            raise unknown_name('convolution', name, known)
    return list(names) or known


def find(model: keras.Model, inputs: Callable[[tf.Tensor], tf.Tensor], examples: Examples | Stream,
         names: Sequence[str], count: int = COUNT) -> tuple[dict[str, Strongest], np.ndarray]:
    """Finds the strongest activations of all maps of some convolutions, in one pass over a split.

    Args:
      model: of layers one after the other.
      inputs: images uint8 [B, H, W, C] -> what the net is fed.
      examples: the split, N examples.
      names: of `features.convolutions`.
      count: examples of each map; fewer if the split has fewer.

    Returns:
      Those of each convolution by name, and the labels of all examples, int64 [N].
    """
    def peaks(values: tf.Tensor) -> dict[str, tuple[tf.Tensor, tf.Tensor, tf.Tensor]]:
        return {name: _peaks(maps) for name, maps in
                features.features_of(model, values, names).items()}

    tell_of_pass(examples, 'for the strongest activations')
    traced = tf.function(peaks, reduce_retracing=True, autograph=False)
    found: dict[str, Strongest] = {}
    every_label = []
    for first, images, labels in parts(examples):
        every_label.append(labels)
        for name, (activations, rows, columns) in traced(inputs(images)).items():
            numbers = np.broadcast_to(first + np.arange(len(labels)), activations.shape)
            new = Strongest(activations.numpy(), numbers,
                            np.broadcast_to(labels, activations.shape), rows.numpy(),
                            columns.numpy())
            found[name] = _best([found[name], new] if name in found else [new], count)
    return found, np.concatenate(every_label)


def _peaks(maps: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Returns the largest values of maps [B, h, w, M], their rows and columns, each [M, B]."""
    shape = tf.shape(maps)
    flat = tf.reshape(maps, [shape[0], -1, shape[3]])
    place = tf.transpose(tf.argmax(flat, axis=1, output_type=tf.int32))
    return tf.transpose(tf.reduce_max(flat, axis=1)), place // shape[2], place % shape[2]


def _best(parts: Sequence[Strongest], count: int) -> Strongest:
    joined = Strongest(*(np.concatenate(values, axis=1) for values in zip(*parts)))
    order = np.argsort(-joined.activations, axis=1, kind='stable')[:, :count]
    return Strongest(*(np.take_along_axis(values, order, axis=1) for values in joined))


def parts(examples: Examples | Stream) -> Iterator[tuple[int, tf.Tensor, np.ndarray]]:
    """Yields (number of the first example, images [B, H, W, C], labels [B]), BATCH at a time."""
    first = 0
    for images, labels in pipeline.evaluation_batches(examples, BATCH):
        yield first, images, labels.numpy()
        first += len(labels)


def collect(examples: Examples | Stream, found: Iterable[Strongest]) -> dict[int, np.ndarray]:
    """Returns the images uint8 [H, W, C] of the examples that were found, by number."""
    numbers = np.unique(np.concatenate([one.examples.ravel() for one in found]))
    return dict(zip(numbers.tolist(), examples.take(numbers).images))


def views(trained: TrainedRun, name: str, maps: Sequence[int], strongest: Strongest,
          images: dict[int, np.ndarray]) -> Views:
    """Carries the activations of maps down, and cuts out what they have seen.

    Args:
      trained: the net.
      name: of a convolution.
      maps: M numbers of its feature maps.
      strongest: of these maps.
      images: with those of `strongest`, of `collect`.
    """
    net = Deconvnet(trained.model, name)
    numbers = np.repeat(np.asarray(maps, np.int32), strongest.examples.shape[1])  # [M K]
    places = np.stack([strongest.rows.ravel(), strongest.columns.ravel()], axis=1)
    whole = np.stack([images[number] for number in strongest.examples.ravel().tolist()])
    chunks = [slice(start, start + PROJECTED) for start in range(0, len(whole), PROJECTED)]
    projections = np.concatenate([
        net.project(trained.inputs(whole[chunk]), tf.constant(numbers[chunk], tf.int32),
                    tf.constant(places[chunk], tf.int32)).numpy() for chunk in chunks])
    fields = [features.receptive_field(trained.model, name, axis) for axis in (0, 1)]
    windows = [np.stack([window(picture, fields, place) for picture, place in zip(seen, places)])
               for seen in (projections, np.asarray(trained.pictures(whole)))]
    return Views(*(cut.reshape(*strongest.examples.shape, *cut.shape[1:]) for cut in windows))


def window(picture: np.ndarray, fields: Sequence[features.ReceptiveField],
           place: np.ndarray) -> np.ndarray:
    """Returns the part of a picture [h, w, C] that a place sees, moved to lie in the picture."""
    cut = []
    for field, at, length in zip(fields, place, picture.shape):
        size = min(field.size, length)
        start = min(max(0, field.offset + int(at) * field.stride), length - size)
        cut.append(slice(start, start + size))
    return picture[tuple(cut)]
