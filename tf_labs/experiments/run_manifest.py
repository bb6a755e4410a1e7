"""The manifest of a run that begins or goes on, and what it says against going on."""

from typing import TYPE_CHECKING

from tf_labs.console import warn
from tf_labs.data import sources
from tf_labs.training import callbacks
from tf_labs.training import manifest
from tf_labs.training.run_directory import MANIFEST
from tf_labs.training.run_directory import RunDirectory

if TYPE_CHECKING:
    from tf_labs.experiments.session import Session


def made(session: 'Session') -> manifest.Manifest:
    """Returns the manifest of a session: what the run is made with, and what it knew before."""
    directory = session.directory
    stored = (directory.read_json('manifest') if directory.holds_run() else None) or {}
    return manifest.make(
        lab=session.config.lab, seed=session.config.seed, execution=session.execution,
        environment=session.runtime.environment,
        data_dir=str(sources.directory(session.config.data.dir).resolve()),
        data_sha256=session.data_sha256,
        examples={split: len(examples) for split, examples in session.splits.items()},
        sessions=stored.get('sessions', []), bad_examples=stored.get('bad_examples'),
        about=session.about or stored.get('about'), identity=str(session.identity),
        written=stored.get('written'), init=stored.get('init'),
        older_checkpoints=_older_checkpoints(session), callbacks=callbacks.noted(stored))


def _older_checkpoints(session: 'Session') -> dict[str, str]:
    """Returns those that were there before the run had an identity."""
    if not session.directory.holds_run():
        return {}
    known = session.directory.older_checkpoints()
    return session.checkpoints.without_origin() if known is None else known


def compare(directory: RunDirectory, now: manifest.Manifest) -> None:
    """Refuses other data; says it when equality to the last bit is no longer promised.

    Raises:
      UserError: the run was begun with other data.
    """
    stored = directory.read_json('manifest')
    if stored is None:
        if MANIFEST not in directory.files.names():  # else its damage was told
            warn(f'{directory.path / MANIFEST} is missing: equality to the last bit is not '
                 'promised')
        return
    manifest.check_same_data(stored, now)
    changed = manifest.changes(stored, now)
    if changed:
        warn(f'{", ".join(changed)} since this run was begun: equality to the last bit is not '
             'promised')
