"""How near each feature map of a net is to what it is at the end of training, and a control."""

from collections.abc import Iterator, Sequence
import contextlib

import keras
import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.deconvnet import strongest
from tf_labs.models import features


def correlations(moment: TrainedRun, end: TrainedRun, examples: Examples | Stream,
                 names: Sequence[str]) -> dict[str, np.ndarray]:
    """Returns Pearson's correlation of each feature map [M] of a net with that of another.

    Over all places of all examples. NaN for a map that is dead in the other net; 0 for one that is
    dead in the first alone.
    """
    @tf.function(reduce_retracing=True, autograph=False)
    def sums(inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        return {name: _sums(*(features.features_of(run.model, inputs, names)[name]
                              for run in (moment, end))) for name in names}

    totals: dict[str, np.ndarray] = {}
    for _, images, _ in strongest.parts(examples):
        for name, part in sums(moment.inputs(images)).items():
            totals[name] = totals.get(name, 0) + part.numpy()
    return {name: _correlation(*totals[name]) for name in names}


def _sums(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Returns of maps [B, h, w, M] n, sum a, sum b, sum a^2, sum b^2, sum a b: float64 [6, M]."""
    a, b = (tf.reshape(tf.cast(maps, tf.float64), [-1, maps.shape[-1]]) for maps in (a, b))
    return tf.stack([tf.reduce_sum(values, axis=0)
                     for values in (tf.ones_like(a), a, b, a * a, b * b, a * b)])


def _correlation(n: np.ndarray, a: np.ndarray, b: np.ndarray, aa: np.ndarray, bb: np.ndarray,
                 ab: np.ndarray) -> np.ndarray:
    varies = (aa - a * a / n) * (bb - b * b / n)
    with np.errstate(invalid='ignore', divide='ignore'):
        found = (ab - a * b / n) / np.sqrt(varies)
    return np.where(bb == 0, np.nan, np.where(aa == 0, 0.0, found))


def mean_of_live(values: np.ndarray) -> float:
    """Returns the mean of those that are not NaN; NaN if all are."""
    live = values[np.isfinite(values)]
    return float(live.mean()) if len(live) else float('nan')


def settled_at(epochs: Sequence[float], values: Sequence[float], threshold: float) -> float:
    """Returns the epoch from which on no value is below the threshold.

    Between two epochs the values are taken to lie on a straight line. NaN if the last is below.
    """
    below = [index for index, value in enumerate(values) if not value >= threshold]
    if not below:
        return epochs[0]
    last = below[-1]
    if last + 1 == len(values):
        return float('nan')
    share = (threshold - values[last]) / (values[last + 1] - values[last])
    return epochs[last] + share * (epochs[last + 1] - epochs[last])


def random_correlations(moment: TrainedRun, end: TrainedRun, examples: Examples | Stream,
                        names: Sequence[str], seed: int) -> dict[str, np.ndarray]:
    """Returns what `correlations` does of layers that are random, on top of layers that learn.

    Both nets get the same random weights in one layer at a time, those of its end in random order.
    Such a layer learns nothing: that its features change is the doing of the layers below it.
    """
    found: dict[str, np.ndarray] = {}
    for index, name in enumerate(names):
        with _shuffled([end.model, moment.model], name, np.random.default_rng([seed, index])):
            found |= correlations(moment, end, examples, [name])
    return found


@contextlib.contextmanager
def _shuffled(models: Sequence[keras.Model], name: str,
              generator: np.random.Generator) -> Iterator[None]:
    """Gives a layer of several nets the weights of the first one in random order, and takes them
    back afterwards."""
    towers = [[layer for single, layer in features.single_layers(model)
               if single in (name, f'{name}a', f'{name}b')] for model in models]
    own = [[layer.get_weights() for layer in layers] for layers in towers]
    mixed = [[generator.permuted(values.reshape(-1)).reshape(values.shape) for values in weights]
             for weights in own[0]]
    try:
        for layers in towers:
            _set(layers, mixed)
        yield
    finally:
        for layers, weights in zip(towers, own, strict=True):
            _set(layers, weights)


def _set(layers: Sequence[keras.layers.Layer], weights: Sequence[Sequence[np.ndarray]]) -> None:
    for layer, values in zip(layers, weights, strict=True):
        layer.set_weights(values)


def share_of_way(values: Sequence[float]) -> list[float]:
    """Returns how much of the way from the first of some correlations to 1 each one has gone."""
    first = values[0]
    return [(value - first) / (1 - first) if first < 1 else float('nan') for value in values]
