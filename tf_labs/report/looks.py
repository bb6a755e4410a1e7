"""Looks into a net while it trains, as arrays and as the time axis of figures."""

from collections.abc import Sequence
import dataclasses
import functools
from typing import Any

from matplotlib.axes import Axes
import numpy as np

from tf_labs.report import plots

LABELS = 8  # steps that are written along an axis
NOTE = ('Measurements are spaced evenly: before training, after steps 1, 4, 16, ... of the first '
        'epoch, which ends at the vertical line, and then at each evaluation.')


@dataclasses.dataclass(frozen=True)
class Looks:
    """Rows of the diagnostics of one run.

    Attributes:
      rows: of training.diagnostics_log, in the order of their steps; at least one.
      steps_per_epoch: of the run.
      names: of the layers; (): they are numbered.
    """

    rows: Sequence[dict[str, Any]]
    steps_per_epoch: int
    names: Sequence[str] = ()

    @property
    def steps(self) -> list[int]:
        """After how many steps each look was taken: T of them."""
        return [row['step'] for row in self.rows]

    @property
    def layers(self) -> int:
        """L, the number of layers with a kernel; the last one makes the logits."""
        return len(self.rows[0]['layers'])

    def name(self, layer: int) -> str:
        """Returns what layer number `layer`, from 0, is called."""
        is_last = layer + 1 == self.layers
        return (self.names[layer] if self.names else f'layer {layer + 1}') + (
            ' (logits)' if is_last else '')

    def ticks(self) -> list[str]:
        """Returns what each layer is called where there is little room."""
        return list(self.names) or [str(layer + 1) for layer in range(self.layers)]

    def values(self, name: str) -> np.ndarray:
        """Returns what was measured of each layer: float64 [L, T], NaN where nothing was."""
        found = [[layer.get(name) for layer in row['layers']] for row in self.rows]
        return np.array(found, dtype=float).T  # None becomes NaN

    def histograms(self, name: str, layer: int) -> list[tuple[float, float, list[int]]]:
        """Returns (smallest, largest, counts) of layer number `layer`, from 0, at each look."""
        return [tuple(row['layers'][layer]['histograms'][name]) for row in self.rows]

    def end_of_first_epoch(self) -> float | None:
        """Returns where, between two columns, the first epoch ends; None if it is the only one."""
        within = sum(step <= self.steps_per_epoch for step in self.steps)
        return within - 0.5 if within < len(self.rows) else None


def labelled(count: int, most: int = LABELS) -> list[int]:
    """Returns which of `count` columns bear a label: the first, the last, and some between."""
    return sorted(set(np.linspace(0, count - 1, min(count, most)).round().astype(int).tolist()))


def time_axis(axes: Axes, looks: Looks, colour: str = '0.4') -> None:
    """Labels the columns with their steps and marks the end of the first epoch."""
    steps = looks.steps
    places = labelled(len(steps))
    axes.set_xticks(places, [f'{steps[place]:,}' for place in places])
    axes.fmt_xdata = functools.partial(_step_at, tuple(steps))
    plots.label(axes, x='training step, not to scale', y='')
    end = looks.end_of_first_epoch()
    if end is not None:
        axes.axvline(end, color=colour, linewidth=1.2)


def _step_at(steps: Sequence[int], place: float) -> str:
    """Returns the step of a column."""
    return f'{steps[round(place)]:,}'


def short(value: float) -> str:
    """Returns a number for a sentence: three digits, `nothing finite` for what is none."""
    return f'{value:.3g}' if np.isfinite(value) else 'nothing finite'
