"""Which labs `reproduce --rerun` has begun anew, so that the same command goes on with them.

Else a second command would remove what the first one has trained, as it removes all that was there.
"""

from collections.abc import Collection
import json
from pathlib import Path

from tf_labs.console import warn
from tf_labs.training import folder

FILE = 'rerun.json'


def is_begun(root: Path, names: Collection[str]) -> bool:
    """True if just these comparisons were begun anew, and some of them has not come to its end.

    Args:
      root: holds the comparisons.
      names: of their directories.
    """
    return _begun(root) == {*names}


def begin(root: Path, names: Collection[str]) -> None:
    """Notes, once what was there is gone, that these comparisons are begun anew."""
    root.mkdir(parents=True, exist_ok=True)
    folder.write(root / FILE, f'{json.dumps({"comparisons": sorted(names)}, indent=2)}\n'.encode())


def end(root: Path, names: Collection[str]) -> None:
    """Forgets those begun anew, if all of them are among these, which have come to their end."""
    begun = _begun(root)
    if begun is not None and begun <= {*names}:
        folder.Folder(root).remove(FILE)


def _begun(root: Path) -> set[str] | None:
    try:
        found = json.loads(folder.Folder(root).read(FILE))
        names = {*found['comparisons']}
        if all(isinstance(name, str) for name in names):
            return names
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError):
        pass
    warn(f'{root / FILE} cannot be used: it does not tell which labs were begun anew; it is left '
         'out')
    return None
