"""The rules by which a published number is judged against ours.

exact, structure   every printed digit agrees, or to the tolerance that the row states.
setting   the config of the lab has the printed value.
rounded   a round number, `60 million`: PASS if ours, rounded to as many digits, is the printed
          one; NEAR within two units of its last digit; else FAIL.
erratum   the source is wrong: two halves, each judged by a rule of its own. What is right must
          come out, and what gives the printed value, or refutes the claim.
not run   cannot be judged here; says what is missing, and the command that would.

Rules over seeds (band, percentiles, share, direction, factor): tf_labs.published.judging_seeds.
"""

from collections.abc import Mapping, Sequence
import dataclasses
from fractions import Fraction
import math
from typing import Any

from tf_labs.published import judging_seeds
from tf_labs.published.judgement import FAIL
from tf_labs.published.judgement import Judgement
from tf_labs.published.judgement import NEAR
from tf_labs.published.judgement import NOT_RUN
from tf_labs.published.judgement import OPEN
from tf_labs.published.judgement import ORDER
from tf_labs.published.judgement import PASS
from tf_labs.published.number import Half
from tf_labs.published.number import Published

Values = Mapping[str, Any]
_WORDS = {'million': 1e6, 'thousand': 1e3}


def judge(number: Published, runs: Sequence[Values]) -> Judgement:
    """Judges a published number by its rule.

    Args:
      number: of tf_labs.published.
      runs: a seed each: {'LAB/quantity': value}, and of settings 'LAB/field'; a quantity that is
        missing is a FAIL.
    """
    missing = [key for key in dict.fromkeys((*number.keys(), *number.settings()))
               if not runs or not all(key in run for run in runs)]
    if missing:
        return Judgement(f'no {", ".join(missing)}', FAIL)
    judgement = _RULES[number.rule](number, runs)
    if runs and len(runs) < number.seeds:
        return Judgement(f'{judgement.ours}; takes {number.seeds} seeds', OPEN)
    if any(run[key] for run in runs for key in number.edges):
        return Judgement(f'{judgement.ours}; a best rate is at the edge of those tried', OPEN)
    return judgement


def _exact(number: Published, runs: Sequence[Values]) -> Judgement:
    values = [value * number.scale if number.scale != 1 else value
              for value in _flat(number.measured, runs[0])]
    tokens = number.printed.split()
    if number.tolerance:
        return _within(tokens, values, number.tolerance)
    ours = (' '.join(_with_digits_of(value, token) for value, token in zip(values, tokens))
            if len(values) == len(tokens) else ' '.join(map(str, values)))
    return Judgement(ours, PASS if ours == number.printed else FAIL)


def _flat(keys: Sequence[str], run: Values) -> list[Any]:
    values: list[Any] = []
    for key in keys:
        values += run[key] if isinstance(run[key], (list, tuple)) else [run[key]]
    return values


def _within(tokens: Sequence[str], values: Sequence[Any], tolerance: float) -> Judgement:
    ours = ' '.join(f'{value:.9g}' for value in values)
    holds = len(tokens) == len(values) and all(
        abs(value - float(token)) <= tolerance for value, token in zip(values, tokens))
    return Judgement(f'{ours} (to {tolerance:g})', PASS if holds else FAIL)


def _with_digits_of(value: Any, printed: str) -> str:
    """Returns a value with as many decimals as the printed one has."""
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    if not isinstance(value, (int, float)):
        return str(value)
    decimals = len(printed.partition('.')[2])
    return f'{value:,.{decimals}f}' if ',' in printed else f'{value:.{decimals}f}'


def _setting(number: Published, runs: Sequence[Values]) -> Judgement:
    values = _flat(number.measured, runs[0])
    tokens = number.printed.split()
    holds = len(values) == len(tokens) and all(map(_is, values, tokens))
    return Judgement(' '.join(f'{value:g}' if isinstance(value, float) else str(value)
                              for value in values), PASS if holds else FAIL)


def _is(value: Any, printed: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value) == printed
    return float(value) == float(Fraction(printed.replace(',', '')))


def _rounded(number: Published, runs: Sequence[Values]) -> Judgement:
    value = float(_flat(number.measured, runs[0])[0]) * number.scale
    digits, _, word = number.printed.partition(' ')
    plain = digits.replace(',', '')
    printed = float(plain) * _WORDS.get(word, 1.0)
    significant = len(plain.replace('.', '').strip('0'))
    unit = 10.0 ** (math.floor(math.log10(printed)) - significant + 1)
    distance = abs(round(value / unit) - round(printed / unit))
    return Judgement(f'{value:,.0f}', PASS if not distance else NEAR if distance <= 2 else FAIL)


def _erratum(number: Published, runs: Sequence[Values]) -> Judgement:
    parts = {'right': number.right, 'as printed': number.wrong}
    judged = {name: _judged_half(number, half, runs) for name, half in parts.items() if half}
    return Judgement('; '.join(f'{name}: {one.ours}' for name, one in judged.items()),
                     max((one.verdict for one in judged.values()), key=ORDER.index))


def _judged_half(number: Published, half: Half, runs: Sequence[Values]) -> Judgement:
    return _RULES[half.rule](dataclasses.replace(
        number, printed=half.expected, rule=half.rule, measured=half.measured,
        examples=half.examples, scale=half.scale, tolerance=half.tolerance, right=None,
        wrong=None), runs)


def _not_run(number: Published, runs: Sequence[Values]) -> Judgement:
    return Judgement(f'not run: needs {number.needs}', NOT_RUN)


_RULES = {'exact': _exact, 'structure': _exact, 'setting': _setting, 'rounded': _rounded,
          'erratum': _erratum, 'not run': _not_run, **judging_seeds.RULES}
