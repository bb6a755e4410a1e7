"""Which directories were handed in: of the students of a class, of strangers, of nobody."""

from collections.abc import Sequence
import dataclasses
from pathlib import Path

from tf_labs.classroom import class_file
from tf_labs.classroom.class_file import SchoolClass
from tf_labs.classroom.roster import Student
from tf_labs.console import warn
from tf_labs.errors import UserError


@dataclasses.dataclass(frozen=True)
class HandedIn:
    """What is to be checked.

    Attributes:
      school_class: as it was given out.
      places: the directory of each student; also of those whose directory is nowhere.
      strangers: directories that are of no student.
    """

    school_class: SchoolClass
    places: Sequence[tuple[Student, Path]]
    strangers: Sequence[Path]


def find(paths: Sequence[str], file: str | None) -> HandedIn:
    """Returns what some paths come to: directories of students, or that of the whole class.

    A student whose directory is not beside the others is missing; one whose directory is there and
    not among the paths was not asked for.

    Raises:
      UserError: there is no class file, or nothing to check.
    """
    if not paths:
        raise UserError('no directory to check is given', expected='the directories of the '
                        'students, as `tf-labs class check DIR/*`', received='none')
    named = [inner for path in paths for inner in _inside(Path(path))]
    places = [path for path in named if path.is_dir()]
    for path in named:
        if not path.exists():
            raise UserError('there is no such directory', expected='those of the students, as '
                            '`tf-labs class check DIR/*`', received=path)
        if path not in places and path.name != class_file.NAME:
            warn(f'{path} is not the directory of a student; it is skipped')
    roots = list(dict.fromkeys(path.parent for path in named))
    if len(roots) > 1:
        raise UserError('these are directories of several classes', expected='one class at a time',
                        received=', '.join(map(str, roots)))
    found = class_file.read(roots[0] / class_file.NAME if file is None else Path(file))
    folders = {student.folder: student for student in found.students}
    wanted = [(student, roots[0] / folder) for folder, student in folders.items()]
    return HandedIn(found, [(student, path) for student, path in wanted
                            if path in places or not path.exists()],
                    [path for path in places if path.name not in folders])


def _inside(path: Path) -> list[Path]:
    """Returns what is in the directory of a class; else the path itself."""
    if (path / class_file.NAME).is_file():
        return [inner for inner in sorted(path.iterdir()) if inner.is_dir()
                or inner.name == class_file.NAME]
    return [path]
