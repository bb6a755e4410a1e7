"""The figures of a page: files of runs, and those that a report draws."""

from collections.abc import Callable, Iterator, Sequence
import dataclasses
import functools
from pathlib import Path
from pathlib import PurePosixPath
import re

from tf_labs.book.blocks import Block
from tf_labs.book.lab_runs import LabRuns
from tf_labs.book.places import Place
from tf_labs.data.image_files import UnreadableImageError
from tf_labs.report import content
from tf_labs.report import html
from tf_labs.training.run_directory import RunDirectory

_ENDINGS = ('.svg', '.png', '.gif')
_SVG_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_REPORT = 'report:'
_SHOWN = 3  # of a lab without a lesson


@dataclasses.dataclass(frozen=True)
class Figure:
    """A figure as a file beside the pages.

    Attributes:
      name: of the file, with its ending.
      content: of the file.
      size: width and height, in pixels of the page.
      alt: of a figure without a block what it says of itself.
    """

    name: str
    content: bytes
    size: tuple[int, int]
    alt: str = ''


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
            stored = directory.content(f'figures/{stem}{ending}')
            if stored is not None:
                return _stored(f'{wanted.replace("/", "-")}{ending}', stored, place)
    raise place.unknown('figure', wanted, sorted({
        PurePosixPath(name).stem for directory in places
        for name in directory.files.names('figures')}))


def of_lab(runs: LabRuns) -> list[Figure]:
    """Returns the first figures of a lab that has no lesson."""
    found: list[Figure] = []
    for directory in (RunDirectory(runs.path), *(() if runs.variants else (runs.directory(),))):
        for name in directory.files.names('figures'):
            if name.endswith('.png') and len(found) < _SHOWN:
                found.append(_stored(name, directory.content(f'figures/{name}') or b'',
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
    return _stored(f'report-{wanted.replace("/", "-")}.png', pictures[name].png, place)


@functools.lru_cache(maxsize=8)  # both languages ask for them, and a lesson for several
def _of_directory(path: Path, make: Callable[[RunDirectory], content.Report]) -> dict[
        str, html.Picture]:
    return {one.name: one for section in make(RunDirectory(path)).sections
            for one in _pictures(section.parts)}


def _pictures(parts: Sequence[content.Part]) -> Iterator[html.Picture]:
    for part in parts:
        if isinstance(part, content.Gallery):
            yield from part.pictures
        elif isinstance(part, content.Columns):
            yield from _pictures(part.parts)


def _stored(name: str, stored: bytes, place: Place) -> Figure:
    if name.endswith('.svg'):
        size = _SVG_SIZE.search(stored[:4096].decode('utf-8', 'replace'))
        if size is None:
            raise place.error('a figure is damaged', expected='an SVG with a viewBox',
                              received=name)
        return Figure(name, stored, (round(float(size[1])), round(float(size[2]))))
    try:
        picture = _smaller(stored)
    except UnreadableImageError as error:
        raise place.error('a figure is damaged', expected='a picture', received=name) from error
    return Figure(name, picture.png, picture.size, picture.alt)


@functools.lru_cache(maxsize=256)
def _smaller(stored: bytes) -> html.Picture:
    return html.stored('figure', stored, '')
