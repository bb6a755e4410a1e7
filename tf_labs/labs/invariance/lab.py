"""Pictures are shifted, scaled and rotated: which layers follow, and does the answer hold?"""

from typing import Any, NamedTuple

from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.sources import fingerprint
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.invariance import figures
from tf_labs.labs.invariance import responses
from tf_labs.labs.invariance import transformations
from tf_labs.labs.invariance.responses import Responses
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import effects
from tf_labs.report import tables

LESS, MORE, NOT_SHOWN = 'less than the first', 'more than the first', 'no difference shown'


class Verdict(NamedTuple):
    """Whether the last layer moves less than the first under the smallest transformation.

    Attributes:
      value: of the transformation.
      first, last: mean distances of the two layers.
      difference: the last less the first, with its 95% interval over the pictures.
      words: LESS, MORE or NOT_SHOWN.
    """

    value: float
    first: float
    last: float
    difference: effects.Effect
    words: str


def compute(config: ConfigDict) -> Findings:
    """Compares the first and the last layer under each transformation."""
    settings = config.invariance
    trained = trained_net.load(config.net, convolutions=True)
    layers = _layers(config, trained)
    examples = trained.examples(settings.split)
    for index in settings.images:
        trained_net.check_index('config.invariance.images', index, examples)
    count = settings.examples
    if count > len(examples):
        raise UserError('config.invariance.examples is larger than the data', received=count,
                        expected=f'at most {len(examples)}, the examples of this split')
    taken = examples.take([*range(count), *settings.images])
    labels = np.asarray(taken.labels)
    observer = responses.Observer(trained, layers, taken.images, labels, count)
    found = {kind: observer.responses(kind, values) for kind, values in _values(config).items()}
    verdicts = {kind: judge(kind, *first_ones(one, count), layers) for kind, one in found.items()}
    rows = [row for kind, one in found.items() for row in _rows(kind, one, layers, count)]
    names = [f'{settings.split} {index}: {trained.data.class_names[label]}'
             for index, label in zip(settings.images, labels[count:].tolist())]
    return Findings(
        lines=[f'{count} pictures, distances of {layers[0]} and {layers[1]} in units of that '
               f'between two different pictures; net of step {trained.step}:',
               *tables.to_markdown(_summary(found, verdicts, layers, count)).splitlines()],
        values={**_numbers(found, verdicts, count), 'first_layer': layers[0],
                'last_layer': layers[1], 'step': trained.step},
        tables={'invariance': rows, 'verdicts': _summary(found, verdicts, layers, count)},
        figures={'invariance': figures.curves(found, layers, count, names),
                 'transformed': _pictures(trained, taken.images[count:count + 1], found)},
        data_sha256={settings.split: fingerprint(examples)})


def _pictures(trained: TrainedRun, image: np.ndarray, found: dict[str, Responses]) -> Figure:
    """Draws one picture [1, H, W, C] under every transformation, as the net sees it."""
    def seen(one: np.ndarray) -> np.ndarray:
        picture: np.ndarray = np.asarray(trained.pictures(one))[0]
        return picture

    return figures.pictures(seen(image), {
        kind: [(float(value), seen(transformations.transformed(image, kind, float(value))))
               for value in one.values] for kind, one in found.items()}, trained.data.pixel_max)


def _layers(config: ConfigDict, trained: TrainedRun) -> tuple[str, str]:
    """Returns the first and the last layer: of those not named the first convolution, and the
    last layer before the logits."""
    settings, names = config.invariance, features.layer_names(trained.model)
    first = settings.first_layer or features.convolutions(trained.model)[0]
    last = settings.last_layer or names[max(0, len(names) - 2)]
    for name in (first, last):
        features.check_name(trained.model, name)
    if first == last:
        raise UserError('config.invariance compares two layers', received=first, expected='a net '
                        'of two layers below the logits, or other names in first_layer and '
                        'last_layer')
    return first, last


def _values(config: ConfigDict) -> dict[str, tuple[float, ...]]:
    settings = config.invariance
    return {transformations.TRANSLATION: settings.translations,
            transformations.SCALE: settings.scales,
            transformations.ROTATION: settings.rotations}


def first_ones(found: Responses, count: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Returns (values [V], distances [V, count] by layer) of the pictures that means are over."""
    return found.values, {name: one[:, :count] for name, one in found.distances.items()}


def judge(kind: str, values: np.ndarray, distances: dict[str, np.ndarray],
          layers: tuple[str, str]) -> Verdict:
    """Says whether the last layer moves less than the first, over pictures, with an interval.

    Args:
      kind: of the transformation.
      values: of it, [V].
      distances: by layer, [V, N].
      layers: the first and the last.
    """
    place = smallest(kind, values)
    first, last = (distances[layer][place] for layer in layers)
    found = effects.effect(dict(enumerate(last.tolist())), dict(enumerate(first.tolist())))
    words = NOT_SHOWN if not found.excludes_zero else LESS if found.difference < 0 else MORE
    return Verdict(float(values[place]), float(first.mean()), float(last.mean()), found, words)


def smallest(kind: str, values: np.ndarray) -> int:
    """Returns where the smallest transformation stands that is one."""
    still = transformations.IDENTITY[kind]
    sizes = np.abs(np.log(values) if kind == transformations.SCALE else values - still)
    return int(np.where(values == still, np.inf, sizes).argmin())


def _rows(kind: str, found: Responses, layers: tuple[str, str],
          count: int) -> list[dict[str, Any]]:
    return [{'transformation': kind, 'value': float(value),
             **{f'distance, {layer}': float(found.distances[layer][place, :count].mean())
                for layer in layers},
             'probability of the true class': float(found.probability[place, :count].mean()),
             'right answers': float(found.right[place, :count].mean())}
            for place, value in enumerate(found.values)]


def _summary(found: dict[str, Responses], verdicts: dict[str, Verdict], layers: tuple[str, str],
             count: int) -> list[dict[str, Any]]:
    rows = []
    for kind, verdict in verdicts.items():
        change = verdict.difference
        interval = '' if change.half_width is None else f' +- {change.half_width:.2f}'
        rows.append({
            'smallest transformation': f'{kind}, {verdict.value:g} {transformations.UNITS[kind]}',
            layers[0]: f'{verdict.first:.2f}', layers[1]: f'{verdict.last:.2f}',
            'difference (95%)': f'{change.difference:.2f}{interval}',
            f'{layers[1]} moves': verdict.words,
            'lowest mean probability': f'{_lowest(found[kind], count):.2f}'})
    return rows


def _lowest(found: Responses, count: int) -> float:
    return float(found.probability[:, :count].mean(axis=1).min())


def _numbers(found: dict[str, Responses], verdicts: dict[str, Verdict],
             count: int) -> dict[str, Any]:
    values: dict[str, Any] = {'pictures': count}
    for kind, verdict in verdicts.items():
        values |= {f'{kind}_first': verdict.first, f'{kind}_last': verdict.last,
                   f'{kind}_difference': verdict.difference.difference,
                   f'{kind}_verdict': verdict.words,
                   f'{kind}_lowest_probability': _lowest(found[kind], count)}
        still = found[kind].values == transformations.IDENTITY[kind]
        if still.any():
            values['probability'] = float(found[kind].probability[still, :count].mean())
    return values
