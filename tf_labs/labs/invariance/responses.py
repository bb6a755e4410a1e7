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

Answers = dict[str, np.ndarray]  # features [N, D] by layer, PROBABILITY [N] and RIGHT [N]
PROBABILITY, RIGHT = 'probability', 'right'


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
        asked = [self._still if value == IDENTITY[kind]
                 else self._answers(transformed(self._images, kind, value)) for value in ordered]
        distances = {layer: np.stack([
            np.linalg.norm(one[layer] - self._still[layer], axis=1) for one in asked])
            / self._units[layer] for layer in self._layers}
        return Responses(np.array(ordered, float), distances,
                         np.stack([one[PROBABILITY] for one in asked]),
                         np.stack([one[RIGHT] for one in asked]))

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
        return {**{layer: found[layer].numpy().reshape(len(images), -1).astype(np.float64)
                   for layer in self._layers},
                PROBABILITY: chances[np.arange(len(images)), labels],
                RIGHT: chances.argmax(axis=1) == labels}


def _between(values: np.ndarray) -> float:
    """Returns the mean distance between the features [N, D] of each picture and of the next."""
    return float(np.linalg.norm(values - np.roll(values, 1, axis=0), axis=1).mean())
