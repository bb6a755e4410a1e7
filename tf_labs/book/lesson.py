"""Lessons as authors write them: front matter, prose, blocks."""

from collections.abc import Collection, Sequence
import dataclasses
from pathlib import Path
import re

from tf_labs.book import blocks
from tf_labs.book import measured
from tf_labs.book.blocks import Block
from tf_labs.book.places import Place

_FIELDS = ('title', 'question', 'needs', 'know', 'terms')
_LISTS = ('needs', 'terms')
_FENCE = re.compile(r'(?P<fence>`{3,}|~{3,})\s*(?P<kind>[^\s`]*)\s*$')
_PLAIN = ('', 'text', 'python', 'sh', 'console')  # of fences that are shown as they stand


@dataclasses.dataclass(frozen=True)
class Prose:
    """Markdown between two blocks; `place` is its first line."""

    text: str
    place: Place


@dataclasses.dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
      lab: its name.
      title, question, know: of the front matter, Markdown within a line.
      needs: labs that one must know.
      terms: keys of the glossary.
      parts: of the body, in their order.
      file: it was read from.
      lines: of the fields of the front matter.
    """

    lab: str
    title: str
    question: str
    know: str
    needs: Sequence[str]
    terms: Sequence[str]
    parts: Sequence[Prose | Block]
    file: Path
    lines: dict[str, int]

    def at(self, field: str) -> Place:
        """Returns where a field of the front matter stands."""
        return Place(self.file, self.lines.get(field, 1))

    @property
    def labs_asked(self) -> set[str]:
        """The other labs whose numbers it shows."""
        found: set[str] = set()
        for part in self.parts:
            for text in [part.text] if isinstance(part, Prose) else map(str, part.fields.values()):
                found |= measured.labs_asked(text)
        return found

    @property
    def blocks(self) -> list[Block]:
        """The blocks in their order."""
        return [part for part in self.parts if isinstance(part, Block)]


def read(folder: Path, language: str, labs: Collection[str]) -> dict[str, Lesson]:
    """Returns the lessons of a language by lab.

    Args:
      folder: holds a folder for each language.
      language: as `en`.
      labs: all that there are.

    Raises:
      UserError: a lesson is not as it has to be; the line names file and line.
    """
    found = {}
    for file in sorted((folder / language).glob('*.md')):
        if file.stem not in labs:
            raise Place(file).unknown('lab', file.stem, sorted(labs))
        found[file.stem] = parse(file, file.read_text('utf-8'))
        for need in found[file.stem].needs:
            if need not in labs or need == file.stem:
                raise found[file.stem].at('needs').unknown('lab', need, sorted(labs))
    return found


def parse(file: Path, text: str) -> Lesson:
    """Returns a lesson.

    Raises:
      UserError: its front matter or a block is not as it has to be.
    """
    lines = text.splitlines()
    if not lines or lines[0].strip() != '---' or '---' not in [one.strip() for one in lines[1:]]:
        raise Place(file).error('no front matter', expected='fields between two lines ---',
                                received=lines[0] if lines else 'an empty file')
    end = [one.strip() for one in lines].index('---', 1)
    fields, places = blocks.mapping('\n'.join(lines[1:end]), Place(file))
    _check(fields, places, file)
    return Lesson(file.stem, fields['title'], fields['question'], fields['know'],
                  tuple(fields['needs']), tuple(fields['terms']),
                  _parts(file, lines, end + 1), file, places)


def _check(fields: blocks.Fields, lines: dict[str, int], file: Path) -> None:
    for name in fields:
        if name not in _FIELDS:
            raise Place(file, lines[name]).unknown('field of the front matter', name,
                                                   list(_FIELDS))
    missing = [name for name in _FIELDS if name not in fields]
    if missing:
        raise Place(file).error(f'the front matter lacks {", ".join(missing)}',
                                expected=', '.join(_FIELDS), received=', '.join(fields))
    for name, value in fields.items():
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if is_list != (name in _LISTS) or not (is_list or (isinstance(value, str) and value)):
            raise Place(file, lines[name]).error(
                f'{name} cannot be used', received=value or 'nothing',
                expected='a list as [gates]' if name in _LISTS else 'a text')


def _parts(file: Path, lines: Sequence[str], begin: int) -> list[Prose | Block]:
    """Divides the lines of a body; `begin` is the index of its first."""
    parts: list[Prose | Block] = []
    prose: list[str] = []
    number = begin
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if fence is None:
            prose.append(lines[number])
            number += 1
            continue
        end = _end(file, lines, number, fence['fence'])
        kind = fence['kind']
        if kind in blocks.KINDS:
            _add(parts, prose, file, number)
            prose = []
            parts.append(blocks.parse(kind, '\n'.join(lines[number + 1:end]),
                                      Place(file, number + 1)))
        elif kind in _PLAIN:
            prose += lines[number:end + 1]
        else:
            raise Place(file, number + 1).unknown('kind of block', kind,
                                                  [*blocks.KINDS, *_PLAIN[1:]])
        number = end + 1
    _add(parts, prose, file, len(lines))
    return parts


def _end(file: Path, lines: Sequence[str], begin: int, fence: str) -> int:
    """Returns the index of the line that closes a fence."""
    for number in range(begin + 1, len(lines)):
        if lines[number].strip() == fence:
            return number
    raise Place(file, begin + 1).error('a block is not closed', expected=f'a line {fence} below it',
                                       received='the end of the file')


def _add(parts: list[Prose | Block], prose: list[str], file: Path, end: int) -> None:
    """Adds the lines of prose that end before the line with index `end`, unless all are empty."""
    if any(line.strip() for line in prose):
        parts.append(Prose('\n'.join(prose), Place(file, end - len(prose) + 1)))
