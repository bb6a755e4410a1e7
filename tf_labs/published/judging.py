"""The rules by which a published number is judged against ours.

exact, structure   every printed digit agrees.
band       the printed value lies in mean +- (2 sd + e) over at least 5 seeds: PASS; in twice that:
           NEAR; else FAIL. e is the sampling error at 95%, 1.96 sqrt(p (1 - p) / n), of an accuracy
           p over n examples, and 0 for a loss.
direction  the first quantity is larger than the second: PASS in each run, NEAR in the mean only.
erratum    the source is wrong: what is right must come out, and what reproduces the printed value.
"""

from collections.abc import Mapping, Sequence
import dataclasses
import math
import statistics
from typing import Any

from tf_labs.published.number import Published

PASS, NEAR, FAIL, OPEN = 'PASS', 'NEAR', 'FAIL', 'OPEN'
BAND_SEEDS = 5
_ORDER = (PASS, OPEN, NEAR, FAIL)
Values = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Judgement:
    """What is ours, and the verdict; OPEN: too few seeds for a band."""

    ours: str
    verdict: str


def judge(number: Published, runs: Sequence[Values]) -> Judgement:
    """Judges a published number by its rule.

    Args:
      number: of tf_labs.published.
      runs: a seed each: {'LAB/quantity': value}; a quantity that is missing is a FAIL.
    """
    missing = [key for key in (*number.measured, *number.reproduced_by)
               if not all(key in run for run in runs)]
    if missing:
        return Judgement(f'no {", ".join(missing)}', FAIL)
    return _RULES[number.rule](number, runs)


def _exact(number: Published, runs: Sequence[Values]) -> Judgement:
    ours = _as_printed(number.measured, number.printed, runs[0])
    return Judgement(ours, PASS if ours == number.printed else FAIL)


def _as_printed(keys: Sequence[str], printed: str, run: Values) -> str:
    """Returns measured values with as many decimals as each printed one has."""
    values: list[Any] = []
    for key in keys:
        values += run[key] if isinstance(run[key], (list, tuple)) else [run[key]]
    tokens = printed.split()
    if len(values) != len(tokens):
        return ' '.join(map(str, values))
    return ' '.join(_with_digits_of(value, token) for value, token in zip(values, tokens))


def _with_digits_of(value: Any, printed: str) -> str:
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    if not isinstance(value, (int, float)):
        return str(value)
    decimals = len(printed.partition('.')[2])
    return f'{value:,.{decimals}f}' if ',' in printed else f'{value:.{decimals}f}'


def _band(number: Published, runs: Sequence[Values]) -> Judgement:
    values = [run[number.measured[0]] * number.scale for run in runs]
    return _in_band(values, float(number.printed), number.examples, number.scale)


def _in_band(values: Sequence[float], printed: float, examples: int, scale: float) -> Judgement:
    mean = statistics.mean(values)
    if len(values) < BAND_SEEDS:
        return Judgement(f'{mean:.4g}', OPEN)
    sd = statistics.stdev(values)
    share = mean / scale
    error = 1.96 * math.sqrt(share * (1 - share) / examples) * scale if examples else 0.0
    width, distance = 2 * sd + error, abs(printed - mean)
    verdict = PASS if distance <= width else NEAR if distance <= 2 * width else FAIL
    return Judgement(f'{mean:.4g} +- {sd:.2g}', verdict)


def _direction(number: Published, runs: Sequence[Values]) -> Judgement:
    large, small = ([run[key] for run in runs] for key in number.measured)
    mean_large, mean_small = statistics.mean(large), statistics.mean(small)
    holds = [a > b for a, b in zip(large, small)]
    verdict = PASS if all(holds) else NEAR if mean_large > mean_small else FAIL
    factor = f', factor {mean_large / mean_small:.3g}' if mean_small > 0 else ''
    return Judgement(f'{mean_large:.4g} > {mean_small:.4g}{factor} '
                     f'({sum(holds)} of {len(holds)} runs)', verdict)


def _erratum(number: Published, runs: Sequence[Values]) -> Judgement:
    parts: list[Judgement] = []
    if number.right:
        ours = _as_printed(number.measured, number.right, runs[0])
        parts.append(Judgement(f'right: {ours}', PASS if ours == number.right else FAIL))
    elif number.measured:
        values = [run[number.measured[0]] * number.scale for run in runs]
        parts.append(Judgement(f'right: {_mean(values)}', PASS))
    if number.reproduced_by:
        if number.by_band:
            values = [run[number.reproduced_by[0]] * number.scale for run in runs]
            shown = _in_band(values, float(number.printed), number.examples, number.scale)
        else:
            ours = _as_printed(number.reproduced_by, number.printed, runs[0])
            shown = Judgement(ours, PASS if ours == number.printed else FAIL)
        parts.append(Judgement(f'as printed: {shown.ours}', shown.verdict))
    return Judgement('; '.join(part.ours for part in parts),
                     max((part.verdict for part in parts), key=_ORDER.index))


def _mean(values: Sequence[float]) -> str:
    sd = f' +- {statistics.stdev(values):.2g}' if len(values) > 1 else ''
    return f'{statistics.mean(values):.4g}{sd}'


_RULES = {'exact': _exact, 'structure': _exact, 'band': _band, 'direction': _direction,
          'erratum': _erratum}
