"""What is known of every lab without running any: lesson, data set, published numbers."""

import dataclasses
import os
from pathlib import Path

from tf_labs.config import lab_files
from tf_labs.errors import UserError
from tf_labs.published.notes import PUBLISHED


@dataclasses.dataclass(frozen=True)
class Lab:
    """A lab, as `tf-labs list` tells of it.

    Attributes:
      name: what `load` and `tf-labs run` take.
      lesson: the first line of its docstring.
      data_set: a name of tf_labs.data.catalog; None: it needs none.
      published: how many numbers the course, its notes or a paper state of it.
      source: where; '' if there are none.
      file: its config file.
      problem: why the file cannot be loaded; '' if it can.
    """

    name: str
    lesson: str
    data_set: str | None
    published: int
    source: str
    file: Path
    problem: str = ''


def labs(directory: str | os.PathLike[str] | None = None) -> list[Lab]:
    """Returns the labs by name; imports no TensorFlow and runs no config.

        >>> len([lab.name for lab in labs() if lab.data_set == 'mnist']) > 5
        True

    Args:
      directory: of config files; None: the labs that come with this package.

    Raises:
      UserError: no config files are there.
    """
    place = lab_files.labs() if directory is None else Path(directory)
    files = [file for file in lab_files.files(place) if lab_files.is_config(file)]
    if not files:
        raise UserError('no config files', expected='a directory of files with get_config(), as '
                        'configs', received=place)
    return [_lab(file) for file in files]


def other_files(directory: str | os.PathLike[str]) -> list[str]:
    """Returns the names of the Python files of a directory that are no configs."""
    return [file.name for file in lab_files.files(Path(directory))
            if not lab_files.is_config(file)]


def _lab(file: Path) -> Lab:
    lesson = (lab_files.lesson(file) or '(no docstring)').splitlines()[0]
    name = file.stem
    sources = [number.source for number in PUBLISHED if number.lab == name]
    data_set, problem = None, ''
    try:
        data_set = lab_files.data_set(file)
    except UserError as error:
        problem = str(error)
    return Lab(name, lesson, data_set, len(sources), sources[0] if sources else '', file,
               problem)
