"""What `class check` does: every run of every student examined, and every answer judged."""

from collections.abc import Iterator, Sequence
import dataclasses
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.book.lab_runs import LabRuns
from tf_labs.book.measured import RunValues
from tf_labs.classroom import answers
from tf_labs.classroom import assignments
from tf_labs.classroom import comparison_result
from tf_labs.classroom import examination
from tf_labs.classroom import notebooks
from tf_labs.classroom import register
from tf_labs.classroom.answers import Judged
from tf_labs.classroom.examination import Wanted
from tf_labs.classroom.findings import COPIED
from tf_labs.classroom.findings import Examined
from tf_labs.classroom.findings import Finding
from tf_labs.classroom.findings import FOREIGN
from tf_labs.classroom.findings import MISSING
from tf_labs.classroom.handed_in import HandedIn
from tf_labs.classroom.questions import Lessons
from tf_labs.classroom.roster import Student
from tf_labs.experiments import verdicts
from tf_labs.training.folder import Folder
from tf_labs.training.run_directory import RunDirectory


@dataclasses.dataclass
class Work:
    """What a student has done of a lab.

    Attributes:
      student: who, by name.
      lab: its name; '' of what is of no lab.
      path: of the run, or of the comparison.
      config: that the student was given.
      runs: by their place below `path`, one or those of a comparison.
      judged: the answers; None: the notebook cannot be read, `notebook` says why.
      notebook: what is wrong with it.
    """

    student: str
    lab: str
    path: Path
    config: ConfigDict | None = None
    runs: dict[str, Examined] = dataclasses.field(default_factory=dict)
    judged: list[Judged] | None = None
    notebook: str = ''

    @property
    def finding(self) -> Finding | None:
        """The first thing that is wrong with its runs."""
        return next((one.finding.at(place) for place, one in self.runs.items()
                     if one.finding is not None), None)


def check(handed: HandedIn, lessons: Lessons, *, rerun: bool, devices: str) -> list[Work]:
    """Returns what was done of each lab by each student, and what is wrong with it.

    Args:
      handed: what was handed in.
      lessons: in its language.
      rerun: do each run again that has nothing wrong in its files.
      devices: of `runtime.start`.
    """
    known = register.of(handed.school_class)
    works = [work for student, path in handed.places
             for work in _of_student(handed, student, path, known)]
    _compare_all(works)
    _compute_again(works, known, devices, rerun=rerun)
    for student, path in handed.places:
        _judge([work for work in works if work.student == student.name and work.config is not None],
               path, lessons)
    return works + [Work(path.name, '', path, runs={'': Examined(Finding(
        FOREIGN, 'no student of this class has this directory'))}) for path in handed.strangers]


def _of_student(handed: HandedIn, student: Student, path: Path,
                known: register.Register) -> Iterator[Work]:
    """Yields what a student has done of each lab, as the files tell, and what is of no lab."""
    made = handed.school_class
    for lab in made.labs:
        work = Work(student.name, lab, path / notebooks.RUNS / lab,
                    assignments.config(lab, student.seed))
        work.runs = _examined(work, path, made.version, known)
        yield work
    files = Folder(path)
    for name in files.names(notebooks.RUNS) if files.is_directory(notebooks.RUNS) else ():
        if name not in made.labs and files.is_directory(f'{notebooks.RUNS}/{name}'):
            yield Work(student.name, name, path / notebooks.RUNS / name, runs={'': Examined(
                Finding(FOREIGN, 'no lab of this class'))})


def _examined(work: Work, path: Path, version: str,
              known: register.Register) -> dict[str, Examined]:
    assert work.config is not None
    shown = f'{notebooks.RUNS}/{work.lab}'
    if not path.is_dir():
        return {'': Examined(Finding(MISSING, 'the directory of the student is missing'))}
    if not Folder(path).is_directory(shown):
        what = 'is a link' if work.path.is_symlink() else 'is missing'
        return {'': Examined(Finding(MISSING, f'{shown} {what}'))}
    found = {}
    wanted = assignments.runs(work.config)
    for place, config in wanted.items():
        directory = RunDirectory(work.path / place)
        if not Folder(path).is_directory(f'{shown}/{place}'.rstrip('/')) or not (
                directory.path / 'config.json').exists():
            found[place] = Examined(Finding(MISSING, f'no run in {shown}'))
            continue
        found[place] = examination.examine(
            directory, Wanted(config, version, may_diverge=bool(place)), known)
    return found


def _compare_all(works: Sequence[Work]) -> None:
    """Of two runs with nothing wrong in their files that cannot be two, neither is right."""
    first: dict[object, tuple[Work, Examined]] = {}
    for work in works:
        for place, one in work.runs.items():
            if one.finding is not None or one.mark is None:
                continue
            other, run = first.setdefault((work.lab, place, one.mark), (work, one))
            if other is not work:
                run.finding = Finding(COPIED, _same(one, work.student))
                one.finding = Finding(COPIED, _same(run, other.student))


def _same(one: Examined, student: str) -> str:
    what = 'digest' if one.facts.get('digest') else 'begin and duration to the millisecond'
    return f'same {what} as the run of {student}, {one.facts.get("identity")}'


def _compute_again(works: Sequence[Work], known: register.Register, devices: str, *,
                   rerun: bool) -> None:
    """Nets are asked again, and with `rerun` every run is done again, if nothing is wrong yet."""
    sound = [(work, place, one) for work in works for place, one in work.runs.items()
             if work.config is not None and one.finding is None]
    nets = [entry for entry in sound if entry[2].facts.get('digest')]
    for _, _, one in sound:
        one.checked.append('digests')
    if nets or sound and rerun:
        runtime.import_tensorflow()
        from tf_labs.classroom import recomputation
        from tf_labs.classroom import rerunning
    for work, place, one in nets:
        recomputation.check(RunDirectory(work.path / place), known, devices, one)
    for work, place, one in sound if rerun else ():
        if one.finding is None:
            rerunning.check(RunDirectory(work.path / place), devices, one)
    for work in works:
        if work.config is not None and 'variants' in work.config and work.finding is None:
            next(iter(work.runs.values())).finding = comparison_result.finding(
                RunDirectory(work.path), work.config)


def _judge(works: Sequence[Work], path: Path, lessons: Lessons) -> None:
    """Judges a student's answers, by what the student's own runs came to."""
    values = {work.lab: _values(work) for work in works}
    for work in works:
        asked = lessons.questions(work.lab)
        try:
            given = answers.read(Folder(path), f'{work.lab}.ipynb', [one.name for one in asked])
        except ValueError as error:
            work.notebook = str(error)
            continue
        work.judged = answers.judge(asked, given, work.lab, values)


def _values(work: Work) -> RunValues | None:
    """Returns what a run came to; None of one that is not sound."""
    if work.finding is not None or work.config is None:
        return None
    if 'variants' in work.config:
        return LabRuns(work.lab, work.config, work.path, (work.config.seed,)).values()
    return RunValues(work.lab, [verdicts.run_values(RunDirectory(work.path))], ())
