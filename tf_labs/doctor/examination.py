"""From a run directory to what the doctor says of it. Reads files only, and no TensorFlow."""

import collections
from collections.abc import Iterator
import dataclasses
from pathlib import Path
import re
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import own_code
from tf_labs.console import warn
from tf_labs.doctor import rules
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding
from tf_labs.errors import UserError
from tf_labs.training import checkpoint_files
from tf_labs.training import config_plan
from tf_labs.training import diagnostics_log
from tf_labs.training import metrics_log
from tf_labs.training import run_ending
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory

EXPERIMENTS = ('supervised', 'table', 'gates')  # that the doctor reads
_GATES = ('and', 'or', 'nand', 'xor')


@dataclasses.dataclass(frozen=True)
class _Part:
    """A net of a run of a lab.

    `title` is '' where there is but one; `state` tells if it has not ended.
    """

    title: str
    evidence: Evidence
    lab: str
    state: str = ''
    damage: str | None = None


def findings(directory: RunDirectory) -> list[Finding]:
    """Returns what is wrong with a run; of a comparison or of gates, with the part in the title.

    Raises:
      UserError: the run is of a kind that the doctor does not read.
    """
    return [dataclasses.replace(finding, title=f'{part.title}: {finding.title}')
            if part.title else finding
            for part in _parts(directory) for finding in _examined(part).findings]


def evidence(directory: RunDirectory) -> list[tuple[str, Evidence]]:
    """Returns what is known of each net of a run, with its title; '' where there is but one.

    Raises:
      UserError: the run is of a kind that the doctor does not read.
    """
    return [(part.title, part.evidence) for part in _parts(directory)]


def unchecked(directory: RunDirectory) -> list[str]:
    """Returns the rules that had no data, each with what it needs: 'gap needs ...'.

    Raises:
      UserError: the run is of a kind that the doctor does not read.
    """
    return list(dict.fromkeys(
        f'{name} needs {words}' for part in _parts(directory)
        for name, words in _examined(part).unchecked))


def lines(directory: RunDirectory) -> Iterator[str]:
    """Yields the findings as text; what is damaged is told on standard error.

    Raises:
      UserError: the run is of a kind that the doctor does not read.
    """
    parts = _parts(directory)
    missing: collections.Counter[str] = collections.Counter()
    for part in parts:
        if part.damage:
            warn(part.damage)
        done = _examined(part)
        yield _head(part, directory.path, done)
        for number, finding in enumerate(done.findings, start=1):
            yield f'  {number}. {finding.title}'
            yield f'     {finding.evidence}'
            yield f'     try: {finding.advice}'
            yield f'     see: {finding.command}'
        missing.update(_not_checked(done))
    for line, count in missing.items():
        yield f'not checked{f" in {count} of {len(parts)}" if len(parts) > 1 else ""}: {line}'


def _examined(part: _Part) -> rules.Examination:
    """Asks the rules; what they find leads to other labs than that of the run."""
    done = rules.examine(part.evidence)
    return dataclasses.replace(done, findings=[
        finding.elsewhere(part.lab) for finding in done.findings])


def _head(part: _Part, path: Path, done: rules.Examination) -> str:
    count = len(done.findings)
    names = '' if part.title else f': {", ".join(done.checked)}'
    return (f'{part.title or path}: {f"{part.state}, " if part.state else ""}'
            f'{count or "no"} finding{"s" if count > 1 else ""}; '
            f'{len(done.checked)} rules checked{names}')


def _not_checked(done: rules.Examination) -> Iterator[str]:
    for words in dict.fromkeys(words for _, words in done.unchecked):
        names = [name for name, of_name in done.unchecked if of_name == words]
        yield f'{", ".join(names)}, which need{"s" if len(names) == 1 else ""} {words}'


