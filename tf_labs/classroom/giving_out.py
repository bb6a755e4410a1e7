"""What `class new` writes: a directory for each student, and the class file for the teacher."""

from collections.abc import Sequence
import os
from pathlib import Path
import shutil

import tf_labs
from tf_labs.classroom import assignments
from tf_labs.classroom import class_file
from tf_labs.classroom import notebooks
from tf_labs.classroom.class_file import SchoolClass
from tf_labs.classroom.questions import Lessons
from tf_labs.classroom.roster import Student
from tf_labs.errors import UserError
from tf_labs.training import folder

_CONFIG = '''"""{lab} with the seed of {name}."""

import tf_labs


def get_config():
    return tf_labs.load('{lab}', {{'seed': {seed}}})
'''


def check_place(place: Path) -> None:
    """Raises `UserError` if a directory is neither new nor empty, or cannot be made."""
    nearest = next(path for path in (place, *place.absolute().parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise UserError('the directory of the class cannot be written', received=place,
                        expected='a directory that can be made')
    if place.is_dir() and (names := sorted(path.name for path in place.iterdir())):
        raise UserError('the directory of the class is not empty', expected='a new or empty one',
                        received=f'{place}, which holds {names[0]}')


def make(labs: Sequence[str], students: Sequence[Student], class_seed: int,
         language: str) -> SchoolClass:
    """Returns the class file of some students."""
    return SchoolClass(
        tf_labs.__version__, class_seed, language, labs,
        {lab: assignments.digest(lab) for lab in labs}, students,
        {student.name: {lab: assignments.identities(lab, student.seed) for lab in labs}
         for student in students})


def write(place: Path, made: SchoolClass, lessons: Lessons) -> None:
    """Writes a class, whole or not at all.

    Args:
      place: its directory, new or empty.
      made: the class.
      lessons: in its language.

    Raises:
      OSError: the disk takes no more.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    folder.remove_unfinished(place)
    begun = folder.unfinished(place)
    begun.mkdir()
    try:
        for student in made.students:
            _write_student(begun / student.folder, student, made, lessons)
        (begun / class_file.NAME).write_text(made.to_json(), 'utf-8')
        if place.is_dir():
            place.rmdir()
        begun.rename(place)
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise


def _write_student(place: Path, student: Student, made: SchoolClass, lessons: Lessons) -> None:
    (place / notebooks.CONFIGS).mkdir(parents=True)
    for lab in made.labs:
        (place / notebooks.CONFIGS / f'{lab}.py').write_text(
            _CONFIG.format(lab=lab, name=student.name, seed=student.seed), 'utf-8')
        (place / f'{lab}.ipynb').write_text(
            notebooks.text(lab, lessons, student, made.version), 'utf-8')
