"""What was computed from large data once and is kept for the next run.

Every file can be missing, damaged or refused by the disk: then it is computed again.
"""

import os
from pathlib import Path
from typing import Any
import zipfile

import numpy as np

from tf_labs.paths import expanded


def directory() -> Path:
    """Returns where the files are kept, which need not exist."""
    home = os.environ.get('XDG_CACHE_HOME') or '~/.cache'
    return Path(expanded(home)) / 'tf_labs'


def read(name: str) -> dict[str, np.ndarray] | None:
    """Returns the arrays kept under a name, None if there are none that can be read."""
    try:
        with np.load(directory() / f'{name}.npz') as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def write(name: str, arrays: dict[str, Any]) -> None:
    """Keeps arrays under a name, if the disk takes them."""
    try:
        directory().mkdir(parents=True, exist_ok=True)
        whole = directory() / f'.{name}.{os.getpid()}.npz'
        np.savez(whole, **arrays)
        os.replace(whole, directory() / f'{name}.npz')
    except OSError:
        pass  # it only costs the time to compute them again
