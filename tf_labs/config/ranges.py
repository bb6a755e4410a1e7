"""What a field of a config can be: ranges by name, each with the words for it.

A value of a type that a range is not made for, as text among numbers, is out of it.
"""

from collections.abc import Callable, Sequence
import dataclasses
import math
from typing import Any


@dataclasses.dataclass(frozen=True)
class Range:
    """Values that a field can have.

    Attributes:
      holds: value -> whether it is one of them.
      words: what is expected, for people.
    """

    holds: Callable[[Any], Any]
    words: str

    def __contains__(self, value: Any) -> bool:
        try:
            return bool(self.holds(value))
        except (TypeError, ValueError, OverflowError):
            return False


def at_least(least: int) -> Range:
    """Returns the numbers from `least` on."""
    return Range(lambda v: v >= least, f'at least {least}')


def _positive(value: float) -> bool:
    return math.isfinite(value) and value > 0


def _whole_numbers(values: Sequence[Any], least: int) -> bool:
    return all(isinstance(n, int) and n >= least for n in values)


def _sizes(values: Sequence[Any]) -> bool:
    return bool(values) and _whole_numbers(values, 1)


def some_of(names: Sequence[str]) -> Range:
    """Returns the tuples of some of the names, one at least."""
    return Range(lambda v: v and set(v) <= set(names), f'some of {", ".join(names)}')


def each_once(names: Sequence[str]) -> Range:
    """Returns the tuples of some of the names, one at least and none twice."""
    return Range(lambda v: len(set(v)) == len(v) and v in some_of(names),
                 f'{some_of(names).words}, each once')


def texts(words: str) -> Range:
    """Returns the tuples of texts, () with them."""
    return Range(lambda v: all(isinstance(text, str) for text in v), words)


SEED = Range(lambda v: 0 <= v < 2**31, 'an integer from 0 to 2147483647')

AT_LEAST_0 = at_least(0)
AT_LEAST_1 = at_least(1)
AT_LEAST_2 = at_least(2)
ONE_OR_TWO = Range(lambda v: v in (1, 2), '1 or 2')
ONE_OR_TEN = Range(lambda v: v in (1, 10), '1 or 10')
TWO_OR_THREE = Range(lambda v: v in (2, 3), '2 or 3')

FINITE = Range(math.isfinite, 'a finite number')
POSITIVE = Range(_positive, 'a finite number above 0')
NOT_NEGATIVE = Range(lambda v: math.isfinite(v) and v >= 0, 'a finite number of at least 0')
NEGATIVE = Range(lambda v: math.isfinite(v) and v < 0, 'a finite number below 0')

ODD = Range(lambda v: v >= 1 and v % 2 == 1, 'an odd number of at least 1, as many neighbours on '
            'each side')

SHARE = Range(lambda v: 0 <= v < 1, 'at least 0 and below 1')  # of what is kept or dropped
UP_TO_1 = Range(lambda v: 0 < v <= 1, 'above 0 and at most 1')
FROM_0_TO_1 = Range(lambda v: 0 <= v <= 1, 'from 0 to 1')
BETWEEN_0_AND_1 = Range(lambda v: 0 < v < 1, 'above 0 and below 1')
BELOW_LN_2 = Range(lambda v: 0 < v < math.log(2), 'above 0 and below ln 2')

ANY_SIZES = Range(lambda v: _whole_numbers(v, 1), 'whole numbers of at least 1')
SIZES = Range(_sizes, 'whole numbers of at least 1')
ONE_SIZE_OR_MORE = Range(_sizes, 'one whole number of at least 1, or more')
ANY_INDICES = Range(lambda v: _whole_numbers(v, 0), 'whole numbers of at least 0')
NAMES = Range(lambda v: all(isinstance(name, str) and name for name in v), 'names')
FINITE_NUMBERS = Range(lambda v: all(map(math.isfinite, v)), 'finite numbers')
NUMBERS_FROM_0 = Range(lambda v: all(n in NOT_NEGATIVE for n in v),
                       'finite numbers of at least 0')
POSITIVE_NUMBERS = Range(lambda v: bool(v) and all(map(_positive, v)), 'finite numbers above 0')
