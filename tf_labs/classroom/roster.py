"""The students of a class: their names, the names of their directories, and their seeds."""

from collections.abc import Sequence
import dataclasses
import hashlib
from pathlib import Path
import re
import unicodedata

from tf_labs.errors import UserError
from tf_labs.training.folder import Folder

MOST = 1000  # students of a class
DEFAULT = 30
_NAME = re.compile(r"\w[\w .'’-]{0,79}")
_LARGEST = 2**20  # bytes of a file of names
_SEEDS = 2**31
_OF_LABS = 777  # with which published numbers are made


@dataclasses.dataclass(frozen=True)
class Student:
    """A student.

    Attributes:
      name: as it stands in the file of names.
      folder: the name of the student's directory.
      seed: of all runs of the student.
    """

    name: str
    folder: str
    seed: int


def students(named: str | None, class_seed: int) -> list[Student]:
    """Returns the students, in the order of the file of names.

    Args:
      named: how many they are, or the path of a file with a name a line; None: as many as DEFAULT.
      class_seed: from which each student's seed is made, together with the name.

    Raises:
      UserError: it is neither, a name cannot be used, or two come to one directory.
    """
    names = _names(str(DEFAULT) if named is None else named)
    found: list[Student] = []
    by_folder: dict[str, str] = {}
    taken = {class_seed, _OF_LABS}
    for name in names:
        folder = _folder(name)
        if folder.casefold() in by_folder:
            raise UserError('two students would share a directory', expected='names that differ '
                            'in letters or digits',
                            received=f'{by_folder[folder.casefold()]} and {name}')
        by_folder[folder.casefold()] = name
        found.append(Student(name, folder, _seed(name, class_seed, taken)))
        taken.add(found[-1].seed)
    return found


def is_folder(text: str) -> bool:
    """True of the name of a directory as `students` makes it."""
    return bool(text) and _folder(text) == text


def is_name(text: str) -> bool:
    """True of a name that a student can have."""
    return _NAME.fullmatch(text) is not None


def _names(named: str) -> Sequence[str]:
    if named.isascii() and named.isdecimal():
        count = int(named)
        if len(named) > 4 or not 1 <= count <= MOST:
            raise UserError('--students cannot be used', received=named,
                            expected=f'a number from 1 to {MOST}, or a file of names')
        return [f'student-{number:0{len(named)}d}' for number in range(1, count + 1)]
    return _of_file(Path(named))


def _of_file(file: Path) -> list[str]:
    expected = 'a file of names, one a line, in UTF-8'
    try:
        text = Folder(file.parent).read(file.name, _LARGEST).decode('utf-8-sig')
    except OSError as error:
        raise UserError('--students cannot be read', received=f'{file} ({error.strerror})',
                        expected=f'a number, or {expected}') from error
    except UnicodeDecodeError as error:
        raise UserError('--students cannot be read', received=f'{file}, which is not UTF-8',
                        expected=expected) from error
    names: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        name = unicodedata.normalize('NFC', ' '.join(line.split()))
        if not name or name.startswith('#'):
            continue
        if not is_name(name) or not _folder(name):
            raise UserError(f'{file}, line {number}: not a valid name of a student', received=name,
                            expected="up to 80 letters, digits, spaces, and .'-, the first a "
                            'letter or digit')
        names.append(name)
    if not 1 <= len(names) <= MOST:
        raise UserError(f'{file} has too few or too many names', received=len(names),
                        expected=f'1 to {MOST}')
    return names


def _folder(name: str) -> str:
    """Returns a name as that of a directory which every system and shell takes."""
    return re.sub(r'[^\w.-]+', '_', unicodedata.normalize('NFC', name)).strip('._-')


def _seed(name: str, class_seed: int, taken: set[int]) -> int:
    """Returns the first number of those a name gives that nobody has yet."""
    attempt = 0
    while True:
        digest = hashlib.sha256(f'{class_seed}/{name}/{attempt}'.encode()).digest()
        seed = int.from_bytes(digest[:8], 'big') % _SEEDS
        if seed not in taken:
            return seed
        attempt += 1
