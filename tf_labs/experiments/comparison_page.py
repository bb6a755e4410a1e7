"""The page of runs side by side: differences first, then curves, configs and the runs."""

from collections.abc import Sequence
from typing import Any

from tf_labs.config import config_values
from tf_labs.experiments import run_facts
from tf_labs.experiments import run_groups
from tf_labs.experiments.run_groups import ComparedRun
from tf_labs.experiments.run_groups import Group
from tf_labs.report import choosing
from tf_labs.report import comparison_figures
from tf_labs.report import content
from tf_labs.report import contrasts
from tf_labs.report import effects
from tf_labs.report import forest
from tf_labs.report import gradient_flows
from tf_labs.report import probe_figures
from tf_labs.report import tables
from tf_labs.report.content import Gallery
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Report
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.report.contrasts import Contrast
from tf_labs.report.contrasts import Measured
from tf_labs.report.looks import Looks
from tf_labs.training import diagnostics_log

_FEW = 4  # configs whose numbers are shown as cards, and told one by one
_ROWS = 20  # of a table that is not folded
_COLUMNS = 8  # metrics of runs that have none of the main ones


def make(groups: Sequence[Group], measured: Measured, found: Sequence[Contrast],
         notes: Sequence[str]) -> Report:
    """Returns the page of groups of runs.

    Args:
      groups: at least one.
      measured: what their runs measured, by name, seed and metric.
      found: the contrasts of all metrics with the first group.
      notes: what is to be known before the numbers are believed.
    """
    runs = sum(len(group.runs) for group in groups)
    sections = [_differences(groups, found), _curves(groups), _configs(groups),
                _before_training(groups), _flows(groups), _list(groups, measured)]
    return Report(_title([group.name for group in groups]),
                  f'{runs} runs of {len(groups)} config{"s" * (len(groups) > 1)}, side by side',
                  _opening(measured, found, notes),
                  [section for section in sections if section is not None])


