"""Which labs `reproduce --rerun` has begun anew, so that the same command continues with them.

Else a second command would remove what the first one has trained, as it removes all that was there.
What is to be removed is noted before it is: a command that is killed meanwhile leaves no half of it
to the next one.
"""

from collections.abc import Collection, Iterator, Mapping
import contextlib
import dataclasses
import fcntl
import json
import os
from pathlib import Path
import re
import shutil

from tf_labs.console import say
from tf_labs.console import warn
from tf_labs.console import warn_once
from tf_labs.errors import LabError
from tf_labs.errors import of_system
from tf_labs.errors import RunFailedError
from tf_labs.training import folder

FILE = 'rerun.json'
_LARGEST = 2**20  # bytes that are read of it
_NAME = re.compile(r'(.+)-[0-9a-f]{8}')  # of a directory: its lab, and the digest of its config


@dataclasses.dataclass(frozen=True)
class Note:
    """What rerun.json says.

    Attributes:
      has_ended: of each lab that was begun anew, by name and digest, whether it has ended since.
      removing: directories that were to be removed then, and perhaps are not yet.
    """

    has_ended: Mapping[str, bool] = dataclasses.field(default_factory=dict)
    removing: Collection[str] = ()

    def kept(self, labs: Collection[str]) -> set[str]:
        """Returns those of some labs that were begun anew, while one of them has not ended."""
        begun = {lab: ended for lab, ended in self.has_ended.items() if lab in labs}
        return set() if all(begun.values()) else {*begun}


@contextlib.contextmanager
def held(root: Path) -> Iterator[None]:
    """Lets one process at a time read, change and write what is noted; the others wait."""
    root.mkdir(parents=True, exist_ok=True)
    opened = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def read(root: Path) -> Note:
    """Returns what is noted; nothing, told in a line, if it cannot be used."""
    try:
        found = json.loads(folder.Folder(root).read(FILE, _LARGEST))
        ended, removing = found['has_ended'], found['removing']
        if all(isinstance(value, bool) for value in ended.values()) and isinstance(
                removing, list) and all(isinstance(name, str) for name in removing):
            return Note(ended, removing)
        why = 'it does not tell which labs were begun anew'
    except (FileNotFoundError, NotADirectoryError):
        return Note()
    except (AttributeError, TypeError, KeyError):
        why = 'it does not tell which labs were begun anew'
    except (LabError, OSError, ValueError, RecursionError) as error:
        why = of_system(error) if isinstance(error, OSError) else type(error).__name__
    warn_once(f'{root / FILE} cannot be used ({why}); it is left out')
    return Note()


def begin(root: Path, note: Note, labs: Collection[str], paths: Collection[Path]) -> None:
    """Notes that labs are begun anew, and removes what they have come to before.

    Args:
      root: holds the directories; `held`.
      note: what was noted before.
      labs: by name and digest.
      paths: directories, each locked by this process.
    """
    if not labs:
        return
    ended = {**note.has_ended, **dict.fromkeys(labs, False)}
    names = [path.name for path in paths]
    _write(root, Note(ended, [*{**dict.fromkeys(note.removing), **dict.fromkeys(names)}]))
    for path in paths:
        _remove(path)
    if paths:
        say(f'removed, to be run anew: {", ".join(map(str, paths))}')
    _write(root, Note(ended, [name for name in note.removing if name not in names]))


def finish_removing(root: Path, labs: Collection[str]) -> None:
    """Removes what an earlier command was to remove of some labs, and was killed before it had.

    Args:
      root: holds the directories.
      labs: names, without a digest.
    """
    if not (root / FILE).exists():
        return
    with held(root):
        note = read(root)
        own = [name for name in note.removing
               if (match := _NAME.fullmatch(name)) and match[1] in labs]
        for name in own:
            if (root / name).is_dir():
                _remove(root / name)
        if own:
            _write(root, Note(note.has_ended, [name for name in note.removing if name not in own]))


def end(root: Path, labs: Collection[str]) -> None:
    """Notes that labs have come to their end; with the last of those begun all is forgotten."""
    if not (root / FILE).exists():
        return
    try:
        with held(root):
            note = read(root)
            ended = {lab: has or lab in labs for lab, has in note.has_ended.items()}
            if ended and all(ended.values()) and not note.removing:
                folder.Folder(root).remove(FILE)
            elif ended != note.has_ended:
                _write(root, Note(ended, note.removing))
    except (LabError, OSError) as error:  # the labs have run: nothing is lost
        told = of_system(error) if isinstance(error, OSError) else error
        warn(f'{root / FILE} cannot be brought up to date ({told})')


def _write(root: Path, note: Note) -> None:
    text = json.dumps({'has_ended': dict(note.has_ended), 'removing': [*note.removing]}, indent=2)
    folder.write(root / FILE, f'{text}\n'.encode())


def _remove(path: Path) -> None:
    try:
        if path.is_symlink():  # what it leads to stays where it is
            path.unlink()
        else:
            shutil.rmtree(path)
    except OSError as error:
        raise RunFailedError(f'{path} cannot be removed ({of_system(error)})') from error
