"""Makes the page of the sources, docs/sources.md, of docs/sources/*.toml.

Each file is a part of the sources: `title`, `intro`, and its items in the order in which they stand
there. An item has

    n      its number; over all files 1, 2, 3, ...
    says   what the source says, in other words than its own
    shown  the command that shows it, or a page of docs/; several in a list
    found  what came out
    state  WORKS, unless it says one of the others in STATES: of an erratum 'WORKS: erratum'

docs/sources/ours.toml lists the labs that no item asks for, each with what it is there for.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
import re
import tomllib
from typing import Any

ITEMS = 329  # claims, formulas, code, tables, numbers and figures of the sources
WORKS = 'WORKS'
ERRATUM, NOT_SHOWN = 'WORKS: erratum', 'WORKS: does not hold here'
STATES = (WORKS, ERRATUM, NOT_SHOWN, 'needs ImageNet', 'needs a GPU', 'needs days',
          'text only')
_FIELDS = {'n', 'says', 'shown', 'found'}
_LAB = re.compile(r'tf-labs (?:run|config|find-rate|sweep|summary) (\w+)|--labs=([\w,]+)|'
                  r'--lab=(\w+)|workdirs?=([\w/,]*checkpoints/[\w/,]+)')
_HEAD = """\
<!-- Made by `python docs/make.py` of docs/sources/: change that. -->

# The sources, item by item

Everything that the notes say: claims, formulas, pieces of code, tables, numbers, figures. Beside
each stands the command that shows it, and what came out. The page of a lab ([Labs](labs.md)) says
on which data, with how many seeds, and how wide the interval is. Numbers that the sources print are
judged in [the table of published numbers](reproduced.md), by [these rules](numbers.md).

| state | |
|---|---|
| WORKS | a command shows it; what holds in part only, the row says |
| WORKS: erratum | the source errs: a command shows what is right |
| WORKS: does not hold here | a command tries it, and no such effect shows on these data and nets |
| needs ImageNet | net and recipe are there and tested; the number takes ImageNet, and a GPU |
| needs a GPU | net and recipe are there and tested; training it takes a GPU |
| needs days | a lab has the set-up of the paper, and trains for days ([How long](papers.md)) |
| text only | a fact about the world, which no program shows |

`checkpoints/LAB` is the run of a lab, which is trained first: `tf-labs run LAB`.
"""


def page(folder: Path, labs: Collection[str], prose: Callable[[str], str]) -> str:
    """Returns the page.

    Args:
      folder: docs/sources.
      labs: the names of all labs.
      prose: escapes what Markdown would read as marks.

    Raises:
      ValueError: a number is missing or stands twice, an item lacks a field or is in a state that
        there is not, a lab is in no item and not in ours.toml, or in both.
    """
    parts = read(folder)
    items = [item for part in parts for item in part['item']]
    check_items(items)
    ours = tomllib.loads((folder / 'ours.toml').read_text('utf-8'))
    check_labs(items, ours, labs)
    return '\n'.join([
        _HEAD, *_counts(parts), *(_part(part, folder.parent, prose) for part in parts),
        '## Labs of ours', '', 'No item asks for these.', '', '| lab | what it is there for |',
        '|---|---|', *(f'| [{name}](labs.md#{name}) | {prose(why)} |'
                       for name, why in ours.items()), ''])


def read(folder: Path) -> list[Mapping[str, Any]]:
    """Returns the parts of the sources in their order."""
    parts = [tomllib.loads(path.read_text('utf-8')) for path in sorted(folder.glob('*.toml'))
             if path.name != 'ours.toml']
    return sorted(parts, key=lambda part: part['item'][0]['n'])


def commands(item: Mapping[str, Any]) -> list[str]:
    """Returns what shows an item: command lines of tf-labs, and pages."""
    return [item['shown']] if isinstance(item['shown'], str) else list(item['shown'])


def labs_of(item: Mapping[str, Any]) -> set[str]:
    """Returns the labs that an item's commands name."""
    found = [''.join(match) for command in commands(item) for match in _LAB.findall(command)]
    return {name.rpartition('/')[2] for names in found for name in names.split(',')}


def check_items(items: Sequence[Mapping[str, Any]], count: int = ITEMS) -> None:
    """Raises ValueError unless the items are whole and numbered 1 to count."""
    numbers = [item['n'] for item in items]
    if numbers != list(range(1, count + 1)):
        wrong = next((n for n, number in enumerate(numbers, 1) if n != number), len(numbers) + 1)
        raise ValueError(f'the items of the sources are numbered 1 to {count}; '
                         f'number {wrong} is missing or out of order')
    for item in items:
        if set(item) - {'state'} != _FIELDS or item.get('state', WORKS) not in STATES:
            raise ValueError(f'item {item["n"]} of the sources needs the fields '
                             f'{", ".join(sorted(_FIELDS))} and a state of {", ".join(STATES)}')
        if _errs(item) != (item.get('state') == ERRATUM):
            raise ValueError(f'item {item["n"]} of the sources is {ERRATUM!r} if, and only if, it '
                             'says what the erratum is')


def _errs(item: Mapping[str, Any]) -> bool:
    return re.search(r'\berratum\b', item['found']) is not None


def check_labs(items: Sequence[Mapping[str, Any]], ours: Collection[str],
               labs: Collection[str]) -> None:
    """Raises ValueError unless every lab is named by an item or is one of ours, and not both."""
    named = set().union(*(labs_of(item) for item in items))
    if lost := set(labs) - named - set(ours):
        raise ValueError(f'in no item of docs/sources/ and not in ours.toml: {sorted(lost)}')
    if twice := named & set(ours):
        raise ValueError(f'in ours.toml, though an item of docs/sources/ names it: {sorted(twice)}')


def _counts(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    total: Counter[str] = Counter()
    for part in parts:
        states = Counter(item.get('state', WORKS) for item in part['item'])
        total += states
        first, last = part['item'][0]['n'], part['item'][-1]['n']
        rows.append(f'| [{part["title"]}](#{_anchor(part["title"])}) | {first} - {last} | '
                    f'{_cells(states)} |')
    return [f'| source | items | {" | ".join(STATES)} |', '|---' * (len(STATES) + 2) + '|', *rows,
            f'| all | {sum(total.values())} | {_cells(total)} |', '']


def _cells(states: Mapping[str, int]) -> str:
    return ' | '.join(str(states[state] or '') for state in STATES)


def _anchor(heading: str) -> str:
    return re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-')


def _part(part: Mapping[str, Any], docs: Path, prose: Callable[[str], str]) -> str:
    rows = [f'| {item["n"]} | {prose(item["says"])} | {_shown(item, docs)} | '
            f'{prose(item["found"])} | {item.get("state", WORKS)} |' for item in part['item']]
    return '\n'.join([f'## {part["title"]}', '', part['intro'].strip(), '',
                      '| n | the source says | shown by | what came out | state |',
                      '|---' * 5 + '|', *rows, ''])


def _shown(item: Mapping[str, Any], docs: Path) -> str:
    return '<br>'.join(f'`{place}`' if place.startswith('tf-labs ') else _link(place, docs)
                       for place in commands(item))


def _link(place: str, docs: Path) -> str:
    text = (docs / place.partition('#')[0]).read_text('utf-8')
    return f'[{re.search("^# (.+)$", text, re.MULTILINE)[1]}]({place})'
