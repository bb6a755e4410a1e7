"""Two older ways to ask what a unit looks for: gradient ascent, and the Hessian where it ends."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import keras
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.sources import fingerprint
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.activation_maximization import ascent
from tf_labs.labs.activation_maximization import curvature
from tf_labs.labs.activation_maximization import figures
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables

STARTS = ('noise', 'pictures')


class Seen(NamedTuple):
    """What the unit in the middle of a layer's feature maps sees of the input.

    Attributes:
      place: of the unit in its map, (row, column).
      box: top, left, height, width, in pixels of what the net is fed.
      mask: 1 in the box, 0 outside, float32 [h, w, 1].
    """

    place: tuple[int, int]
    box: tuple[int, int, int, int]
    mask: np.ndarray


class Layer(NamedTuple):
    """What was found in a layer: of each unit its ascents by start, and its fall."""

    name: str
    seen: Seen
    maps: list[int]
    climbed: list[dict[str, ascent.Climbed]]
    pictures: list[np.ndarray]
    picture_activations: list[float]
    falls: list[curvature.Fall]


def compute(config: ConfigDict) -> Findings:
    """Climbs from random inputs and from pictures, and measures the fall around the best."""
    settings = config.ascent
    trained = trained_net.load(config.net, convolutions=True)
    names = tuple(settings.layers) or tuple(features.convolutions(trained.model))
    seen = {name: what_is_seen(trained.model, name) for name in names}
    examples = trained_net.in_memory(trained.examples(settings.split), settings.examples)
    inputs = trained.inputs(examples.images[:settings.examples]).numpy()
    layers = [_layer(config, trained, name, seen[name], inputs, number)
              for number, name in enumerate(names)]
    rows = [row for layer in layers for row in _ascent_rows(layer)]
    falls = [row for layer in layers for row in _fall_rows(layer, config.curvature.angles)]
    return Findings(
        lines=[f'Gradient ascent from {settings.starts} starts for each of {settings.units} units '
               f'a layer, inputs of the length of a picture; net of step {trained.step}. Silent: '
               'no gradient at the start; reached: share of the best of all ascents; alike: mean '
               'cosine of the inputs that were reached:',
               *tables.to_markdown(rows).splitlines(), '',
               'The activation at an angle from the best input, as a share of it, and what the '
               'Hessian predicts:', *tables.to_markdown(falls).splitlines()],
        values=_values(rows, falls, layers) | {'step': trained.step},
        tables={'ascent': rows, 'fall': falls},
        figures={'inputs': figures.inputs([_drawn(layer) for layer in layers]),
                 'fall': figures.falls(config.curvature.angles,
                                       {layer.name: layer.falls for layer in layers})},
        data_sha256={settings.split: fingerprint(examples)})


def what_is_seen(model: keras.Model, layer: str) -> Seen:
    """Returns what the unit in the middle of a convolution's maps sees."""
    height, width = model.input_shape[1:3]
    maps = features.features(model, tf.zeros([1, *model.input_shape[1:]]), layer).shape
    place, spans = (maps[1] // 2, maps[2] // 2), []
    for axis, length in enumerate((height, width)):
        field = features.receptive_field(model, layer, axis)
        start = field.offset + place[axis] * field.stride
        spans.append((max(0, start), min(length, start + field.size)))
    mask = np.zeros((height, width, 1), np.float32)
    (top, bottom), (left, right) = spans
    mask[top:bottom, left:right] = 1
    return Seen(place, (top, left, bottom - top, right - left), mask)


def unit_of(model: keras.Model, layer: str, place: tuple[int, int],
            maps: Sequence[int]) -> ascent.Unit:
    """Returns the activations of units as a function of as many inputs [N, h, w, C].

    Args:
      model: of layers one after the other.
      layer: a convolution.
      place: of the units in their maps.
      maps: of each input the map of its unit.
    """
    def unit(inputs: tf.Tensor) -> tf.Tensor:
        column = features.features(model, inputs, layer)[:, place[0], place[1]]
        return tf.gather(column, tf.constant(maps), batch_dims=1)
    return unit


def _layer(config: ConfigDict, trained: TrainedRun, name: str, seen: Seen, inputs: np.ndarray,
           number: int) -> Layer:
    generator = np.random.default_rng((config.seed, number))
    masked = inputs * seen.mask
    length = float(ascent.norm(tf.constant(masked)).numpy().mean())
    pictures = ascent.to_length(tf.constant(masked), length).numpy()
    activations = np.concatenate([features.features(
        trained.model, tf.constant(pictures[start:start + trained_net.BATCH]), name)[
            :, seen.place[0], seen.place[1]].numpy()
        for start in range(0, len(pictures), trained_net.BATCH)])
    maps = np.argsort(-activations.max(axis=0), kind='stable')[:config.ascent.units].tolist()
    climbed = _climb(config, trained.model, name, seen, maps, pictures, length, generator)
    falls = [curvature.fall(
        unit_of(trained.model, name, seen.place, [feature_map] * config.curvature.directions),
        best_input(one), seen.mask, config.curvature.directions, tuple(config.curvature.angles),
        generator) for feature_map, one in zip(maps, climbed)]
    strongest = activations.argmax(axis=0)[maps]
    return Layer(name, seen, maps, climbed, [pictures[index] for index in strongest],
                 [float(activations[index, feature_map])
                  for index, feature_map in zip(strongest, maps)], falls)


def _climb(config: ConfigDict, model: keras.Model, name: str, seen: Seen, maps: list[int],
           pictures: np.ndarray, length: float,
           generator: np.random.Generator) -> list[dict[str, ascent.Climbed]]:
    """Returns of each unit its ascents by start; all climb at once."""
    count = config.ascent.starts
    drawn = {'noise': generator.normal(size=(len(maps) * count, *pictures.shape[1:])),
             'pictures': pictures[generator.choice(len(pictures), len(maps) * count)]}
    starts = np.concatenate([drawn[start] for start in STARTS]).astype(np.float32)
    of_each = np.tile(np.repeat(maps, count), len(STARTS))
    found = ascent.climb(unit_of(model, name, seen.place, of_each.tolist()), starts, seen.mask,
                         length, config.ascent.steps, config.ascent.rate)
    parts = [ascent.Climbed(*one) for one in zip(*(
        np.split(values, len(STARTS) * len(maps)) for values in found))]
    return [{start: parts[index * len(maps) + unit] for index, start in enumerate(STARTS)}
            for unit in range(len(maps))]


def best_input(climbed: dict[str, ascent.Climbed]) -> np.ndarray:
    """Returns the input with the highest activation of all ascents of a unit."""
    best = max(climbed.values(), key=lambda one: one.activations.max())
    found: np.ndarray = best.inputs[best.activations.argmax()]
    return found


def _highest(climbed: dict[str, ascent.Climbed]) -> float:
    return float(max(one.activations.max() for one in climbed.values()))


def _ascent_rows(layer: Layer) -> list[dict[str, Any]]:
    rows = []
    for start in STARTS:
        of_start = [unit[start] for unit in layer.climbed]
        reached = np.concatenate([one.activations / _highest(unit)
                                  for one, unit in zip(of_start, layer.climbed)])
        stuck = np.concatenate([one.stuck for one in of_start])
        moved = [one.inputs[~one.stuck] for one in of_start]
        alike = [ascent.mean_correlation(inputs) for inputs in moved if len(inputs) > 1]
        rows.append({
            'layer': layer.name, 'sees': f'{layer.seen.box[2]} x {layer.seen.box[3]}',
            'start': start, 'silent': float(stuck.mean()),
            'reached': float(reached[~stuck].mean()) if (~stuck).any() else None,
            'lowest reached': float(reached[~stuck].min()) if (~stuck).any() else None,
            'alike': float(np.mean(alike)) if alike else None,
            'strongest picture': float(np.mean([
                value / _highest(unit)
                for value, unit in zip(layer.picture_activations, layer.climbed)]))})
    return rows


def _fall_rows(layer: Layer, angles: tuple[float, ...]) -> list[dict[str, Any]]:
    measured = np.concatenate([fall.measured for fall in layer.falls])
    quadratic = np.concatenate([fall.quadratic for fall in layer.falls])
    return [{'layer': layer.name, 'angle': angle, 'measured': float(measured[:, index].mean()),
             'sd over directions': float(np.mean([
                 fall.measured[:, index].std(ddof=1) for fall in layer.falls])),
             'by the Hessian': float(quadratic[:, index].mean()),
             'error': float(np.abs(measured - quadratic)[:, index].mean())}
            for index, angle in enumerate(angles)]


def _values(rows: list[dict[str, Any]], falls: list[dict[str, Any]],
            layers: list[Layer]) -> dict[str, Any]:
    return {f'{row["layer"]}_{row["start"]}_{key.replace(" ", "_")}': row[key] for row in rows
            for key in ('silent', 'reached', 'alike', 'strongest picture')} | {
                f'{row["layer"]}_error_at_{row["angle"]:g}': row['error'] for row in falls} | {
                    f'{layer.name}_hessian_share': float(np.mean([
                        fall.bend for fall in layer.falls])) for layer in layers}


def _drawn(layer: Layer) -> figures.LayerInputs:
    top, left, height, width = layer.seen.box
    cut = (slice(None), slice(top, top + height), slice(left, left + width))
    return figures.LayerInputs(
        layer.name, layer.maps,
        [{start: one.inputs[cut] for start, one in unit.items()} for unit in layer.climbed],
        [{start: one.activations / _highest(unit) for start, one in unit.items()}
         for unit in layer.climbed],
        [picture[cut[1:]] for picture in layer.pictures])