def _title(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    if len(names) > _FEW:
        return f'{names[0]} and {len(names) - 1} others'
    return f'{", ".join(names[:-1])} and {names[-1]}'


def _opening(measured: Measured, found: Sequence[Contrast],
             notes: Sequence[str]) -> list[content.Part]:
    main = contrasts.main(found)
    parts: list[content.Part] = []
    if len(measured) == 1:
        parts.append(content.Cards(_of_seeds(measured)))
    elif len(main) >= _FEW:
        parts.append(content.Cards(_ends(measured, main[0].metric)))
        parts.append(Paragraph(contrasts.summary(main), 'lead'))
    elif main:
        metric = main[0].metric
        values = {name: contrasts.values_of(measured, name, metric) for name in measured}
        parts.append(content.Cards([_card(name, metric, list(one.values()))
                                    for name, one in values.items() if one]))
        parts += [Paragraph(one.sentence, 'lead') for one in main]
    return parts + [Paragraph(line, 'warn') for line in notes]


def _of_seeds(measured: Measured) -> list[tuple[str, str]]:
    """The main metrics of one config: the mean over its seeds with its interval."""
    (name, runs), = measured.items()
    every = contrasts.metrics(measured)
    cards = []
    for metric in [key for key in contrasts.MAIN if key in every][:_FEW - 1]:
        values = list(contrasts.values_of(measured, name, metric).values())
        if not values:
            continue
        ends = choosing.interval(values)
        half = f' +- {(ends[1] - ends[0]) / 2:.2g}' if ends else ''
        count = f'{len(values)} seed{"s" * (len(values) > 1)}'
        cards.append((f'{sum(values) / len(values):.4g}{half}',
                      f'{contrasts.titled(metric)}: mean over {count}'
                      + (', +- half of its 95% interval' if ends else '')))
    return [*cards, (str(len(runs)), 'runs')]


def _ends(measured: Measured, metric: str) -> list[tuple[str, str]]:
    """The highest and the lowest mean of one metric."""
    means = {name: sum(values.values()) / len(values) for name in measured
             for values in [contrasts.values_of(measured, name, metric)] if values}
    return [(f'{means[name]:.4g}', f'{word} {contrasts.titled(metric)}: {name}')
            for word, name in (('highest', max(means, key=lambda name: means[name])),
                               ('lowest', min(means, key=lambda name: means[name])))]


def _card(name: str, metric: str, values: list[float]) -> tuple[str, str]:
    spread = ', mean +- sd' if len(values) > 1 else ''
    return effects.mean_and_sd(values), f'{name}: {contrasts.titled(metric)}{spread}'


def _differences(groups: Sequence[Group], found: Sequence[Contrast]) -> Section | None:
    if not found:
        return None
    main, said = contrasts.main(found), contrasts.caution(found)
    base = groups[0].name
    numbers = ('mean +- sd', base, 'difference', 'p', 'p by Holm', 'Hedges g', 'over')
    ends = comparison_figures.ranking(_series(groups)) if len(groups) > 2 else None
    parts: list[content.Part] = [
        Gallery([forest.picture(main), *([ends] if ends else [])]),
        *([Paragraph(said)] if said else [])]
    first = [one for one in found if one.metric in contrasts.MAIN] or main
    rest = [one for one in found if one not in first]
    parts.append(Table(contrasts.as_rows(first), f'The main metrics, against {base}', numbers,
                       folded=len(first) > _ROWS))
    if rest:
        parts.append(Table(contrasts.as_rows(rest), f'The other metrics, against {base}', numbers,
                           folded=True))
    return Section('differences', 'Differences', [*parts, *map(Paragraph, _METHOD)])


_METHOD = (
    'Mean +- sd: over the seeds of a config. Difference: of the means, +- half of its 95% '
    'interval. Where both configs have the same seeds, and with them the same initial draw and '
    'order of the data, it is Student\'s t interval of the differences seed by seed; else '
    'Welch\'s. It says what other seeds would give, and nothing of other data.',
    'p: how often chance alone makes such a difference where there is none; by Holm: adjusted for '
    'as many comparisons as there are in this metric. Hedges g: the difference in standard '
    'deviations of a single run, corrected for few runs.')


def _series(groups: Sequence[Group]) -> comparison_figures.Series:
    return {group.name: [run.rows for run in group.runs.values()
                         if run.rows and run.state != run_groups.DIVERGED] for group in groups}


def _curves(groups: Sequence[Group]) -> Section | None:
    drawn = comparison_figures.pictures(_series(groups))
    return Section('curves', 'Curves', [Gallery(drawn)]) if drawn else None


def _configs(groups: Sequence[Group]) -> Section:
    """A column for each config, or, where these are many and the fields few, a row."""
    paths = run_groups.differing(groups)
    values = {group.name: {path: run_facts.shown(value) for path, value in
                           config_values.fields(group.config)} for group in groups}
    if not paths:
        return Section('config', 'Config', [Paragraph('No field differs that changes a weight.')])
    if len(groups) > max(_FEW, len(paths)):
        rows = [{'config': name, **{path: fields.get(path, '-') for path in paths}}
                for name, fields in values.items()]
    else:
        rows = [{'field': path, **{name: fields.get(path, '-') for name, fields in values.items()}}
                for path in paths]
    return Section('config', 'Configs', [Table(rows, 'What differs between the configs')])


def _before_training(groups: Sequence[Group]) -> Section | None:
    """The nets of the first runs at step 0, as the probe or the diagnostics saw them."""
    seen = {group.name: _probe(next(iter(group.runs.values()))) for group in groups}
    drawn = probe_figures.pictures({name: probe for name, probe in seen.items() if probe})
    return Section('probe', 'Before the first step', [Gallery(drawn)]) if drawn else None


def _flows(groups: Sequence[Group]) -> Section | None:
    """The gradients of the first run of each config; nets of one layer have no flow."""
    seen = {}
    for group in groups:
        run = next(iter(group.runs.values()))
        rows, _ = diagnostics_log.read(run.directory)
        if rows and len(rows[0]['layers']) > 1:
            epoch = run.rows[0]['step'] // run.rows[0]['epoch'] if run.rows else rows[-1]['step']
            seen[group.name] = Looks(rows, epoch)
    drawn = gradient_flows.picture(seen)
    return Section('flow', 'Gradient flow', [Gallery([drawn], wide=True)]) if drawn else None


def _probe(run: ComparedRun) -> dict[str, Any] | None:
    stored = run.directory.read_json('probe')
    if stored is not None:
        return stored
    looks, _ = diagnostics_log.read(run.directory)
    return looks[0] if looks and looks[0]['step'] == 0 else None


def _list(groups: Sequence[Group], measured: Measured) -> Section:
    every = contrasts.metrics(measured)
    main = [key for key in contrasts.MAIN if key in every] or every[:_COLUMNS]
    means = [{'config': group.name, 'runs': str(len(group.runs)),
              'diverged': str(sum(run.state == run_groups.DIVERGED for run in group.runs.values())),
              **{contrasts.titled(metric): effects.mean_and_sd(list(values.values())) if (
                  values := contrasts.values_of(measured, group.name, metric)) else '-'
                 for metric in main}} for group in groups]
    single = [{'run': f'{group.name}, seed {seed}', 'state': f'{run.state} {run.note}'.strip(),
               **{contrasts.titled(metric): _cell(run, metric) for metric in main},
               'directory': str(run.directory.path)}
              for group in groups for seed, run in group.runs.items()]
    return Section('runs', 'Runs', [
        Table(means, 'Mean +- sd over the seeds', numbers=list(means[0])[1:]),
        Table(single, f'{len(single)} runs, and where they are', folded=True)])


def _cell(run: ComparedRun, metric: str) -> str:
    if metric not in run.values:
        return '-'
    return tables.cell(run.values[metric] * (100 if contrasts.is_share(metric) else 1))
