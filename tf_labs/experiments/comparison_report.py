"""The report of a comparison: what its variants share and differ in, its table and figures."""

from ml_collections import ConfigDict

from tf_labs.experiments import diagnosis
from tf_labs.experiments import examination
from tf_labs.experiments import procedure_report
from tf_labs.experiments import run_facts
from tf_labs.experiments import verdicts
from tf_labs.report import content
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Report
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.training.run_directory import RunDirectory


def is_comparison(config: ConfigDict, directory: RunDirectory) -> bool:
    """True of the directory of a comparison, also of one whose first run has not begun."""
    return 'variants' in config or bool(_runs(directory))


def _runs(directory: RunDirectory) -> list[RunDirectory]:
    """Returns the runs of a comparison by variant and seed, as far as they have begun."""
    found = [file.parent for file in directory.path.glob('*/seed-*/config.json')]
    return [RunDirectory(path) for path in sorted(
        found, key=lambda path: (path.parent.name, _seed(path.name)))]


def _seed(name: str) -> int:
    return int(name.removeprefix('seed-'))


def make(config: ConfigDict, directory: RunDirectory) -> Report:
    """Returns the report of a comparison."""
    runs = _in_order(config, _runs(directory))
    manifest = (runs[0].read_json('manifest') if runs else None) or {}
    result = directory.read_json('result')
    seeds: dict[str, list[int]] = {}
    for run in runs:
        seeds.setdefault(run.path.parent.name, []).append(_seed(run.path.name))
    most = max(map(len, seeds.values()), default=0)
    opening: list[content.Part] = [content.Cards([
        (str(len(seeds)), 'variants' if 'variants' in config else 'config'),
        (str(most), 'seeds of each' if most > 1 else 'seed of each'), (str(len(runs)), 'runs')])]
    if result is None:
        opening.append(Paragraph('This comparison has not ended: here is what there is of it so '
                                 'far. The command that began it goes on with it.', 'warn'))
    is_read = config.experiment in examination.EXPERIMENTS
    flags = [f'--seeds={most}'] if most > 1 or 'variants' not in config else []
    sections = [
        run_facts.lesson(manifest, flags),
        diagnosis.of_comparison(directory) if runs and is_read else None,
        *procedure_report.tabulated(directory), procedure_report.figures(directory),
        verdicts.section(config.lab, verdicts.of_comparison(directory, config, seeds),
                         manifest.get('about')),
        run_facts.configuration(config), _list(runs),
        run_facts.history({**manifest, 'sessions': []}, None)]
    return Report(config.lab, 'A comparison', opening, [one for one in sections if one is not None])


def _in_order(config: ConfigDict, runs: list[RunDirectory]) -> list[RunDirectory]:
    """Variants in the order of the config, the lab's own seed first."""
    names = list(config.get('variants', {}))
    return sorted(runs, key=lambda run: (
        names.index(run.path.parent.name) if run.path.parent.name in names else 0,
        _seed(run.path.name) != config.seed))


def _list(runs: list[RunDirectory]) -> Section | None:
    rows = []
    for run in runs:
        result, diverged = run.read_json('result') or {}, run.read_json('diverged')
        state = 'diverged' if diverged else 'done' if result else 'not ended'
        accuracy = result.get('test_accuracy')
        rows.append({'run': f'{run.path.parent.name}/{run.path.name}', 'state': state,
                     'test accuracy': '-' if accuracy is None else f'{accuracy:.4f}',
                     'digest': result.get('digest', '-')[:12]})
    if not rows:
        return None
    return Section('runs', 'Runs', [
        Paragraph('Each has a directory of its own below this one: `tf-labs report '
                  '--workdir=DIRECTORY/RUN` shows it.'),
        Table(rows, 'Runs', numbers=('test accuracy',), folded=len(rows) > 20)])
