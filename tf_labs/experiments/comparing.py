"""Runs side by side: how each config differs from the first, and how sure that is."""

from collections.abc import Sequence
from pathlib import Path

import tf_labs
from tf_labs.config import config_values
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_page
from tf_labs.experiments import run_facts
from tf_labs.experiments import run_groups
from tf_labs.experiments.run_groups import ComparedRun
from tf_labs.experiments.run_groups import Group
from tf_labs.report import contrasts
from tf_labs.report import effects
from tf_labs.report import html
from tf_labs.report import tables
from tf_labs.report.contrasts import Contrast
from tf_labs.report.contrasts import Measured
from tf_labs.training import folder
from tf_labs.training.run_directory import RunDirectory

ALONE = 'All runs are of one config: there is nothing to compare them with.'
_LINES = 14  # of a table on a terminal


def write(directories: Sequence[RunDirectory], target: Path) -> list[str]:
    """Writes the page and returns what is said on the terminal.

    Args:
      directories: of runs and comparisons; the first config is what the others are compared with.
      target: of the page.

    Raises:
      UserError: the runs cannot be compared, or the page cannot be written.
    """
    groups = run_groups.collect(directories)
    measured = measured_by(groups)
    found = contrasts.all_of(measured)
    said = notes(groups, measured, found)
    page = comparison_page.make(groups, measured, found, said)
    try:
        folder.write(target, html.render(
            'report.html.j2', report=page, title=page.title,
            version=tf_labs.__version__).encode())
    except OSError as error:
        raise UserError('--output cannot be written', expected='a file in a writable directory',
                        received=f'{target} ({error.strerror})') from error
    return [*_table_lines(groups, measured, found), *_differing_lines(groups),
            *said, *filter(None, [contrasts.caution(found)]), str(target)]


def measured_by(groups: Sequence[Group]) -> Measured:
    """Returns what the runs measured, by group, seed and metric; nothing of those that diverged."""
    return {group.name: {seed: run.values for seed, run in group.runs.items() if run.values}
            for group in groups}


def notes(groups: Sequence[Group], measured: Measured, found: Sequence[Contrast]) -> list[str]:
    """Returns what to know before the numbers are believed, first of runs that are not whole."""
    said = [f'{group.name}, seed {seed}: {_state_of(run)}' for group in groups
            for seed, run in group.runs.items() if run.state != run_groups.DONE]
    if len(groups) == 1:
        said.append(ALONE)
    elif not measured[groups[0].name]:
        said.append(f'{groups[0].name}, the first, has no run that could be compared with.')
    elif len(measured[groups[0].name]) == 1 < max(map(len, measured.values())):
        said.append(f'No interval can be given: {groups[0].name}, the first, has one seed.')
    elif found and not any(one.effect.p is not None for one in found):
        said.append('No interval can be given: a spread is known from two seeds on. `tf-labs run '
                    '--config=FILE --seeds=5` does a config with five.')
    return said + contrasts.not_finite(measured)


def _state_of(run: ComparedRun) -> str:
    return {run_groups.DIVERGED: f'diverged ({run.note}), so it is in no mean.',
            run_groups.UNFINISHED: f'not finished, taken as it stands at {run.note}.',
            run_groups.OF_ANOTHER: 'its result.json belongs to another run, so it is in no mean.',
            run_groups.NOTHING: 'nothing logged yet, so it is in no mean.'}[run.state]


def _table_lines(groups: Sequence[Group], measured: Measured,
                 found: Sequence[Contrast]) -> list[str]:
    """The main metrics as a table: all of them of few configs, the first of many."""
    every = contrasts.metrics(measured)
    chosen = [key for key in contrasts.MAIN if key in every] or every[:3]
    chosen = chosen[:max(1, _LINES // len(groups))]
    by_place = {(one.metric, one.name): one for one in found}
    base = groups[0].name
    rows = []
    for metric in chosen:
        for name in measured:
            values = contrasts.values_of(measured, name, metric)
            one = by_place.get((metric, name))
            rows.append({
                'metric': contrasts.titled(metric), 'config': name, 'seeds': str(len(values)),
                'mean +- sd': effects.mean_and_sd(list(values.values())) if values else '-',
                f'against {base}': one.difference if one else '-',
                'verdict': one.verdict if one else '-'})
    return [tables.to_markdown(rows).rstrip()] if rows else []


def _differing_lines(groups: Sequence[Group]) -> list[str]:
    first = groups[0]
    return [f'{group.name} differs from {first.name} in {_fields(first, group)}'
            for group in groups[1:]]


def _fields(first: Group, other: Group) -> str:
    changes = config_values.difference(first.config, other.config)
    told = [f'{path} {run_facts.shown(old)} -> {run_facts.shown(new)}'
            for path, (old, new) in changes.items() if path in run_groups.differing([first, other])]
    return ', '.join(told) or 'nothing that changes a weight'
