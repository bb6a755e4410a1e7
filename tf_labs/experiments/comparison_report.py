"""The report of a comparison: its lesson and config, and what `compare` says of its runs."""

from collections.abc import Sequence
import dataclasses

from ml_collections import ConfigDict

from tf_labs.doctor import examination
from tf_labs.errors import UserError
from tf_labs.experiments import comparing
from tf_labs.experiments import comparison_page
from tf_labs.experiments import conclusion
from tf_labs.experiments import diagnosis
from tf_labs.experiments import net_section
from tf_labs.experiments import outcomes
from tf_labs.experiments import procedure_report
from tf_labs.experiments import run_facts
from tf_labs.experiments import run_groups
from tf_labs.experiments import sweep_files
from tf_labs.experiments import verdicts
from tf_labs.report import content
from tf_labs.report import contrasts
from tf_labs.report import key_numbers
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Report
from tf_labs.report.content import Section
from tf_labs.training.run_directory import RunDirectory


def is_comparison(config: ConfigDict, directory: RunDirectory) -> bool:
    """True of the directory of a comparison, also of one whose first run has not begun."""
    return 'variants' in config or is_begun(directory)


def is_begun(directory: RunDirectory) -> bool:
    """True if the directory holds at least one run of a comparison."""
    return any(directory.path.glob('*/seed-*/config.json'))


def make(config: ConfigDict, directory: RunDirectory) -> Report:
    """Returns the report of a comparison."""
    runs = run_groups.runs_in(directory) if is_begun(directory) else []
    manifest = (runs[0].read_json('manifest') if runs else None) or {}
    seeds: dict[str, list[int]] = {}
    for run in runs:
        seeds.setdefault(run.path.parent.name, []).append(run.config().seed)
    most = max(map(len, seeds.values()), default=0)
    flags = [f'--seeds={most}'] if most > 1 or 'variants' not in config else []
    is_read = runs and config.experiment in examination.EXPERIMENTS
    subtitle, opening, shown = _measured(directory, runs)
    sections = [
        run_facts.lesson(manifest, flags),
        _of_sweep(config, directory), _together(directory), *shown,
        diagnosis.section_of_comparison(directory) if is_read else None,
        net_section.of_comparison(_firsts(runs)) if config.experiment == 'supervised' else None,
        verdicts.section(config.lab, verdicts.comparison_values(directory, config, seeds),
                         manifest.get('about')),
        run_facts.configuration(config), run_facts.history({**manifest, 'sessions': []}, None)]
    if directory.result() is None:
        opening = [Paragraph('This comparison has not ended: here is what there is of it so far. '
                             'The command that began it goes on with it.', 'warn'), *opening]
    return Report(config.lab, subtitle, opening, [one for one in sections if one is not None])


def _firsts(runs: Sequence[RunDirectory]) -> dict[str, RunDirectory]:
    """Returns the first run of each variant."""
    found: dict[str, RunDirectory] = {}
    for run in runs:
        found.setdefault(run.path.parent.name, run)
    return found


def _of_sweep(config: ConfigDict, directory: RunDirectory) -> Section | None:
    """What is best by validation, once all runs of a sweep have ended."""
    result = directory.result()
    if result is None:
        return None
    seeds = [seed for seed in result.get('seeds', ())]
    measured = {name: {seed: dict(outcomes.measured(one)) for seed, one in zip(seeds, result[name])
                       if 'diverged' not in one}
                for name in config.get('variants', ()) if name in result}
    return sweep_files.section(config, measured, len(seeds))


def _together(directory: RunDirectory) -> Section | None:
    """What several of the nets were asked together, and what is said of it."""
    said = [Paragraph(line) for line in conclusion.lines(directory)]
    parts = [part for section in procedure_report.tabulated(directory, conclusion.TABLES)
             for part in section.parts]
    drawn = procedure_report.figures(directory, names=conclusion.FIGURES)
    return Section('together', 'Several nets together', [
        *said, *(drawn.parts if drawn else ()), *parts]) if parts else None


def _measured(directory: RunDirectory, runs: Sequence[RunDirectory]) -> tuple[
        str, Sequence[content.Part], list[Section]]:
    """Returns what `compare` makes of the runs: subtitle, opening and all but the configs.

    Where there is nothing to compare, the tables and figures of the directory are shown.
    """
    try:
        groups = run_groups.collect([directory])
    except UserError as error:
        shown = [*procedure_report.tabulated(directory), procedure_report.figures(directory)]
        return (f'A comparison of which {len(runs)} run{"s" * (len(runs) != 1)} began',
                [Paragraph(f'Nothing is compared here: {error}.', 'warn')],
                [section for section in shown if section is not None])
    measured = comparing.measured_by(groups)
    found = contrasts.all_of(measured)
    notes = [line for line in comparing.notes(groups, measured, found) if line != comparing.ALONE]
    page = comparison_page.make(groups, measured, found, notes)
    sections = [one for one in page.sections if one.name != 'config']
    config = directory.config()
    if config.experiment == 'supervised' or 'variants' in config:
        return page.subtitle, page.opening, sections
    drawn = procedure_report.figures(runs[0], config.experiment)
    if drawn is not None:
        title = f'Figures of seed {runs[0].config().seed}'
        sections.insert(0, dataclasses.replace(drawn, title=title))
    own = [part for part in page.opening if not isinstance(part, content.Cards)]
    count = content.Cards([*_over_seeds(config, runs), (str(len(runs)), 'runs')])
    return page.subtitle, [count, *own], sections


def _over_seeds(config: ConfigDict, runs: Sequence[RunDirectory]) -> list[key_numbers.Card]:
    """The key numbers of a procedure over its seeds: one where all have it, else all of them."""
    by_seed = [key_numbers.cards(config.experiment, run.result() or {}) for run in runs]
    cards = []
    for place, (_, what) in enumerate(by_seed[0]):
        values = list(dict.fromkeys(cards[place][0] for cards in by_seed if place < len(cards)))
        told = values[0] if len(values) == 1 else '; '.join(values)
        cards.append((told, f'{what}: {"every" if len(values) == 1 else "each"} seed'))
    return cards
