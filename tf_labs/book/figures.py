"""The figures of a page: those that runs hold, and those that a report draws."""

from collections.abc import Callable, Iterator, Sequence
import dataclasses
import functools
from pathlib import Path
from pathlib import PurePosixPath

from tf_labs.book.blocks import Block
from tf_labs.book.lab_runs import LabRuns
from tf_labs.book.places import Place
from tf_labs.data.image_files import UnreadableImageError
from tf_labs.report import content
from tf_labs.report import html
from tf_labs.report.inline_svg import UnreadableDrawingError
from tf_labs.training.run_directory import RunDirectory

_ENDINGS = ('.png', '.gif')
_REPORT = 'report:'
_SHOWN = 3  # of a lab without a lesson
_DRAWN_BYTES = 150_000  # up to which a drawing is part of a page


@dataclasses.dataclass(frozen=True)
class Figure:
    """A figure of a page, drawn there, or an image beside it.

    Attributes:
      file: name of the image.
      picture: its bytes, its drawing if it has one, what it says of itself.
    """

    file: str
    picture: html.Picture

    @property
    def is_drawn(self) -> bool:
        """True if it is part of the page."""
        return bool(self.picture.svg)

    def told(self, name: str, alt: str) -> 'Figure':
        """Returns it with a name, by which the parts of a drawing are known, and an alternative."""
        return Figure(self.file, dataclasses.replace(self.picture, name=name, alt=alt))


def of_block(block: Block, runs: LabRuns) -> Figure:
    """Returns the figure that a block asks for.

    Raises:
      UserError: the runs have no such figure.
    """
    wanted, place = block.fields['file'], block.at('file')
    if wanted.startswith(_REPORT):
        return _of_report(wanted.removeprefix(_REPORT), runs, place)
    variant, _, stem = wanted.rpartition('/')
    if variant and variant not in runs.variants:
        raise place.unknown('variant', variant, runs.variants)
    places = [RunDirectory(runs.path)] if not variant else []
    if variant or not runs.variants:
        places.insert(0, runs.directory(variant))
    for directory in places:
        for ending in _ENDINGS:
            if directory.files.has(f'figures/{stem}{ending}'):
                return _stored(f'{wanted.replace("/", "-")}{ending}', directory,
                               f'figures/{stem}{ending}', place)
    raise place.unknown('figure', wanted, sorted({
        PurePosixPath(name).stem for directory in places
        for name in directory.files.names('figures')}))


def of_lab(runs: LabRuns) -> list[Figure]:
    """Returns the first figures of a lab that has no lesson."""
    found: list[Figure] = []
    for directory in (RunDirectory(runs.path), *(() if runs.variants else (runs.directory(),))):
        for name in directory.files.names('figures'):
            if name.endswith('.png') and len(found) < _SHOWN:
                found.append(_stored(name, directory, f'figures/{name}',
                                     Place(directory.path / 'figures' / name)))
    return found


def _of_report(wanted: str, runs: LabRuns, place: Place) -> Figure:
    from tf_labs import runtime  # a book whose figures are files does without TensorFlow
    runtime.import_tensorflow()
    from tf_labs.experiments import reporting
    variant, _, name = wanted.rpartition('/')
    if variant and variant not in runs.variants:
        raise place.unknown('variant', variant, runs.variants)
    is_whole = bool(runs.variants) and not variant
    directory = RunDirectory(runs.path) if is_whole else runs.directory(variant)
    pictures = _of_directory(directory.path, reporting.make)
    if name not in pictures:
        raise place.unknown('figure of the report', name, sorted(pictures))
    return _light(f'report-{wanted.replace("/", "-")}.png', pictures[name])


@functools.lru_cache(maxsize=8)  # both languages ask for them, and a lesson for several
def _of_directory(path: Path, make: Callable[[RunDirectory], content.Report]) -> dict[
        str, html.Picture]:
    report = make(RunDirectory(path))
    shown = [one for section in report.sections for one in _pictures(section.parts)]
    return {one.name: one for one in (*report.files, *shown)}


def _pictures(parts: Sequence[content.Part]) -> Iterator[html.Picture]:
    for part in parts:
        if isinstance(part, content.Gallery):
            yield from part.pictures
        elif isinstance(part, (content.Columns, content.Folded)):
            yield from _pictures(part.parts)


def _stored(file: str, directory: RunDirectory, name: str, place: Place) -> Figure:
    svg = directory.content(str(PurePosixPath(name).with_suffix('.svg'))) or b''
    try:
        return _light(file, _read(directory.content(name) or b'', svg.decode('utf-8', 'replace')))
    except (UnreadableImageError, UnreadableDrawingError) as error:
        raise place.error('a figure is damaged', expected='a picture that a run has drawn',
                          received=directory.path / name) from error


@functools.lru_cache(maxsize=256)  # both languages ask for them
def _read(image: bytes, svg: str) -> html.Picture:
    return html.stored('figure', image, '', svg=svg)


def _light(file: str, picture: html.Picture) -> Figure:
    """Leaves out a drawing that is too large for a page."""
    if len(picture.svg) > _DRAWN_BYTES:
        picture = dataclasses.replace(picture, svg='')
    return Figure(file, picture)
