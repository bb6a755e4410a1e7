"""The rules over seeds: bands, percentiles, shares, directions and factors.

band        the printed value lies in mean +- (2 sd + e) over at least 5 seeds: PASS; in twice
            that: NEAR; else FAIL. e is the sampling error at 95%, 1.96 sqrt(p (1 - p) / n), of an
            accuracy p over n examples, and 0 for a loss; of a round number half a unit more. A
            sample with two modes has no band: FAIL. It has two if its widest gap takes up more
            than GAP_SHARE of its range and is wider than e, and the means of its two sides differ
            by more than a factor of 2. (Of five draws of a normal distribution one in a hundred
            has such a gap.) Where a run ends in one of two places, the share of runs is judged.
percentiles a printed value of one run, among many runs of its kind: PASS from their 2.5th to their
            97.5th percentile, NEAR between their smallest and their largest, else FAIL; OPEN with
            fewer than 20 runs. Ours is [2.5th, 97.5th, smallest, largest, runs].
share       `K of N ...` is printed, ours is [k, n]: PASS if Fisher's exact test does not tell the
            two shares apart at 5%, NEAR at 1%, else FAIL; OPEN if no k could. Ours is told with
            Wilson's interval.
direction   the first quantity is larger than the second: PASS in each run, NEAR in the mean only,
            else FAIL; OPEN where both are 0 in every run, as of a fault that no net has. Nothing
            but the direction is judged, not how much larger. Of several pairs the worst counts.
factor      the printed factor lies in the 95% interval of the ratio of the two quantities
            (Student's t on its logarithm, at least 3 seeds): PASS; in an interval twice as wide:
            NEAR; else FAIL. OPEN in place of PASS or NEAR if the interval has 1 in it, as then no
            factor is shown at all, or spans more than a factor of FACTOR_SPAN.
"""

from collections.abc import Callable, Mapping, Sequence
import math
import re
import statistics
from typing import Any

from scipy import stats

from tf_labs.published.judgement import FAIL
from tf_labs.published.judgement import Judgement
from tf_labs.published.judgement import NEAR
from tf_labs.published.judgement import OPEN
from tf_labs.published.judgement import ORDER
from tf_labs.published.judgement import PASS
from tf_labs.published.number import Published
from tf_labs.published.number import SEEDS

PERCENTILE_RUNS = 20
GAP_SHARE = 0.85
GAP_FACTOR = 2
FACTOR_SPAN = 4
_SHARE = re.compile(r'(\d+) of (\d+)\b')
Values = Mapping[str, Any]


def _band(number: Published, runs: Sequence[Values]) -> Judgement:
    values = [run[number.measured[0]] * number.scale for run in runs]
    mean = statistics.mean(values)
    if len(values) < SEEDS['band']:
        return Judgement(f'{mean:.4g}', OPEN)
    sd, share = statistics.stdev(values), mean / number.scale
    error = (1.96 * math.sqrt(share * (1 - share) / number.examples) * number.scale
             if number.examples else 0.0)
    modes = two_modes(values, error)
    if modes:
        return Judgement('two modes: ' + ' and '.join(
            f'{min(mode):.4g} to {max(mode):.4g} ({len(mode)} runs)' for mode in modes), FAIL)
    width, distance = 2 * sd + error + number.tolerance, abs(float(number.printed) - mean)
    verdict = PASS if distance <= width else NEAR if distance <= 2 * width else FAIL
    return Judgement(f'{mean:.4g} +- {sd:.2g}', verdict)


def two_modes(values: Sequence[float], error: float = 0.0) -> tuple[list[float], ...]:
    """Returns the values on either side of a gap that no band should span; () if there is none.

    Args:
      values: one a seed.
      error: a gap that is no wider than this is none.
    """
    ordered = sorted(values)
    gaps = [after - before for before, after in zip(ordered, ordered[1:])]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    low, high = ordered[:widest + 1], ordered[widest + 1:]
    means = sorted(abs(statistics.mean(side)) for side in (low, high))
    if gaps[widest] <= max(error, GAP_SHARE * (ordered[-1] - ordered[0])) or (
            low[0] * high[-1] > 0 and means[1] < GAP_FACTOR * means[0]):
        return ()
    return low, high


