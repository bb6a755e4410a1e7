"""Names of data sets: of the catalog, or where one's own data is, as folder:DIR."""

from pathlib import Path

# What comes before the colon. Of these the name is a path, which may change: the content may not.
PATHS = ('folder', 'npz', 'csv')
OWN = (*PATHS, 'tfds')
PYTHON = 'python'  # data that was given from Python has no other name


def kind(name: str) -> str:
    """Returns what comes before the colon of a name that says where data is, '' of any other."""
    before, colon, _ = name.partition(':')
    if name == PYTHON:
        return PYTHON
    return before if colon and before in OWN else ''


def place(name: str) -> str:
    """Returns what comes after the colon: a path, or the name of a set of TFDS."""
    return name.partition(':')[2]


def lasting(name: str) -> str:
    """Returns what of a name a run keeps: a path may change, as the content is compared."""
    return kind(name) if kind(name) in PATHS else name


def short(name: str) -> str:
    """Returns a name for a title: of a path its last part."""
    return Path(place(name)).name or name if kind(name) in PATHS else name


def absolute(name: str) -> str:
    """Returns a name whose path holds from any working directory."""
    if kind(name) not in PATHS or not place(name):
        return name
    path = Path(place(name))
    try:
        path = path.expanduser()
    except RuntimeError:  # no HOME, and a user of whom the system knows nothing
        pass
    return f'{kind(name)}:{path.absolute()}'
