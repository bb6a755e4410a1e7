"""What a comparison leaves behind: tables, figures, result.json, and a narrow table to be seen."""

from collections.abc import Mapping
from typing import Any

from tf_labs.console import say
from tf_labs.experiments import outcomes
from tf_labs.experiments import sweep_files
from tf_labs.experiments.outcomes import Outcome
from tf_labs.report import comparison_figures
from tf_labs.report import contrasts
from tf_labs.report import effects
from tf_labs.report import figure_files
from tf_labs.report import forest
from tf_labs.report import net_sizes
from tf_labs.report import probe_figures
from tf_labs.report import tables
from tf_labs.report.contrasts import Measured
from tf_labs.training import metrics_log
from tf_labs.training import stored_forms
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.stored_forms import TOGETHER

Outcomes = Mapping[tuple[str, int], Outcome]
_NARROW = ('first_train_loss', 'train_loss', 'fit_accuracy', 'test_accuracy', 'fit_r2',
           'test_r2', 'steps_to_target')


def write(directory: RunDirectory, lab: str, names: list[str], chosen: list[int],
          outcome_of: Outcomes, together: Mapping[int, Mapping[str, float]] | None) -> None:
    """Writes tables/, figures/ and result.json of a comparison, and prints its table.

    Args:
      directory: of the comparison.
      lab: its name.
      names: of the variants; the others are compared with the first.
      chosen: seeds of each.
      outcome_of: by variant and seed; nothing of a seed that a rate was not tried with.
      together: {seed: {'NAME.quantity': value}} of what several nets were asked together; None:
        that is still to be asked, so there is no result yet.
    """
    measured = {name: {seed: dict(outcomes.measured(outcome)) for seed in chosen
                       if (outcome := outcome_of.get((name, seed))) and 'diverged' not in outcome}
                for name in names}
    rows = _rows(measured, {name: sum('diverged' in outcome_of.get((name, seed), {})
                                      for seed in chosen) for name in names})
    sets = sorted({found for outcome in outcome_of.values()
                   if (found := outcomes.examples(outcome))})
    for row in rows if sets else ():
        row['examples (training + test)'] = ' or '.join(sets)
    directory.write_text('tables/comparison.csv', tables.to_csv(rows))
    directory.write_text('tables/comparison.md', tables.to_markdown(rows))
    figure_files.write(directory, comparison_figures.figures(lab, {
        name: [metrics_log.read(RunDirectory(directory.path / name / f'seed-{seed}'))
               for seed in runs] for name, runs in measured.items()}))
    _write_probes(directory, lab, names, chosen[0])
    _write_sizes(directory, lab, names, outcome_of)
    main = _write_effects(directory, measured)
    best = sweep_files.write(directory, measured, len(chosen))
    if together is None:
        directory.remove('result')
    else:
        asked = {TOGETHER: [stored_forms.finite(dict(together.get(seed, {}))) for seed in chosen]}
        directory.write_json('result', {
            'lab': lab, 'seeds': chosen, **(best or {}), **_of_runs(names, chosen, outcome_of),
            **(asked if together else {})})
    if best is None:  # what a sweep has found is told already
        say(tables.to_markdown(_narrow(rows)).rstrip())
        for line in contrasts.narrow(main):
            say(line)
    if sets:
        say(f'measured on {" or ".join(sets)} examples, training + test')
    say(f'{lab}: done; {directory.path}/tables/comparison.md')


def are_told(directory: RunDirectory, names: list[str], chosen: list[int],
             outcome_of: Outcomes) -> bool:
    """True if the result in a directory tells of these runs what they came to, and maybe more."""
    return _holds(directory.result() or {}, {
        'seeds': chosen, **_of_runs(names, chosen, outcome_of)})


def _of_runs(names: list[str], chosen: list[int], outcome_of: Outcomes) -> dict[str, Any]:
    """Of each variant what every seed measured; {} of a seed that its rate was not tried with."""
    return {name: [stored_forms.finite(dict(outcomes.measured(outcome))) | (
        {'diverged': True} if 'diverged' in outcome else {})
        for seed in chosen for outcome in [outcome_of.get((name, seed), {})]] for name in names}


def _holds(stored: Any, part: Any) -> bool:
    """True if a stored result says all that another one does."""
    if isinstance(part, dict):
        return isinstance(stored, dict) and all(
            key in stored and _holds(stored[key], value) for key, value in part.items())
    if isinstance(part, list):
        return isinstance(stored, list) and len(stored) == len(part) and all(
            map(_holds, stored, part))
    return bool(stored == part)


def _rows(measured: Measured, diverged: Mapping[str, int]) -> list[dict[str, Any]]:
    rows = []
    for name, runs in measured.items():
        row: dict[str, Any] = {'variant': name, 'seeds': len(runs), 'diverged': diverged[name]}
        for key in dict.fromkeys(key for values in runs.values() for key in values):
            found = [values[key] for values in runs.values() if key in values]
            row[key] = effects.mean_and_sd(found) + (
                f' ({len(found)} of {len(runs)})' if len(found) < len(runs) else '')
        rows.append(row)
    columns = dict.fromkeys(key for row in rows for key in row)
    return [{key: row.get(key, '-') for key in columns} for row in rows]


def _write_effects(directory: RunDirectory, measured: Measured) -> list[contrasts.Contrast]:
    """Writes every contrast with the first variant; returns those of the headline."""
    found = contrasts.all_of(measured)
    if not found:
        return []
    directory.write_text('tables/effects.csv', tables.to_csv(contrasts.to_rows(found)))
    directory.write_text('tables/effects.md', tables.to_markdown(contrasts.as_rows(found)))
    main = contrasts.main(found)
    figure_files.write(directory, {'effects': forest.figure(main)})
    return main


def _write_sizes(directory: RunDirectory, lab: str, names: list[str],
                 outcome_of: Outcomes) -> None:
    """Writes what the nets cost and how well they answer, where their sizes differ."""
    found = net_sizes.of_variants({name: [outcome for (variant, _), outcome in outcome_of.items()
                                          if variant == name] for name in names})
    if net_sizes.differ(found):
        rows = net_sizes.table(found)
        directory.write_text('tables/sizes.csv', tables.to_csv(rows))
        directory.write_text('tables/sizes.md', tables.to_markdown(rows))
        figure_files.write(directory, {'sizes': net_sizes.figure(lab, found)})


def _write_probes(directory: RunDirectory, lab: str, names: list[str], seed: int) -> None:
    """Draws what the runs of one seed looked like before their first step, if they looked."""
    stored = {name: RunDirectory(directory.path / name / f'seed-{seed}').read_json('probe')
              for name in names}
    probes = {name: found for name, found in stored.items() if found is not None}
    if probes:
        rows = probe_figures.table(probes)
        directory.write_text('tables/probe.csv', tables.to_csv(rows))
        directory.write_text('tables/probe.md', tables.to_markdown(rows))
        figure_files.write(directory, probe_figures.figures(lab, probes))


def _narrow(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns that a terminal has room for."""
    chosen = ['variant', 'seeds', *(key for key in _NARROW if key in rows[0])]
    if len(chosen) == 2:  # the lab is no classifier
        chosen = list(rows[0])[:6]
    return [{key: row[key] for key in chosen} for row in rows]
