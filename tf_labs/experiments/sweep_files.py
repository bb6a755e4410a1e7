"""What a sweep leaves besides what every comparison leaves: its table, its figure, its best."""

from collections.abc import Sequence
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import own_data
from tf_labs.config import sweeps
from tf_labs.console import say
from tf_labs.experiments import run_facts
from tf_labs.report import choosing
from tf_labs.report import content
from tf_labs.report import figure_files
from tf_labs.report import html
from tf_labs.report import sweep_figure
from tf_labs.report import tables
from tf_labs.report.content import Section
from tf_labs.report.contrasts import Measured
from tf_labs.training.run_directory import RunDirectory


def write(directory: RunDirectory, measured: Measured, seeds: int) -> dict[str, Any] | None:
    """Writes tables/sweep.* and figures/sweep.png of a sweep, and says which variant is the best.

    Args:
      directory: of a comparison.
      measured: by variant, seed and quantity, of the runs that have not diverged.
      seeds: runs of each variant.

    Returns:
      {'best': ...} for result.json, {} of a sweep without one; None of a comparison that is no
      sweep.
    """
    config = directory.config()
    grid = sweeps.of(config)
    if grid is None:
        return None
    best = choosing.best(measured, seeds)
    table = _table(config, measured, seeds, best)
    directory.write_text('tables/sweep.csv', tables.to_csv(table))
    directory.write_text('tables/sweep.md', tables.to_markdown(choosing.shown(table)))
    figure = sweep_figure.figure(config.lab, grid, table)
    if figure is not None:
        figure_files.write(directory, {'sweep': figure})
    say(tables.to_markdown(choosing.shown(table)).rstrip())
    if len(table) > 1 and seeds > 1:
        say('+- is half of the 95% interval of the mean over the seeds')
    if best is None:
        say(f'{config.lab}: no best: no variant has ended at every seed')
        return {}
    for line in (best.sentence, *edges(config, grid, best.name)):
        say(f'{config.lab}: {line}')
    return {'best': best.to_json()}


def _table(config: ConfigDict, measured: Measured, seeds: int, best: choosing.Best | None) -> list[
        dict[str, Any]]:
    quality = 'r2' if own_data.is_regression(config) else 'accuracy'
    return choosing.rows(_values(config), measured, seeds, best, quality)


def _values(config: ConfigDict) -> dict[str, dict[str, Any]]:
    """Returns {variant: {path: value}}, the values in words."""
    return {name: {path: run_facts.shown(value) if isinstance(value, tuple) else value
                   for path, value in config_values.fields(config.variants[name])}
            for name in config.variants}


def edges(config: ConfigDict, grid: sweeps.Grid, name: str) -> list[str]:
    """Returns a sentence for each number of which the best variant has the least or the most.

    Of two values one is always at an edge, so that says nothing.
    """
    chosen = dict(config_values.fields(config.variants[name]))
    said = []
    for path, values in grid.items():
        if len(values) < 3 or not all(type(value) in (int, float) for value in values):
            continue
        for place, end in (('lowest', min(values)), ('highest', max(values))):
            if chosen[path] == end:
                said.append(f'the best has the {place} {path} that was tried, {end:g}; one beyond '
                            'it may be better')
    return said


def section(config: ConfigDict, measured: Measured, seeds: int) -> Section | None:
    """Returns what a report says of a sweep; None of another comparison."""
    grid = sweeps.of(config)
    if grid is None:
        return None
    best = choosing.best(measured, seeds)
    table = _table(config, measured, seeds, best)
    figure = sweep_figure.figure(config.lab, grid, table)
    sentence = 'There is no best: no variant has ended at every seed.' if best is None else (
        ' '.join(f'{line[0].upper()}{line[1:]}.'
                 for line in (best.sentence, *edges(config, grid, best.name))))
    shown: Sequence[dict[str, str]] = [
        {key: tables.cell(value) for key, value in row.items()} for row in choosing.shown(table)]
    marked = frozenset(place for place, row in enumerate(table) if row['best'])
    parts: list[content.Part] = [content.Paragraph(sentence, 'lead')]
    if figure is not None:
        parts.append(content.Gallery([html.picture(
            'sweep', figure, str(figure.get_label()), 'Look whether the best lies inside of what '
            'was tried: at an edge, one beyond it may be better.')], wide=True))
    parts += [content.Table(shown, 'Every combination: means over the seeds, +- half of their 95% '
                            'intervals', marked=marked), content.Paragraph(_METHOD, 'soft')]
    return Section('sweep', 'Best by validation', parts)


_METHOD = ('Best: the smallest mean validation loss at the end, of the variants none of whose '
           'seeds diverged. The test split has no part in the choice. The difference is that of '
           'the validation losses of the best and the second, with its 95% interval over the '
           'seeds.')
