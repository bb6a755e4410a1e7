"""What can be wrong with a run that was handed in, in the words of the table."""

import dataclasses
from typing import Any

OK = 'ok'
MISSING, UNFINISHED, DIVERGED, DAMAGED = 'missing', 'unfinished', 'diverged', 'damaged'
FOREIGN, CONFIG, SEED, COPIED, EDITED = (
    'foreign', 'another config', 'another seed', 'copied', 'edited')
VERSION, DIFFERS, ANSWERS = 'another version', 'does not come out again', 'answers'


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something that is not right.

    Attributes:
      verdict: one of the words above.
      text: one line that names what tells it.
    """

    verdict: str
    text: str

    def at(self, place: str) -> 'Finding':
        """Returns it with the run of a comparison named that it is about."""
        return Finding(self.verdict, f'{place}: {self.text}') if place else self


@dataclasses.dataclass
class Examined:
    """A run, or one of those of a comparison, after its files were examined.

    Attributes:
      finding: the first thing that is not right; None: nothing is found.
      facts: of its files, as far as they can be read: `seed`, `when`, `tf_labs`, `tensorflow`,
        `identity`, `digest`, `done`.
      checked: the ways in which it was checked, in words.
      mark: what no two runs share; None of one that has none.
    """

    finding: Finding | None = None
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)
    checked: list[str] = dataclasses.field(default_factory=list)
    mark: tuple[Any, ...] | None = None
