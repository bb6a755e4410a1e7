"""The same line with inputs as they are, min-max scaled and standardized, at rates of all sizes."""

from collections.abc import Mapping
import dataclasses
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.small_tables import TABLES
from tf_labs.doctor import rules
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding
from tf_labs.labs.input_scaling import figures
from tf_labs.labs.input_scaling import scaling
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables

LEARNT = 0.5  # of the target's standard deviation: an RMSE below it
PRINTED = 12  # steps of the run without scaling

STORED_KEYS = {'standardized': 'standardised'}  # results keep the names that they began with


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to scale, and what follows from it.

    Attributes:
      eigenvalues: of the Hessian, the smallest first.
      unit: of the target: a cost times its square is one in the target's own unit.
      runs: {rate: Run}.
    """

    eigenvalues: np.ndarray
    unit: float
    runs: Mapping[float, scaling.Run]

    @property
    def limit(self) -> float:
        """The rate from which on the cost grows."""
        return float(2 / self.eigenvalues[-1])


def compute(config: ConfigDict) -> Findings:
    """Descends with each way to scale at each rate; a run that ends in nan is a row like others."""
    table = TABLES[config.data.table]()
    spread = float(table.y.std())
    ways = {name: _way(config, table.x, table.y, name) for name in scaling.WAYS}
    rows = [_row(name, way, rate, spread) for name, way in ways.items() for rate in way.runs]
    surfaces = [{'inputs': name, 'largest eigenvalue': float(way.eigenvalues[-1]),
                 'smallest': float(way.eigenvalues[0]),
                 'condition number': _condition(way),
                 'rates that grow: above': way.limit} for name, way in ways.items()]
    log, printed = _printed(config, table.x, table.y)
    predicted = all((row['outcome'] == 'too large') == (row['rate'] > ways[row['inputs']].limit)
                    for row in rows)
    lines = [f'{len(table.x)} rows; always saying the mean has an RMSE of {spread:.4g}.', '',
             'The shape of the cost, and from which rate on it grows:',
             *tables.to_markdown(surfaces).splitlines(), '',
             f'Not scaled, rate {config.scaling.printed_rate:g}:', *log, '',
             *tables.to_markdown(rows).splitlines(),
             'Each run that the eigenvalues call too large grows, and no other.' if predicted else
             'The runs do not follow the limit that the eigenvalues give.', '',
             'What the doctor says of them:', *_doctor(config, ways)]
    return Findings(
        lines, {'limit_predicts_growth': predicted, **printed, **_values(ways, rows)},
        {'runs': rows, 'costs': surfaces},
        {'costs': figures.costs({name: (way.unit, way.runs) for name, way in ways.items()},
                                spread)})


def _way(config: ConfigDict, x: np.ndarray, y: np.ndarray, name: str) -> Way:
    scaled, _ = scaling.scale(x.astype(np.float64), name)
    target, unit = scaling.scale(y.astype(np.float64), name)
    return Way(np.linalg.eigvalsh(scaling.hessian(scaled)), float(unit[0]), {
        rate: scaling.descend(scaled, target, rate, config.train.steps)
        for rate in config.scaling.rates})


def _condition(way: Way) -> float | str:
    """The ratio of the eigenvalues; round-off can leave no sign of the smallest one."""
    low, high = way.eigenvalues[[0, -1]]
    smallest = np.finfo(np.float64).eps * high
    return float(high / low) if low > smallest else f'above {high / smallest:.2g}'


def _row(name: str, way: Way, rate: float, spread: float) -> dict[str, Any]:
    run = way.runs[rate]
    return {'inputs': name, 'rate': rate, 'outcome': _outcome(run, way.unit, spread),
            'RMSE at the end': _rmse(run, way.unit),
            'inf at step': run.first_inf, 'nan at step': run.first_nan}


def _rmse(run: scaling.Run, unit: float) -> float | str:
    last = float(run.costs[-1])
    return last**0.5 * unit if np.isfinite(last) else str(last)


def _outcome(run: scaling.Run, unit: float, spread: float) -> str:
    """Returns `too large` where the cost grew, `right` where the line was learnt."""
    first, last = run.costs[[0, -1]]
    if not last <= first:
        return 'too large'
    return 'right' if float(last)**0.5 * unit < LEARNT * spread else 'too small'


def _printed(config: ConfigDict, x: np.ndarray, y: np.ndarray) -> tuple[list[str], dict[str, Any]]:
    """The first steps of the run without scaling, as the course prints them."""
    run = scaling.descend(x, y, config.scaling.printed_rate, config.train.steps)
    told = [f'step {step}  cost {cost:.6g}' for step, cost in enumerate(run.costs[:PRINTED])]
    if run.first_nan is not None:
        told.append('float32 ends at 3.4e38: the square of the error is the first to pass it '
                    '(inf), then the weights, and inf - inf is nan. It never comes back.')
    return told, {'unscaled_first_inf': _or_never(run.first_inf),
                  'unscaled_first_nan': _or_never(run.first_nan)}


def _or_never(step: int | None) -> int | str:
    return 'never' if step is None else step


def _values(ways: Mapping[str, Way], rows: list[dict[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, way in ways.items():
        key = STORED_KEYS.get(name, name).replace(' ', '_').replace('-', '_')
        learnt = [row['rate'] for row in rows
                  if row['inputs'] == name and row['outcome'] == 'right']
        values |= {f'{key}_limit': way.limit, f'{key}_condition': _condition(way),
                   f'{key}_right_rates': learnt}
    return values


def _doctor(config: ConfigDict, ways: Mapping[str, Way]) -> list[str]:
    """The doctor's first word on each run."""
    lines = []
    for name, way in ways.items():
        for rate, run in way.runs.items():
            found = examine(run, config.data.table)
            said = f'{found.title}: {found.evidence}' if found else 'no finding'
            lines.append(f'{name}, rate {rate:g}: {said}')
    return lines


def examine(run: scaling.Run, table: str) -> Finding | None:
    """Returns what the doctor finds first in a run."""
    losses = [(step, float(cost)) for step, cost in enumerate(run.costs)]
    found = rules.examine(Evidence(losses=losses, table=table)).findings
    return found[0] if found else None
