"""From a run directory to what the doctor says of it. Reads files only, and no TensorFlow."""

from collections.abc import Iterator

from tf_labs.console import warn
from tf_labs.data.catalog import CATALOG
from tf_labs.doctor import rules
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding
from tf_labs.errors import UserError
from tf_labs.training import diagnostics_log
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

EXPERIMENTS = ('supervised', 'table', 'gates')  # that the doctor reads


def findings(directory: RunDirectory) -> list[Finding]:
    """Returns what is wrong with a run, the gravest first.

    Raises:
      UserError: the run is of another kind than the doctor reads.
    """
    return rules.examine(evidence(directory))


def unchecked(directory: RunDirectory) -> list[str]:
    """Returns the rules that had no data, each with what it needs: 'dead: train.diagnostics'."""
    read = evidence(directory)
    missing = {rule.name: rules.missing(rule, read) for rule in rules.RULES}
    return [f'{name}: needs {words}' for name, words in missing.items() if words is not None]


def lines(directory: RunDirectory) -> Iterator[str]:
    """Yields the findings as text."""
    _, damage = diagnostics_log.read(directory.diagnostics)
    if damage:
        warn(damage)
    found, not_checked = findings(directory), unchecked(directory)
    checked = len(rules.RULES) - len(not_checked)
    yield f'{directory.path}: {len(found) or "no"} finding{"s" * (len(found) > 1)}; ' \
          f'{checked} rules checked'
    for finding in found:
        yield f'{finding.title}: {finding.evidence}'
        yield f'  {finding.advice}'
        yield f'  {finding.command}'
    for one in not_checked:
        yield f'not checked: {one}'


def evidence(directory: RunDirectory) -> Evidence:
    """Reads a run.

    Raises:
      UserError: the run is of another kind than the doctor reads.
    """
    config = directory.config()
    if config.experiment != 'supervised':
        raise UserError('the doctor does not read this run',
                        expected=f'one of the experiments {", ".join(EXPERIMENTS)}',
                        received=config.experiment)
    scale = config.data.scale
    rows = metrics_log.read(directory.metrics)
    return Evidence(
        losses=[(row['step'], row['train_loss']) for row in rows], rows=rows,
        looks=diagnostics_log.read(directory.diagnostics)[0],
        result=directory.read_json('result'),
        diverged=(directory.read_json('diverged') or {}).get('diverged'),
        classes=len(CATALOG[config.data.name].class_names),
        batch_norm=config.model.batch_norm,
        scales=(scale, scale if config.data.eval_scale is None else config.data.eval_scale))
