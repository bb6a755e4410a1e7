"""What a run has come to: its result, or that it has diverged, if that is told of this very run."""

from collections.abc import Iterator
import contextlib
from typing import Any

from tf_labs.console import warn_once
from tf_labs.errors import DivergedError
from tf_labs.training import identity
from tf_labs.training.identity import Identity
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory

_DIVERGED = 'diverged'


def result(directory: RunDirectory) -> dict[str, Any] | None:
    """Returns what result.json holds; None, told in a line, if it belongs to another run."""
    found = directory.result()
    return found if found is not None and directory.is_own(found) else None


@contextlib.contextmanager
def divergence_noted(directory: RunDirectory, own: Identity) -> Iterator[None]:
    """Writes into the directory of a run that it has diverged, wherever that shows.

    Args:
      directory: of the run.
      own: its identity.
    """
    try:
        yield
    except DivergedError as error:
        directory.write_json(_DIVERGED, {_DIVERGED: str(error), 'identity': str(own)})
        raise


def divergence(directory: RunDirectory, own: Identity | None = None) -> str | None:
    """Returns how a run has diverged.

    Args:
      directory: of the run.
      own: its identity; None: that of config.json and manifest.json.

    Returns:
      None if it has not: nothing says so, or it has a result, or, told in a line, it is said of
      another run, or of none. Runs of earlier versions have no identity there.
    """
    found = directory.read_json(_DIVERGED)
    if found is None or RESULT in directory.files.names():
        return None
    if own is None and directory.holds_run():
        own = directory.identity()
    told = found.get('identity')
    stated = identity.parse(told)
    is_of_none = stated is None and (told is not None or not directory.holds_run())
    if is_of_none or own is not None and stated is not None and stated.difference(own):
        warn_once(f'{directory.path / _DIVERGED}.json is left out: it belongs to another run; '
                  f'expected identity {own or "of a run"}; received {told}')
        return None
    return str(found[_DIVERGED])
