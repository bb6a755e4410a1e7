"""The line that a reader draws, and that of the runs which it is held against."""

from collections.abc import Mapping
import dataclasses
import functools
from pathlib import Path
import statistics

from tf_labs.book.blocks import Block
from tf_labs.book.lab_runs import LabRuns
from tf_labs.training import metrics_log
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory

_POINTS = 9  # that a reader sets
_FEWEST = 3


@dataclasses.dataclass(frozen=True)
class Curve:
    """A column of metrics.jsonl by epoch.

    Attributes:
      column: its name.
      epochs: where it was measured, a few of them.
      means, lowest, highest: over the seeds.
      top: where the axis ends, which begins at 0.
    """

    column: str
    epochs: list[int]
    means: list[float]
    lowest: list[float]
    highest: list[float]
    top: float


def of_block(block: Block, runs: LabRuns) -> Curve:
    """Returns the line that a block asks for.

    Raises:
      UserError: the runs have no such column, or too few rows of it.
    """
    variant, _, column = block.fields['line'].rpartition('/')
    place = block.at('line')
    if variant and variant not in runs.variants:
        raise place.unknown('variant', variant, runs.variants)
    logs = [_log(runs.directory(variant, seed).path) for seed in runs.seeds]
    columns: Mapping[str, object] = logs[0][0] if logs[0] else {}
    if column not in columns or 'epoch' not in columns:
        raise place.unknown('column of metrics.jsonl', column, [
            name for name in columns if name not in ('step', 'epoch', 'seconds')])
    by_epoch = [{int(row['epoch']): float(row[column]) for row in rows if column in row}
                for rows in logs]
    epochs = _few(sorted(set.intersection(*map(set, by_epoch))))
    if len(epochs) < _FEWEST:
        raise place.error('too few rows for a line', expected=f'{_FEWEST} epochs or more',
                          received=len(epochs))
    values = [[one[epoch] for one in by_epoch] for epoch in epochs]
    return Curve(column, epochs, [_rounded(statistics.fmean(some)) for some in values],
                 [_rounded(min(some)) for some in values], [_rounded(max(some)) for some in values],
                 _top(column, max(map(max, values))))


@functools.lru_cache(maxsize=64)  # both languages ask for them
def _log(path: Path) -> list[Row]:
    return metrics_log.read(RunDirectory(path))


def _few(epochs: list[int]) -> list[int]:
    """Returns the first, the last and some between them."""
    if len(epochs) <= _POINTS:
        return epochs
    places = sorted({round(place * (len(epochs) - 1) / (_POINTS - 1)) for place in range(_POINTS)})
    return [epochs[place] for place in places]


def _rounded(value: float) -> float:
    return float(f'{value:.5g}')


def _top(column: str, highest: float) -> float:
    """Returns 1 for shares; of a loss a round number well above it, which gives nothing away."""
    if column.endswith('accuracy'):
        return 1.0
    magnitude = 10.0 ** len(str(int(highest))) if highest >= 1 else 1.0
    return next((step * magnitude / 10 for step in (2, 3, 5, 10, 15)
                 if step * magnitude / 10 > 1.25 * highest), 2 * magnitude)
