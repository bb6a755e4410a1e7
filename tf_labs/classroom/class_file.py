"""class.json, the teacher's file: what identifies the runs of each student."""

from collections.abc import Sequence
import dataclasses
from pathlib import Path
from typing import Any

from tf_labs.book.course import LANGUAGES
from tf_labs.classroom import roster
from tf_labs.classroom.roster import Student
from tf_labs.config.lab_files import is_name
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import stored_forms
from tf_labs.training.folder import Folder
from tf_labs.training.stored_forms import JsonForm

NAME = 'class.json'
_LARGEST = 2**24  # bytes
_FORM = JsonForm({
    'version': str, 'seed': int, 'language': lambda text: text in LANGUAGES,
    'labs': [str], 'configs': {str: str},
    'students': [{'name': str, 'folder': str, 'seed': int, 'identities': {str: [str]}}]})


@dataclasses.dataclass(frozen=True)
class SchoolClass:
    """A class as it was given out.

    Attributes:
      version: of tf_labs, with which the notebooks were made.
      seed: of the class.
      language: of the notebooks.
      labs: in the order of the course.
      configs: the digest of the config of each lab, without a student's seed.
      students: in the order of the file of names.
      identities: by the name of a student and the lab, the identities of its runs: one, or of a
        comparison one of each variant.
    """

    version: str
    seed: int
    language: str
    labs: Sequence[str]
    configs: dict[str, str]
    students: Sequence[Student]
    identities: dict[str, dict[str, list[str]]]

    def to_json(self) -> str:
        """Returns what is stored."""
        return stored_forms.dumps({
            'version': self.version, 'seed': self.seed, 'language': self.language,
            'labs': list(self.labs), 'configs': self.configs,
            'students': [{**vars(student), 'identities': self.identities[student.name]}
                         for student in self.students]}, indent=2) + '\n'


def read(file: Path) -> SchoolClass:
    """Returns the class of a file.

    Raises:
      UserError: there is no such file.
      RunFailedError: it does not hold what `class new` writes.
    """
    try:
        stored = stored_forms.loads(Folder(file.parent).read(file.name, _LARGEST))
    except FileNotFoundError as error:
        raise UserError('there is no class file', received=file, expected=f'{NAME}, which `tf-labs '
                        'class new` writes beside the directories of the students, or '
                        '--class=FILE') from error
    except OSError as error:
        raise UserError('the class file cannot be read', expected='the file that `tf-labs class '
                        'new` writes', received=f'{file} ({error.strerror})') from error
    except (ValueError, LabError) as error:
        raise RunFailedError(f'{file} cannot be used: {error}') from error
    if not _FORM.fits(stored) or not _is_sound(stored):
        raise RunFailedError(f'{file} cannot be used: it does not hold what `tf-labs class new` '
                             'writes')
    return SchoolClass(
        stored['version'], stored['seed'], stored['language'], stored['labs'], stored['configs'],
        [Student(one['name'], one['folder'], one['seed']) for one in stored['students']],
        {one['name']: one['identities'] for one in stored['students']})


def _is_sound(stored: dict[str, Any]) -> bool:
    """True if names are names, and each student is told from the others."""
    students, labs = stored['students'], stored['labs']
    return bool(labs and students) and all(map(is_name, labs)) and (
        set(stored['configs']) == set(labs)) and all(
        roster.is_name(one['name']) and roster.is_folder(one['folder'])
        and set(one['identities']) == set(labs) for one in students) and all(
        len({one[key] for one in students}) == len(students)
        for key in ('name', 'folder', 'seed'))
