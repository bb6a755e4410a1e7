"""By what factor one setting does with more or less than another, over seeds."""

from collections.abc import Mapping
import dataclasses
import math

from tf_labs.report import effects


@dataclasses.dataclass(frozen=True)
class Ratio:
    """A ratio of geometric means over seeds.

    Attributes:
      value: of the other to the base.
      low, high: ends of its 95% interval; None where there is none.
      p: two-sided, of the hypothesis that it is 1; None where there is no interval.
    """

    value: float
    low: float | None
    high: float | None
    p: float | None


def ratio(values: Mapping[int, float], base: Mapping[int, float]) -> Ratio:
    """Returns by what factor `values`, all above 0, differ from `base`.

    The interval is that of the difference of the logarithms (tf_labs.report.effects): a factor of
    2 and one of 1/2 are equally far from 1.
    """
    found = effects.effect(*({seed: math.log(one) for seed, one in each.items()}
                             for each in (values, base)))
    low, high = (None if end is None else math.exp(end) for end in (found.low, found.high))
    return Ratio(math.exp(found.difference), low, high, found.p)


def words(value: float, p: float | None) -> str:
    """Returns `slower`, `faster` or that neither is shown.

    Args:
      value: a ratio of times.
      p: of it, adjusted if there are several.
    """
    if p is None or p >= 1 - effects.CONFIDENCE:
        return 'no difference shown'
    return 'slower' if value > 1 else 'faster'
