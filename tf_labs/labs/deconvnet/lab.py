"""What makes each feature map strongest: projections by the deconvnet beside the pictures."""

from collections.abc import Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.sources import fingerprint
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.deconvnet import figures
from tf_labs.labs.deconvnet import strongest
from tf_labs.labs.deconvnet.strongest import Strongest
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables

DRAWS = 10_000  # of nine examples at random


def compute(config: ConfigDict) -> Findings:
    """Finds the nine strongest examples of every map, and carries those of some maps down."""
    settings = config.look
    trained = trained_net.load(config.net, convolutions=True)
    names = strongest.layers(trained.model, settings.layers)
    examples = trained.examples(settings.split).first(settings.examples)
    found, labels = strongest.find(trained.model, trained.inputs, examples, names)
    maps = {name: choose_maps(found[name], settings.maps, settings.map_numbers, name)
            for name in names}
    shown = {name: found[name].select_maps(maps[name]) for name in names}
    images = strongest.collect(examples, shown.values())
    rows = [_layer_row(trained, name, found[name]) for name in names]
    count = found[names[0]].examples.shape[1]
    by_chance = random_purity(labels, count, config.seed)
    drawn = {name: figures.pairs(
        name, maps[name], *strongest.views(trained, name, maps[name], shown[name], images),
        _titles(trained, shown[name]), trained.data.pixel_max) for name in names if maps[name]}
    return Findings(
        lines=[f'Of {len(examples)} examples ({settings.split}) the {count} with the strongest '
               f'activation of each feature map; net of step {trained.step}.',
               'Purity: the share of them that have the most common label among them, mean over '
               'the maps', f'that are not dead. Of {count} examples at random: {by_chance:.3f}.',
               *tables.to_markdown(rows).splitlines()],
        values={'step': trained.step, 'examples': len(examples), 'random_purity': by_chance,
                **{f'{row["layer"]}_{key}': row[key] for row in rows
                   for key in ('sees', 'dead', 'purity')}},
        tables={'layers': rows, 'strongest': [
            row for name in names for row in _rows(trained, name, maps[name], shown[name])]},
        figures=drawn,
        data_sha256={settings.split: fingerprint(examples)})


def choose_maps(found: Strongest, count: int, numbers: Sequence[int], name: str) -> list[int]:
    """Returns the numbers asked for, else the maps with the strongest activations, if they live.

    Raises:
      UserError: a number is that of no map.
    """
    most = len(found.activations)
    for number in numbers:
        if not 0 <= number < most:
            raise UserError(f'{name} has no such feature map', expected=f'0 to {most - 1} in '
                            'config.look.map_numbers', received=number)
    if numbers:
        return list(numbers)
    order = np.argsort(-found.activations[:, 0], kind='stable')[:count]
    return [int(number) for number in order if found.activations[number, 0] > 0]


def purity(found: Strongest) -> np.ndarray:
    """Returns the share of the most common label among the examples of each map, [M]."""
    return np.array([np.bincount(labels).max() / len(labels) for labels in found.labels])


def random_purity(labels: np.ndarray, count: int, seed: int) -> float:
    """Returns the mean purity of `count` examples that are drawn from all by chance."""
    generator = np.random.default_rng(seed)
    return float(np.mean([np.bincount(generator.choice(labels, count, replace=False)).max()
                          for _ in range(DRAWS)]) / count)


def _layer_row(trained: TrainedRun, name: str, found: Strongest) -> dict[str, Any]:
    alive = found.activations[:, 0] > 0
    return {'layer': name, 'sees': features.receptive_field(trained.model, name).size,
            'maps': len(alive), 'dead': int((~alive).sum()),
            'purity': float(purity(found)[alive].mean()) if alive.any() else None}


def _titles(trained: TrainedRun, shown: Strongest) -> list[str]:
    """The most common label of each map."""
    names = trained.data.class_names
    counts = [np.bincount(labels) for labels in shown.labels]
    return [f'{names[count.argmax()]} {count.max()} of {count.sum()}' for count in counts]


def _rows(trained: TrainedRun, name: str, maps: Sequence[int],
          shown: Strongest) -> list[dict[str, Any]]:
    names = trained.data.class_names
    return [{'layer': name, 'map': number, 'rank': rank + 1,
             'example': int(shown.examples[index, rank]),
             'label': names[shown.labels[index, rank]], 'row': int(shown.rows[index, rank]),
             'column': int(shown.columns[index, rank]),
             'activation': float(shown.activations[index, rank])}
            for index, number in enumerate(maps) for rank in range(shown.examples.shape[1])]
