"""Which files a folder of pictures holds, and of which class and split each of them is."""

from collections.abc import Iterator
import dataclasses
import os
import unicodedata

from tf_labs.data.regular_files import reason
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError

TEST_NAMES = (b'test', b'val', b'validation')  # the first that is there
# Of characters: what a terminal obeys, what is no text, what ends a line, what turns its direction.
_UNUSABLE = {'Cc', 'Cs', 'Cn', 'Zl', 'Zp'}
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@dataclasses.dataclass
class Tree:
    """The files of a folder, sorted by path.

    Attributes:
      names: of the classes, sorted.
      folders: path of each folder that was read, and when a file was last added or removed there.
      paths: of each file, relative to the folder.
      labels: class of each file.
      splits: of each file: True for test; None if there are no folders for the splits.
      left_out: what is no file of a class, and why.
    """

    names: tuple[str, ...]
    folders: list[tuple[bytes, int]] = dataclasses.field(default_factory=list)
    paths: list[bytes] = dataclasses.field(default_factory=list)
    labels: list[int] = dataclasses.field(default_factory=list)
    splits: list[bool | None] = dataclasses.field(default_factory=list)
    left_out: list[tuple[bytes, str]] = dataclasses.field(default_factory=list)


def read(root: bytes) -> Tree:
    """Reads a folder, each class a sub-folder, or each of them in `train` and in `test` or `val`.

    Names that begin with a dot are passed over, as systems put such files anywhere.

    Args:
      root: absolute path of the folder.

    Raises:
      DataNotAvailableError: it is missing, or cannot be read.
      UserError: it has not two classes, or one that cannot be used.
    """
    found = Tree(())
    top = _folders(root, b'', found)
    test = next((name for name in TEST_NAMES if name in top), None)
    if b'train' not in top or (test is None and not _is_split(root, b'train')):
        _read_classes(root, {None: b''}, top, found)
        return found
    if test is None:
        raise UserError(f'{_text(root)} has train, but no test split', received='train alone',
                        expected='a folder test, val or validation beside it, with the same '
                        'classes')
    found.left_out += [(name, f'it stands beside train and {_text(test)}') for name in top
                       if name not in (b'train', test)]
    _read_classes(root, {False: b'train', True: test}, _folders(root, b'train', found), found)
    return found


def _read_classes(root: bytes, places: dict[bool | None, bytes], classes: list[bytes],
                  found: Tree) -> None:
    """Reads the files of all classes of each split."""
    found.names = tuple(sorted(map(_text, classes)))
    _check_names(_text(root), found)
    for split, place in places.items():
        here = classes if split is not True else _folders(root, place, found)
        if others := sorted(set(here) - set(classes)):
            raise UserError(f'{_text(os.path.join(root, place))} has a class that train lacks',
                            expected=f'the classes {", ".join(found.names)}',
                            received=_text(others[0]))
        for label, name in enumerate(found.names):
            if os.fsencode(name) in here:
                _read_class(root, os.path.join(place, os.fsencode(name)), label, split, found)


def _check_names(root: str, found: Tree) -> None:
    expected, names = 'a sub-folder with pictures for each of two classes or more', found.names
    if not names:
        raise UserError(f'{root} has no classes', expected=expected,
                        received=f'no folder, and {len(found.left_out)} files')
    if len(names) == 1:
        raise UserError(f'{root} has one class', expected=expected, received=names[0])
    for name in names:
        if any(unicodedata.category(character) in _UNUSABLE or character in _TURNING
               for character in name):
            raise UserError(f'a class of {root} has a name that cannot be shown', received=name,
                            expected='text of any script, without control characters')


def _read_class(root: bytes, place: bytes, label: int, split: bool | None, found: Tree) -> None:
    before, waiting = len(found.paths), [place]
    while waiting:
        inner = []
        for entry, path in _entries(root, waiting.pop(), found):
            if entry.is_dir(follow_symlinks=False):
                inner.append(path)
            elif why := _why_not(entry, root):
                found.left_out.append((path, why))
            else:
                found.paths.append(path)
                found.labels.append(label)
                found.splits.append(split)
        waiting += reversed(inner)
    if len(found.paths) == before:
        raise UserError(f'{_text(os.path.join(root, place))} holds no pictures', received='no file',
                        expected='at least one picture of each class')


def _why_not(entry: 'os.DirEntry[bytes]', root: bytes) -> str:
    """Returns why an entry is no file that may be read; '' if it is."""
    if not entry.is_symlink():
        return ''
    target = os.path.realpath(entry.path)
    if os.path.isdir(target):
        return 'it is a link to a folder'
    if not target.startswith(os.path.join(os.path.realpath(root), b'')):
        return 'it is a link that leads out of the folder'
    return '' if os.path.exists(target) else 'it is a link to nothing'


def _folders(root: bytes, place: bytes, found: Tree) -> list[bytes]:
    """Returns the names of the folders in a folder; what else is there is left out."""
    names = []
    for entry, path in _entries(root, place, found):
        if entry.is_dir(follow_symlinks=False):
            names.append(entry.name)
        else:
            why = 'it is a link' if entry.is_symlink() else 'it is in no folder of a class'
            found.left_out.append((path, why))
    return names


def _is_split(root: bytes, place: bytes) -> bool:
    """True if a folder has folders and no files: no class that is called so."""
    entries = [entry for entry, _ in _entries(root, place, Tree(()))]
    return bool(entries) and all(entry.is_dir(follow_symlinks=False) for entry in entries)


def _entries(root: bytes, place: bytes,
             found: Tree) -> Iterator[tuple['os.DirEntry[bytes]', bytes]]:
    """Yields what is in a folder, sorted, each with its path from the root."""
    path = os.path.join(root, place)
    try:
        with os.scandir(path) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
        found.folders.append((place, os.stat(path).st_mtime_ns))
    except OSError as error:
        raise DataNotAvailableError(
            f'{_text(path)} cannot be read as a folder of pictures; expected a directory that is '
            f'there; received {reason(error)}') from error
    for entry in inside:
        if not entry.name.startswith(b'.'):
            yield entry, os.path.join(place, entry.name)


def _text(path: bytes) -> str:
    return os.fsdecode(path)
