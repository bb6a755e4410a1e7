"""Lists the numerals of a source that stand in no row of the published numbers.

    python -m tests.printed_numerals FILE ...

A row that is forgotten shows itself: every numeral of a text is looked for in what the rows hold as
printed. What is left is to be read: a numeral may be a year, a place in a list, or a hole. It is
looked for by its value alone, so a small integer is soon found somewhere: of those the script says
little, of 0.34714627 all.
"""

from collections.abc import Iterable, Sequence
import dataclasses
from pathlib import Path
import re
import sys

from tf_labs.published.checks import CHECKS
from tf_labs.published.notes import PUBLISHED
from tf_labs.published.number import Published

# No numeral: digits of a name or of a colour, as in conv1 and #1e40af. No sign: the dash of 5-6.
NUMERAL = re.compile(
    r'(?<![A-Za-z\d_#.])(?:(?<!\d)-)?\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?(?![A-Za-z\d_])'
    r'(?: ?(?P<unit>million|천만|백만|만))?')
UNITS = {'million': 1e6, '천만': 1e7, '백만': 1e6, '만': 1e4}
LINK = re.compile(r'https?://\S+')
LINE_NUMBER = re.compile(r'\s*\d+\s*')


@dataclasses.dataclass(frozen=True)
class Numeral:
    """A numeral of a text: as it is printed, and the line that it stands in."""

    text: str
    line: int
    context: str


def numerals(text: str) -> list[Numeral]:
    """Returns the numerals of a text, those of links and of a gutter of line numbers left out."""
    lines = text.splitlines()
    gutter = _gutter(lines)
    return [Numeral(found.group().strip(), number, line.strip())
            for number, line in enumerate(lines, 1) if number not in gutter
            for found in NUMERAL.finditer(LINK.sub('', line))]


def _gutter(lines: Sequence[str]) -> set[int]:
    """Returns the lines 1, 2, 3, ... that a page copied from beside its code."""
    found: set[int] = set()
    expected = 1
    for number, line in enumerate(lines, 1):
        is_number = LINE_NUMBER.fullmatch(line) is not None
        value = int(line) if is_number else 0
        if is_number and value in (1, expected):
            found.add(number)
            expected = value + 1
        else:
            expected = 1
    return found


def missing(text: str, rows: Iterable[Published] = (*PUBLISHED, *CHECKS)) -> list[Numeral]:
    """Returns the numerals of a text that no row holds."""
    held = {value(one.text) for row in rows for part in held_by(row) for one in numerals(part)}
    return [one for one in numerals(text) if value(one.text) not in held]


def held_by(row: Published) -> tuple[str, ...]:
    """Returns the texts of a row in which a printed numeral can stand."""
    halves = [part.expected for part in row.parts() if part is not row]
    return (row.printed, row.quantity, row.note, *halves)


def value(numeral: str) -> float:
    """Returns what a numeral says: 50,000 and 50000 are one, and 1.2 million and 120만 too."""
    unit = NUMERAL.match(numeral)['unit'] or ''
    return round(float(numeral.removesuffix(unit).replace(',', '')) * UNITS.get(unit, 1), 18)


def main(files: Sequence[str]) -> None:
    """Prints `FILE:LINE: NUMERAL  the line` for each numeral without a row, and their number."""
    for file in files:
        text = Path(file).read_text('utf-8')
        holes = missing(text)
        for hole in holes:
            print(f'{file}:{hole.line}: {hole.text}  {hole.context[:100]}')
        print(f'{file}: {len(holes)} of {len(numerals(text))} numerals in no row')


if __name__ == '__main__':
    main(sys.argv[1:])
