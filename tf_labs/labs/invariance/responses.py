"""By how much a net's features move when its pictures are transformed."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from tf_labs.errors import RunFailedError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.invariance.transformations import IDENTITY
from tf_labs.labs.invariance.transformations import transformed
from tf_labs.models import features
from tf_labs.training import finite

# Features [N, D] by layer as the net has them, PROBABILITY [N] and RIGHT [N].
Answers = dict[str, np.ndarray]
PROBABILITY, RIGHT = 'probability', 'right'
_AT_ONCE = 16  # pictures whose features are compared: of a large net a gigabyte in float64 is 100


class Responses(NamedTuple):
    """Of N pictures under V values of one transformation.

    Attributes:
      values: of the transformation, [V].
      distances: by layer, between the features of a transformed picture and those of the picture,
        [V, N]; 1 is the mean distance between two different pictures.
      probability: of the true class, [V, N].
      right: whether the true class is the answer, [V, N].
    """

    values: np.ndarray
    distances: dict[str, np.ndarray]
    probability: np.ndarray
    right: np.ndarray


class Observer:
    """A trained net, asked about transformed pictures.

    Args:
      trained: the run.
      layers: names of those whose features are compared.
      images: uint8 [N, H, W, C], the pictures; the first `count`, two at least, are different ones
        between which the unit of distance is taken.
      labels: of the pictures, [N].
      count: how many of them.

    Raises:
      UserError: the net does not end with a dense layer.
      RunFailedError: a layer answers two different pictures alike.
    """

    def __init__(self, trained: TrainedRun, layers: tuple[str, ...], images: np.ndarray,
                 labels: np.ndarray, count: int):
        features.check_ends_with_dense(trained.model)
        self._trained, self._layers = trained, layers
        self._images, self._labels = images, labels
        self._still = self._answers(images)
        self._units = {layer: _between(self._still[layer][:count]) for layer in layers}
        for layer, unit in self._units.items():
            if not unit > 0:
                raise RunFailedError(f'{layer} answers different pictures alike: there is no '
                                     'distance to compare with')

    def responses(self, kind: str, values: tuple[float, ...]) -> Responses:
        """Returns what the net answers under each value of a transformation, in their order."""
        ordered = sorted(values)
        asked = [self._moved(kind, value) for value in ordered]
        distances = {layer: np.stack([one[layer] for one in asked]) for layer in self._layers}
        return Responses(np.array(ordered, float), distances,
                         np.stack([one[PROBABILITY] for one in asked]),
                         np.stack([one[RIGHT] for one in asked]))

    def _moved(self, kind: str, value: float) -> Answers:
        """Returns distances [N] by layer in place of the features, which are not kept."""
        found = self._still if value == IDENTITY[kind] else self._answers(
            transformed(self._images, kind, value))
        return found | {layer: distances(found[layer], self._still[layer]) / self._units[layer]
                        for layer in self._layers}

    def _answers(self, images: np.ndarray) -> Answers:
        parts = [self._of_batch(images[start:start + trained_net.BATCH],
                                self._labels[start:start + trained_net.BATCH])
                 for start in range(0, len(images), trained_net.BATCH)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _of_batch(self, images: np.ndarray, labels: np.ndarray) -> Answers:
        model = self._trained.model
        last = features.layer_names(model)[-1]
        found = features.features_of(model, self._trained.inputs(images), [*self._layers, last])
        chances = tf.nn.softmax(tf.cast(found[last], tf.float64)).numpy()
        finite.check_answers(chances, f'the net of step {self._trained.step}')
        return {**{layer: found[layer].numpy().reshape(len(images), -1)
                   for layer in self._layers},
                PROBABILITY: chances[np.arange(len(images)), labels],
                RIGHT: chances.argmax(axis=1) == labels}


def _between(values: np.ndarray) -> float:
    """Returns the mean distance between the features [N, D] of each picture and of the next."""
    return float(distances(values, values, np.roll(np.arange(len(values)), 1)).mean())


def distances(first: np.ndarray, second: np.ndarray,
              order: np.ndarray | None = None) -> np.ndarray:
    """Returns the distances between rows [N, D] of two arrays, float64 [N].

    Args:
      first, second: of any precision.
      order: which row of the second each of the first is compared with; None: the same one.
    """
    places = np.arange(len(first)) if order is None else order
    return np.concatenate([np.linalg.norm(
        first[start:start + _AT_ONCE].astype(np.float64)
        - second[places[start:start + _AT_ONCE]].astype(np.float64), axis=1)
        for start in range(0, len(first), _AT_ONCE)])
