"""The run that a config names as the one whose net it looks into."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.errors import UserError
from tf_labs.training import checkpoint_files
from tf_labs.training import identity
from tf_labs.training import run_files
from tf_labs.training.run_directory import RunDirectory

Mark = dict[str, Any]


def is_in(config: ConfigDict) -> bool:
    """True of a config that looks into the net of a run."""
    return 'workdir' in config.get('net', {})


def is_comparison(config: ConfigDict, directory: RunDirectory) -> bool:
    """True of the directory of several runs, of variants or of seeds alone."""
    return 'variants' in config or (not checkpoint_files.all_steps(directory) and any(
        directory.path.glob('*/seed-*/config.json')))


def of(workdir: str) -> ConfigDict:
    """Returns the config of a single trained classifier.

    Args:
      workdir: of a section `net`.

    Raises:
      UserError: no run is there, or it is another one.
      RunFailedError: its config.json cannot be used.
    """
    directory = RunDirectory(workdir)
    config = directory.config()
    if config.experiment != 'supervised' or is_comparison(config, directory):
        raise UserError('config.net.workdir holds no single trained classifier',
                        expected='a run of the experiment supervised; those of a comparison are '
                        'in VARIANT/seed-N', received=workdir)
    return config


def mark(net: ConfigDict, step: int | None = None) -> Mark | None:
    """Returns by what the net of a section `net` is known again; None if no run is there.

    Identity and beginning tell which run it is, and with it what its weights are at any step.

    Args:
      net: of a config.
      step: that was looked into; None: what would be now.
    """
    directory = RunDirectory(net.workdir)
    if not directory.holds_run():
        return None
    config, manifest = of(net.workdir), directory.read_json('manifest') or {}
    return {'workdir': str(directory.path.resolve()), 'lab': config.lab,
            'identity': str(directory.identity()),
            'begun_with': (manifest.get('init') or {}).get('digest', ''),
            'steps': _steps(net, config, directory) if step is None else [step]}


def check_same(net: ConfigDict, seen: Mark | None) -> None:
    """Raises `UserError` for another net than one that was seen; one that is gone is none.

    Args:
      net: section of a config.
      seen: its `mark` at that time; None: it is not known.
    """
    now = mark(net)
    if seen is None or now is None:
        return
    before, after = (identity.parse(one['identity']) for one in (seen, now))
    if before is not None and after is not None and before.difference(after):
        raise _another(net, 'identity', seen['identity'], now['identity'])
    if seen['begun_with'] and now['begun_with'] and seen['begun_with'] != now['begun_with']:
        raise _another(net, 'begun with', seen['begun_with'], now['begun_with'])
    if seen['steps'] and now['steps'] and seen['steps'] != now['steps']:
        raise _another(net, 'steps', *(', '.join(map(str, one['steps'])) for one in (seen, now)))


def _steps(net: ConfigDict, config: ConfigDict, directory: RunDirectory) -> list[int]:
    """Returns the steps of the checkpoints that a lab looks into, newest first."""
    if 'step' not in net:  # it goes through all that stay
        return checkpoint_files.steps(directory.files.names(run_files.KEPT))
    if net.step is not None:
        return [net.step]
    best = checkpoint_files.steps(directory.files.names(run_files.KEPT_BEST))
    newest = checkpoint_files.steps(directory.files.names())
    return (best if config.train.keep_best and best else newest)[:1]


def _another(net: ConfigDict, what: str, before: object, now: object) -> UserError:
    return UserError(f'{net.workdir} is not the net that this run has examined',
                     expected=f'{what} {before}, or another directory for the run',
                     received=f'{what} {now}')
