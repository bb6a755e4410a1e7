"""The run that a config names as the one whose net it looks into."""

from ml_collections import ConfigDict

from tf_labs.errors import UserError
from tf_labs.training import checkpoint_files
from tf_labs.training.run_directory import RunDirectory

Mark = dict[str, str | int]


def is_in(config: ConfigDict) -> bool:
    """True of a config that looks into the net of a run."""
    return 'workdir' in config.get('net', {})


def of(workdir: str) -> ConfigDict:
    """Returns the config of a single trained classifier.

    Args:
      workdir: of a section `net`.

    Raises:
      UserError: no run is there, or it is another one.
      RunFailedError: its config.json cannot be used.
    """
    config = RunDirectory(workdir).config()
    if config.experiment != 'supervised' or 'variants' in config:
        raise UserError('config.net.workdir holds no single trained classifier',
                        expected='a run of the experiment supervised; those of a comparison are '
                        'in VARIANT/seed-N', received=workdir)
    return config


def mark(net: ConfigDict) -> Mark | None:
    """Returns by what the net of a section `net` is known again; None if no run is there.

    Without a step it is the newest checkpoint that is looked into, and a run may have gone on.
    """
    directory = RunDirectory(net.workdir)
    if not directory.holds_run():
        return None
    steps = checkpoint_files.all_steps(directory)
    wanted = net.get('step')
    return {'workdir': str(directory.path.resolve()), 'lab': of(net.workdir).lab,
            'identity': str(directory.identity()),
            'step': wanted if wanted is not None else max(steps, default=0)}


def check_same(net: ConfigDict, seen: Mark | None) -> None:
    """Raises `UserError` for another net than one that was seen; one that is gone is none.

    Args:
      net: section of a config.
      seen: its `mark` at that time; None: it is not known.
    """
    now = mark(net)
    if seen is None or now is None:
        return
    for what in ('identity', 'step'):
        if seen[what] != now[what]:
            raise UserError(f'{net.workdir} is not the net that this run has looked into',
                            expected=f'{what} {seen[what]}, or another directory for the run',
                            received=f'{what} {now[what]}')
