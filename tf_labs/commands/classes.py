"""class: what the students of a class are given, and the check of what they hand in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tf_labs import runtime
from tf_labs.console import say
from tf_labs.errors import RunFailedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.training import folder

_SEED = 777


def do(action: str, paths: list[str], labs: str | None, students: str | None, seed: int | None,
       lang: str | None, class_: str | None, rerun: bool | None, output: str | None,
       devices: str) -> None:
    """Does `class new` or `class check`."""
    if action == 'new':
        _refuse(action, {'class': class_, 'rerun': rerun, 'output': output})
        new(paths, labs, students, _SEED if seed is None else seed, lang or 'en')
    else:
        _refuse(action, {'labs': labs, 'students': students, 'seed': seed, 'lang': lang})
        check(paths, class_, output, devices, rerun=bool(rerun))


def _refuse(action: str, values: Mapping[str, Any]) -> None:
    """Refuses flags that are of the other action."""
    for name, value in values.items():
        if value is not None:
            raise UserError(f'class {action} has no flag --{name}', received=f'--{name}',
                            expected=f'the flags that `tf-labs class --help` lists for {action}')


def new(paths: Sequence[str], labs: str | None, students: str | None, seed: int,
        lang: str) -> None:
    """Writes the directories of the students and the class file."""
    if len(paths) != 1:
        raise UserError('class new takes one directory', expected='class new DIR --labs=A,B',
                        received=', '.join(paths) or 'none')
    from tf_labs.book import course
    from tf_labs.classroom import assignments
    from tf_labs.classroom import class_file
    from tf_labs.classroom import giving_out
    from tf_labs.classroom import roster
    from tf_labs.classroom.questions import Lessons
    if lang not in course.LANGUAGES:
        raise unknown_name('language', lang, list(course.LANGUAGES))
    lessons = Lessons(lang)
    chosen = _labs(labs, lessons.labs)
    for lab in chosen:
        lessons.lesson(lab)
    assignments.check_alone(chosen)
    place = Path(paths[0])
    giving_out.check_place(place)
    made = giving_out.make(chosen, roster.students(students, seed), seed, lang)
    giving_out.write(place, made, lessons)
    say(f'{place}: {len(made.students)} students, {len(chosen)} labs; {place}/{class_file.NAME} '
        'stays with the teacher')


def _labs(labs: str | None, known: Sequence[str]) -> list[str]:
    if not labs:
        raise UserError('--labs is missing', expected='--labs=A,B, names of labs', received='none')
    words = labs.split(',')
    for name in words:
        if name not in known:
            raise unknown_name('lab', name, known)
    return [name for name in known if name in words]


def check(paths: Sequence[str], file: str | None, output: str | None, devices: str, *,
          rerun: bool) -> None:
    """Prints a row for each student and lab, and what is not right; writes the whole table.

    Raises:
      RunFailedError: something is not right.
    """
    runtime.parse_devices(devices)
    if output is not None and (not Path(output).parent.is_dir() or Path(output).is_dir()):
        raise UserError('--output cannot be written', expected='a file in a directory that exists',
                        received=output)
    from tf_labs.classroom import assignments
    from tf_labs.classroom import checking
    from tf_labs.classroom import class_table
    from tf_labs.classroom import handed_in
    from tf_labs.classroom.questions import Lessons
    from tf_labs.report import tables
    handed = handed_in.find(paths, file)
    assignments.check_same_labs(handed.school_class)
    lessons = Lessons(handed.school_class.language)
    table = class_table.rows(checking.check(handed, lessons, rerun=rerun, devices=devices))
    say(tables.to_markdown(class_table.shown(table)).rstrip('\n'))
    wrong = class_table.lines(table)
    for line in wrong:
        say(line)
    if output is not None:
        folder.write(Path(output), tables.to_csv(table).encode())
        say(output)
    if wrong:
        raise RunFailedError(f'{len(wrong)} of {len(table)} rows of the class are not right')
