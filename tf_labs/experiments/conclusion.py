"""What the trained nets of a comparison are asked together, beyond what each run says of itself."""

from collections.abc import Callable, Mapping, Sequence
import dataclasses
from typing import Any

from matplotlib.figure import Figure
from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.experiments.outcomes import Outcome
from tf_labs.report import figure_files
from tf_labs.report import tables
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.stored_forms import TOGETHER

TABLES = ('averaged', 'best_rate', TOGETHER)
FIGURES = frozenset({'best_rate'})


@dataclasses.dataclass
class Conclusion:
    """What the trained nets of a comparison were asked together.

    Attributes:
      by_run: further numbers of single runs, by variant and seed.
      by_seed: {'NAME.quantity': value} of what is no single run.
      tables: rows by name, one of averaged and best_rate, written to tables/NAME.csv and
        tables/NAME.md.
      lines: printed below the table, and written to tables/together.md.
      figures: by name, best_rate; written to figures/NAME.png.
    """

    by_run: dict[tuple[str, int], dict[str, float]] = dataclasses.field(default_factory=dict)
    by_seed: dict[int, dict[str, float]] = dataclasses.field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    lines: list[str] = dataclasses.field(default_factory=list)
    figures: dict[str, Figure] = dataclasses.field(default_factory=dict)


Conclude = Callable[[ConfigDict, RunDirectory, Mapping[tuple[str, int], Outcome]], Conclusion]


def write(directory: RunDirectory, found: Conclusion) -> None:
    """Writes its tables into the directory of the comparison, and says them and its lines.

    What is of no single run goes to the table `together`, a row for each seed. Tables and figures
    of what was asked before, and is not any more, are taken away.
    """
    for name in {*TABLES} - {*found.tables, *([TOGETHER] if found.by_seed else [])}:
        for kind in ('csv', 'md'):
            directory.files.remove(f'tables/{name}.{kind}')
    for name, rows in found.tables.items():
        _write_table(directory, name, rows)
        say(tables.to_markdown(rows).rstrip())
    for name in FIGURES:
        if name not in found.figures:
            directory.files.remove(f'figures/{name}.png')
        directory.files.remove(f'figures/{name}.svg')  # of version 0.20.0: a page would show it
    figure_files.write(directory, found.figures)
    for line in found.lines:
        say(line)
    if found.by_seed:
        keys = dict.fromkeys(key for values in found.by_seed.values() for key in values)
        _write_table(directory, TOGETHER, [
            {'seed': seed, **{key: values.get(key, '-') for key in keys}}  # of nets that diverged
            for seed, values in sorted(found.by_seed.items())], found.lines)


def lines(directory: RunDirectory) -> list[str]:
    """Returns the lines that `write` left below the table `together`; none if there is none."""
    text = (directory.content(f'tables/{TOGETHER}.md') or b'').decode('utf-8', 'replace')
    return [line for line in text.splitlines() if line and not line.startswith('|')]


def _write_table(directory: RunDirectory, name: str, rows: list[dict[str, Any]],
                 lines: Sequence[str] = ()) -> None:
    below = ''.join(f'\n{line}\n' for line in lines)
    directory.write_text(f'tables/{name}.csv', tables.to_csv(rows))
    directory.write_text(f'tables/{name}.md', tables.to_markdown(rows) + below)
