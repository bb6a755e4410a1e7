"""What was computed from large data once and is kept for the next run.

Every file can be missing, damaged or refused by the disk: then it is computed again.
"""

from collections.abc import Mapping
import os
from pathlib import Path
import re
from typing import Any

import numpy as np

from tf_labs import processes
from tf_labs.data.arrays import Form
from tf_labs.data.arrays import read_arrays
from tf_labs.data.arrays import UnreadableArraysError

_UNFINISHED = re.compile(r'\.(?P<name>.+)\.(?P<process>\d+)\.npz')


def directory() -> Path | None:
    """Returns where the files are kept, which need not exist; None if nobody has a home here."""
    try:
        return Path(os.environ.get('XDG_CACHE_HOME') or '~/.cache').expanduser() / 'tf_labs'
    except RuntimeError:  # no HOME, and a user of whom the system knows nothing
        return None


def read(name: str, forms: Mapping[str, Form]) -> dict[str, np.ndarray] | None:
    """Returns the arrays kept under a name, None if there are none of these forms."""
    place = directory()
    try:
        return None if place is None else read_arrays(place / f'{name}.npz', forms)
    except UnreadableArraysError:
        return None


def write(name: str, arrays: Mapping[str, Any]) -> None:
    """Keeps arrays under a name, if the disk takes them."""
    place = directory()
    if place is None:
        return
    whole = place / f'.{name}.{os.getpid()}.npz'
    try:
        place.mkdir(parents=True, exist_ok=True)
        np.savez(whole, **arrays)
        os.replace(whole, place / f'{name}.npz')
        _remove_unfinished(place, name)
    except OSError:
        _remove(whole)  # it only costs the time to compute them again


def _remove_unfinished(place: Path, name: str) -> None:
    """Removes what processes have left that were killed while they wrote under a name."""
    for entry in os.listdir(place):
        match = _UNFINISHED.fullmatch(entry)
        if match and match['name'] == name and not processes.is_alive(int(match['process'])):
            _remove(place / entry)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        pass