def _parts(directory: RunDirectory) -> list[_Part]:
    config = directory.config()
    if config.experiment not in EXPERIMENTS:
        raise UserError('the doctor cannot examine this run', expected='the run of a classifier, '
                        'of a table or of the gates, or a comparison of such runs',
                        received=f'{directory.path}, a run of {config.experiment}')
    runs = sorted(directory.path.glob('*/seed-*/config.json'), key=_by_variant_and_seed)
    if runs:
        return [dataclasses.replace(part, title=': '.join(
            [f'{path.parent.parent.name}/{path.parent.name}', *([part.title] * bool(part.title))]))
            for path in runs for part in _of_run(RunDirectory(path.parent))]
    if 'variants' in config:
        raise UserError('no run of this comparison has begun', expected='a run in it',
                        received=directory.path)
    return _of_run(directory)


def _by_variant_and_seed(path: Path) -> tuple[str, int]:
    return path.parent.parent.name, int(re.sub(r'\D', '', path.parent.name) or 0)


def _of_run(directory: RunDirectory) -> list[_Part]:
    config = directory.config()
    if config.experiment == 'supervised':
        return [_classifier(directory, config)]
    rows = metrics_log.read(directory)
    if config.experiment == 'gates':
        return [_Part(f'gate {gate}', Evidence(
            losses=_curve(rows, gate), classes=2, table=gate), config.lab) for gate in _GATES]
    is_network = config.net.form == 'network'
    return [_Part('', Evidence(
        losses=_curve(rows, 'cost'), table=config.data.table,
        classes=2 if config.net.loss == 'binary_cross_entropy' else None,
        hidden_layers=len(config.net.hidden_sizes) if is_network else 0,
        activation=config.net.activation), config.lab)]


def _curve(rows: list[Row], name: str) -> list[tuple[int, float]]:
    return [(row['step'], row[name]) for row in rows]


def _classifier(directory: RunDirectory, config: ConfigDict) -> _Part:
    looks, damage = diagnostics_log.read(directory)
    rows = metrics_log.read(directory)
    result: dict[str, Any] = directory.result() or {}
    diverged = run_ending.divergence(directory)
    data, scale, eval_scale = directory.data(config), config.data.scale, config.data.eval_scale
    evidence = Evidence(
        losses=_curve(rows, 'train_loss'), rows=rows, looks=looks, result=result,
        diverged=diverged,
        learns_numbers=bool(data.targets),
        classes=(len(data.class_names) or None) if config.loss.name == 'cross_entropy' else None,
        hidden_layers=_hidden_layers(config, looks),
        is_pretrained=config.pretraining.name != 'none',
        activation='' if _is_own(config) else config.model.activation,
        batch_norm=config.model.batch_norm and not _is_own(config),
        scales=(scale, scale if eval_scale is None else eval_scale),
        stops_at_target=classifier.stops_at_target(config) and bool(result)
        and result.get('steps', 0) < _total_steps(directory, config))
    state = _state(directory, config, result, diverged, rows)
    return _Part('', evidence, config.lab, state, damage)


def _is_own(config: ConfigDict) -> bool:
    return 'model.name' in own_code.names(config)


def _hidden_layers(config: ConfigDict, looks: list[Row]) -> int:
    if _is_own(config):
        return len(looks[-1]['layers']) - 1 if looks else 0
    return len(config.model.hidden_sizes) if config.model.name == 'mlp' else 0


def _total_steps(directory: RunDirectory, config: ConfigDict) -> int:
    return config_plan.plan_of(config, directory.data(config),
                               directory.read_json('manifest')).total_steps


def _state(directory: RunDirectory, config: ConfigDict, result: dict[str, Any],
           diverged: str | None, rows: list[Row]) -> str:
    if result:
        return ''
    if diverged is not None:
        return 'diverged'
    total = _total_steps(directory, config)
    saved = checkpoint_files.steps(
        name for name in directory.files.names() if name.endswith('.index')) or [
        row['step'] for row in reversed(rows)]  # of a run without weights
    return f'not ended (step {saved[0] if saved else 0} of {total})'