def _percentiles(number: Published, runs: Sequence[Values]) -> Judgement:
    low, high, smallest, largest, count = runs[0][number.measured[0]]
    ours = f'{low:.6g} to {high:.6g} in {count:.0f} runs'
    if count < PERCENTILE_RUNS:
        return Judgement(ours, OPEN)
    printed = float(number.printed)
    return Judgement(ours, PASS if low <= printed <= high else
                     NEAR if smallest <= printed <= largest else FAIL)


def _share(number: Published, runs: Sequence[Values]) -> Judgement:
    found = _SHARE.match(number.printed)
    if not found:
        raise ValueError(f'a share reads "K of N ...", not {number.printed!r}')
    k, n = map(int, found.groups())
    ours_k, ours_n = (sum(int(run[number.measured[0]][place]) for run in runs)
                      for place in (0, 1))
    low, high = wilson(ours_k, ours_n)
    said = f'{ours_k} of {ours_n}: {ours_k / ours_n:.3f}, 95% {low:.3f} to {high:.3f}'
    if min(_fisher(k, n, one, ours_n) for one in (0, ours_n)) >= 0.05:
        return Judgement(said, OPEN)
    p = _fisher(k, n, ours_k, ours_n)
    return Judgement(said, PASS if p >= 0.05 else NEAR if p >= 0.01 else FAIL)


def wilson(k: int, n: int) -> tuple[float, float]:
    """Returns the 95% interval of a share of k in n."""
    interval = stats.binomtest(k, n).proportion_ci(method='wilson')
    return float(interval.low), float(interval.high)


def _fisher(k: int, n: int, ours_k: int, ours_n: int) -> float:
    return float(stats.fisher_exact([[k, n - k], [ours_k, ours_n - ours_k]]).pvalue)


def _pairs(number: Published, runs: Sequence[Values], at: int = 0) -> list[tuple[float, float]]:
    large, small = number.measured[at:at + 2]
    return [(run[large] * number.scale, run[small] * number.scale) for run in runs]


def _direction(number: Published, runs: Sequence[Values]) -> Judgement:
    orders = [_order(_pairs(number, runs, at)) for at in range(0, len(number.measured), 2)]
    worst = max((order.verdict for order in orders), key=ORDER.index)
    return Judgement(' and '.join(order.ours for order in orders) + (
        '' if worst == OPEN else ', direction only'), worst)


def _order(pairs: Sequence[tuple[float, float]]) -> Judgement:
    if not any(value for pair in pairs for value in pair):
        return Judgement(f'0 and 0 in all of {len(pairs)} runs: nothing to compare', OPEN)
    large, small = (statistics.mean(one) for one in zip(*pairs))
    holds = sum(a > b for a, b in pairs)
    verdict = PASS if holds == len(pairs) else NEAR if large > small else FAIL
    return Judgement(f'{large:.4g} > {small:.4g} ({holds} of {len(pairs)} runs)', verdict)


def _factor(number: Published, runs: Sequence[Values]) -> Judgement:
    pairs = _pairs(number, runs)
    if any(a <= 0 or b <= 0 for a, b in pairs):
        return Judgement('no ratio: a quantity is not positive', FAIL)
    ratios = [math.log(a / b) for a, b in pairs]
    mean = statistics.mean(ratios)
    if len(ratios) < SEEDS['factor']:
        return Judgement(f'factor {math.exp(mean):.3g}', OPEN)
    half = float(stats.t.ppf(0.975, len(ratios) - 1)) * statistics.stdev(ratios) / math.sqrt(
        len(ratios))
    distance = abs(math.log(float(number.printed.split()[0])) - mean)
    low, high = math.exp(mean - half), math.exp(mean + half)
    ours = f'factor {math.exp(mean):.3g}, 95% {low:.3g} to {high:.3g}'
    if distance > 2 * half:
        return Judgement(ours, FAIL)
    if low <= 1 <= high or high > FACTOR_SPAN * low:
        return Judgement(f'{ours}: too wide to tell', OPEN)
    return Judgement(ours, PASS if distance <= half else NEAR)


RULES: dict[str, Callable[[Published, Sequence[Values]], Judgement]] = {
    'band': _band, 'percentiles': _percentiles, 'share': _share, 'direction': _direction,
    'factor': _factor}
