"""By what factor one setting does with more or less than another, over seeds."""

from collections.abc import Mapping
import dataclasses
import math

from tf_labs.report import effects


@dataclasses.dataclass(frozen=True)
class Ratio:
    """A ratio of geometric means over seeds, and its 95% interval; None where there is none."""

    value: float
    low: float | None
    high: float | None


def ratio(values: Mapping[int, float], base: Mapping[int, float]) -> Ratio:
    """Returns by what factor `values`, all above 0, differ from `base`.

    The interval is that of the difference of the logarithms (tf_labs.report.effects): a factor of
    2 and one of 1/2 are equally far from 1.
    """
    found = effects.effect(*({seed: math.log(one) for seed, one in each.items()}
                             for each in (values, base)))
    low, high = (None if end is None else math.exp(end) for end in (found.low, found.high))
    return Ratio(math.exp(found.difference), low, high)


def words(low: float | None, high: float | None) -> str:
    """Returns `slower`, `faster` or that neither is shown, of a ratio of times."""
    if low is None or high is None or low <= 1 <= high:
        return 'no difference shown'
    return 'slower' if low > 1 else 'faster'
