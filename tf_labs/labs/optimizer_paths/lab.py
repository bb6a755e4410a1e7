"""Optimizers race over four surfaces."""

import dataclasses
import math

import keras
from ml_collections import ConfigDict
import numpy as np

from tf_labs.labs.optimizer_paths import figures
from tf_labs.labs.optimizer_paths import small_batches
from tf_labs.labs.optimizer_paths.surfaces import Surface
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.labs.optimizer_paths.trajectories import trajectory
from tf_labs.labs.procedure import Findings
from tf_labs.nn import optimizers
from tf_labs.report import tables


def compute(config: ConfigDict) -> Findings:
    """Follows every optimizer on every surface."""
    settings = config.paths
    paths: dict[str, dict[str, np.ndarray]] = {}
    rows = []
    for place, (name, surface) in enumerate(SURFACES.items()):
        paths[name] = {rule: trajectory(surface.function, surface.start, optimizer(
            rule, config.rates[rule][place], settings.momentum), settings.steps)
            for rule in settings.optimizers}
        for rule, points in paths[name].items():
            rows.append({'surface': name, 'optimizer': rule, 'rate': config.rates[rule][place],
                         **dataclasses.asdict(end_of_path(surface, points, settings.within))})
    shown = [{key: '-' if value is None else value for key, value in row.items()} for row in rows]
    lines = [f'steps: to f within {settings.within:g} of the lowest; settled: from where on it '
             f'stays there; of {settings.steps} steps.', *tables.to_markdown(shown).splitlines()]
    values = {f'{row["surface"]}_{row["optimizer"]}_{key}': value for row in rows
              for key, value in row.items() if key not in ('surface', 'optimizer')}
    batch_lines, batch_values = small_batches.compute()
    return Findings(
        [*lines, '', *batch_lines], values | batch_values, tables={'optimizer_paths': rows},
        figures={**figures.figures(SURFACES, paths),
                 'race': figures.animation(SURFACES, paths, frames=settings.frames)})


def optimizer(rule: str, rate: float, momentum: float) -> keras.optimizers.Optimizer:
    """Returns an optimizer by the name it has here: momentum and nesterov are ways of sgd."""
    if rule in ('momentum', 'nesterov'):
        return optimizers.optimizer('sgd', rate, optimizers.Settings(
            momentum=momentum, nesterov=rule == 'nesterov'))
    return optimizers.optimizer(rule, rate)


@dataclasses.dataclass(frozen=True)
class PathEnd:
    """How a path ended.

    Attributes:
      steps: taken to the first point near the minimum, None if there is none.
      settled: steps after which all points are near, None if the last is not.
      final: f at the last point, None if it is not finite.
      diverged: the last f is not finite, or above the first.
    """

    steps: int | None
    settled: int | None
    final: float | None
    diverged: bool


def end_of_path(surface: Surface, points: np.ndarray, within: float) -> PathEnd:
    """Returns how a path [steps + 1, 2] ended; near is f < lowest + within."""
    with np.errstate(all='ignore'):  # a diverged path has no number for f
        heights = surface.function(*points.T.astype(np.float64))
    is_near = heights < surface.lowest + within
    far = np.flatnonzero(~is_near)
    last_far = int(far[-1]) if len(far) else -1
    final = float(heights[-1])
    return PathEnd(
        steps=int(np.argmax(is_near)) if is_near.any() else None,
        settled=last_far + 1 if is_near[-1] else None,
        final=final if math.isfinite(final) else None,
        diverged=not final <= heights[0])
