"""Effects: by how much one config does better than another over seeds, and how sure that is.

A difference of means comes with its 95% interval. The same seed gives the same initial draw and
the same order of the data, so where both have the same seeds, the differences are taken seed by
seed: Student's t interval of their mean. Else it is Welch's, which takes the runs for independent
and their spreads for unlike. Both say what other seeds would give, and nothing of other data.

Where many are compared with one, 95% holds for each interval alone; `holm` adjusts the p values
so that all of them together call noise a difference in at most 5% of such comparisons.
"""

from collections.abc import Collection, Mapping, Sequence
import dataclasses
import math
import statistics
import warnings

from scipy import special
from scipy import stats

CONFIDENCE = 0.95
PAIRED, WELCH = 'paired by seed', 'Welch'
ONE_EACH = 'one seed each: no interval'
ONE_OF_THEM = 'one seed in one of them: no interval'
NO_SPREAD = 'no spread over the seeds: no interval'
SAME = 'the same at every seed'
_ROUNDING = 1e-12  # relative to the values, below which a spread is one of arithmetic
_DECIMALS = 6  # from which on numbers are written with an exponent

ValuesBySeed = Mapping[int, float]  # by seed


@dataclasses.dataclass(frozen=True)
class Effect:
    """A difference of two means over seeds.

    Attributes:
      difference: of the means, the other's minus that of the base.
      seeds: how many the other and the base have.
      method: PAIRED or WELCH, or why no interval can be given.
      low, high: ends of the 95% interval of the difference; None where there is none.
      p: two-sided, of the hypothesis that there is no difference; None where there is no interval.
      hedges_g: see `hedges_g`.
    """

    difference: float
    seeds: tuple[int, int]
    method: str
    low: float | None = None
    high: float | None = None
    p: float | None = None
    hedges_g: float | None = None

    @property
    def half_width(self) -> float | None:
        """By how much the interval reaches to either side; None where there is none."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    @property
    def excludes_zero(self) -> bool:
        """True if there is an interval and 0 lies outside of it."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def effect(values: ValuesBySeed, base: ValuesBySeed) -> Effect:
    """Returns by how much `values` differ from `base`; each has a finite number at least."""
    difference = statistics.fmean(values.values()) - statistics.fmean(base.values())
    counts = len(values), len(base)
    standardised = hedges_g(list(values.values()), list(base.values()))
    reason = _no_interval(values, base)
    if reason is not None:
        return Effect(difference, counts, reason, hedges_g=standardised)
    with warnings.catch_warnings():  # one side may well be constant: the other has a spread
        warnings.simplefilter('ignore', RuntimeWarning)
        if set(values) == set(base):
            test = stats.ttest_rel(list(values.values()), [base[seed] for seed in values])
        else:
            test = stats.ttest_ind(list(values.values()), list(base.values()), equal_var=False)
    interval = test.confidence_interval(CONFIDENCE)
    return Effect(difference, counts, PAIRED if set(values) == set(base) else WELCH,
                  float(interval.low), float(interval.high), float(test.pvalue), standardised)


def _no_interval(values: ValuesBySeed, base: ValuesBySeed) -> str | None:
    """Returns why no interval can be given: a spread is known from two numbers on."""
    if len(values) == len(base) == 1:
        return ONE_EACH
    if 1 in (len(values), len(base)):
        return ONE_OF_THEM
    scale = max(map(abs, (*values.values(), *base.values())))
    if set(values) != set(base):
        constant = _spread(values.values()) + _spread(base.values()) <= _ROUNDING * scale
        return NO_SPREAD if constant else None
    differences = [values[seed] - base[seed] for seed in values]
    if max(map(abs, differences)) <= _ROUNDING * scale:
        return SAME
    return NO_SPREAD if _spread(differences) <= _ROUNDING * scale else None


def _spread(values: Collection[float]) -> float:
    return max(values) - min(values)


def hedges_g(values: Sequence[float], base: Sequence[float]) -> float | None:
    """Returns Hedges' g: the difference of the means in standard deviations of a run.

        g = J(v) (mean - mean of the base) / s,    v = n + m - 2,
        s^2 = ((n - 1) sd^2 + (m - 1) (sd of the base)^2) / v,
        J(v) = Gamma(v / 2) / (sqrt(v / 2) Gamma((v - 1) / 2))

    s is the spread of single runs, also where runs are paired, so that g compares across both;
    J, about 1 - 3 / (4 v - 1), takes away the bias of few runs.

    Args:
      values: of n seeds.
      base: of m seeds.

    Returns:
      None where n or m is 1, or s is 0.
    """
    n, m = len(values), len(base)
    if min(n, m) < 2:
        return None
    freedom = n + m - 2
    spread = math.sqrt(((n - 1) * statistics.variance(values) +
                        (m - 1) * statistics.variance(base)) / freedom)
    if spread <= _ROUNDING * max(map(abs, (*values, *base))):
        return None
    correction = math.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)
                          ) / math.sqrt(freedom / 2)
    return correction * (statistics.fmean(values) - statistics.fmean(base)) / spread


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Returns p values adjusted by Holm's method (1979); None, where there is none, stays None."""
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(known):
        largest = max(largest, min(1.0, (len(known) - rank) * p))
        adjusted[place] = largest
    return adjusted


def mean_and_sd(values: Sequence[float]) -> str:
    """Returns `mean +- sd`, the sd of a sample; the value alone where there is but one.

    What is not finite is left out, and said to be.
    """
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return f'{values[0]}'
    text = f'{statistics.mean(finite):.4g}'
    if len(finite) > 1:
        text += f' +- {statistics.stdev(finite):.2g}'
    return text if len(finite) == len(values) else f'{text} ({len(finite)} of {len(values)} finite)'


def signed(difference: float, half_width: float | None) -> str:
    """Returns `+0.62 +- 0.21`: two digits of the half width, the difference to the same place."""
    if half_width is None:
        return f'{difference:+.3g}'
    decimals = max(0, 1 - math.floor(math.log10(half_width)))
    if decimals > _DECIMALS:
        return f'{difference:+.3g} +- {half_width:.2g}'
    return f'{difference:+.{decimals}f} +- {half_width:.{decimals}f}'
