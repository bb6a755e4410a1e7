"""Which labs `reproduce --rerun` has begun anew, so that the same command continues with them.

Else a second command would remove what the first one has trained, as it removes all that was there.
"""

from collections.abc import Collection
import json
from pathlib import Path

from tf_labs.console import warn
from tf_labs.errors import LabError
from tf_labs.errors import of_system
from tf_labs.training import folder

FILE = 'rerun.json'


def kept(root: Path, labs: Collection[str]) -> set[str]:
    """Returns those of some labs that a rerun has begun anew, while one of them has not ended.

    Args:
      root: holds their comparisons.
      labs: names that tell them, and their configs, apart.
    """
    begun = {lab: has_ended for lab, has_ended in _begun(root).items() if lab in labs}
    return set() if all(begun.values()) else {*begun}


def begin(root: Path, labs: Collection[str]) -> None:
    """Notes that what was there of these labs is gone, and they are begun anew."""
    root.mkdir(parents=True, exist_ok=True)
    _write(root, {**_begun(root), **dict.fromkeys(labs, False)})


def end(root: Path, labs: Collection[str]) -> None:
    """Notes that these labs have come to their end; with the last of them all is forgotten."""
    begun = _begun(root)
    if begun.keys().isdisjoint(labs):
        return
    now = {lab: has_ended or lab in labs for lab, has_ended in begun.items()}
    try:
        if all(now.values()):
            folder.Folder(root).remove(FILE)
        else:
            _write(root, now)
    except (LabError, OSError) as error:  # the labs have run: nothing is lost
        warn(f'{root / FILE} cannot be brought up to date ({_told(error)})')


def _write(root: Path, begun: dict[str, bool]) -> None:
    text = json.dumps({'has_ended': begun}, indent=2, sort_keys=True)
    folder.write(root / FILE, f'{text}\n'.encode())


def _begun(root: Path) -> dict[str, bool]:
    """Returns {lab: whether it has come to its end since it was begun anew}."""
    try:
        found = json.loads(folder.Folder(root).read(FILE))['has_ended']
        if isinstance(found, dict) and all(isinstance(value, bool) for value in found.values()):
            return found
        why = 'it does not tell which labs were begun anew'
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (LabError, OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        why = _told(error)
    warn(f'{root / FILE} cannot be used ({why}); it is left out')
    return {}


def _told(error: Exception) -> str:
    return of_system(error) if isinstance(error, OSError) else f'{type(error).__name__}: {error}'
