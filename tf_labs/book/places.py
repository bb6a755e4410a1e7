"""Where something stands in a file that an author has written."""

import dataclasses
from pathlib import Path

from tf_labs.errors import did_you_mean
from tf_labs.errors import UserError

LESSONS = Path(__file__).parents[1] / 'lessons'


@dataclasses.dataclass(frozen=True)
class Place:
    """A line of a file, from 1; its errors name both."""

    file: Path
    line: int = 1

    def below(self, lines: int) -> 'Place':
        """Returns the place that many lines further down."""
        return Place(self.file, self.line + lines)

    def error(self, what: str, *, expected: str, received: object) -> UserError:
        """Returns the error for something that stands here."""
        return UserError(f'{self}: {what}', expected=expected, received=received)

    def unknown(self, kind: str, name: str, known: list[str]) -> UserError:
        """Returns the error for a name that is not one of a closed set, which may be long."""
        few = ', '.join(known) if len(known) <= 40 else f'one of {len(known)} names'
        return self.error(f'unknown {kind}{did_you_mean(name, known)}', expected=few or 'none',
                          received=name)

    def __str__(self) -> str:
        return f'{self.file}, line {self.line}'
