"""Numbers of runs as a lesson asks for them: `{{ LAB:VARIANT/key FORMAT interval }}`."""

from collections.abc import Mapping, Sequence
import dataclasses
import math
import re
import statistics
from typing import Any

from scipy import stats

from tf_labs.book.places import Place
from tf_labs.published.judging import Values

# KEY FORMAT, with spaces round them, so that no LaTeX is taken for it.
NUMBER = re.compile(r'\{\{\s*(?P<key>\S+)\s+(?P<form>\S+?)(?P<interval>\s+interval)?\s*\}\}')
_FORM = re.compile(r'#?,?(\.\d)?[defg%]')
_EXPONENT = re.compile(r'^(.*)e([+-])0*(\d+)$')
_CONFIDENCE = 0.95


@dataclasses.dataclass(frozen=True)
class Mean:
    """A mean over seeds; `half_width` of its 95% interval, None where there is none."""

    value: float
    half_width: float | None
    count: int


@dataclasses.dataclass(frozen=True)
class RunValues:
    """What the runs of a lab came to.

    Attributes:
      lab: its name.
      by_seed: {'quantity': value}, or {'VARIANT.quantity': value}, of each seed.
      variants: their names; none of a plain lab.
    """

    lab: str
    by_seed: Sequence[Values]
    variants: Sequence[str]

    def name(self, key: str) -> str:
        """Returns `VARIANT/key` as the runs name it."""
        variant, slash, quantity = key.partition('/')
        if not slash:
            return key
        return f'{variant}.{quantity}' if variant in self.variants else (
            quantity if variant == self.lab else key)

    def mean(self, name: str) -> Mean:
        """Returns the mean of a quantity that every seed has."""
        return mean([float(values[name]) for values in self.by_seed])


@dataclasses.dataclass(frozen=True)
class Gap:
    """What stands in place of a number that is not there.

    Attributes:
      count: the runs of the lab; 0 where it is not run here.
      have: those that have the number, which is no mean of all then.
    """

    count: int = 0
    have: int = 0

    def told(self, words: Mapping[str, str]) -> str:
        """Returns it in the words of a language."""
        name = 'in_some_runs' if self.count else 'absent'
        return words[name].format(have=self.have, count=self.count)


Runs = Mapping[str, RunValues | None]  # by lab; None of one that is not run here


def mean(values: Sequence[float]) -> Mean:
    """Returns the mean of some values with Student's 95% interval."""
    middle = statistics.fmean(values)
    if len(values) < 2 or min(values) == max(values):
        return Mean(middle, None, len(values))
    error = statistics.stdev(values) / math.sqrt(len(values))
    quantile = float(stats.t.ppf((1 + _CONFIDENCE) / 2, len(values) - 1))
    return Mean(middle, quantile * error, len(values))


def look_up(key: str, lab: str, runs: Runs, place: Place) -> Mean | Gap:
    """Returns a number of a run, or what stands in its place.

    A gap is what a lab has that is not run here, and what only some seeds came to: a step that one
    of them never reached is no fault of the lesson.

    Args:
      key: `[LAB:][VARIANT/]quantity`.
      lab: whose lesson asks.
      runs: of all labs that lessons ask for.
      place: where it is asked for.

    Raises:
      UserError: no such lab, or no such number.
    """
    other, colon, rest = key.rpartition(':')
    name = other if colon else lab
    if name not in runs:
        raise place.unknown('lab', name, sorted(runs))
    found = runs[name]
    if found is None:
        return Gap()
    quantity = found.name(rest)
    known = [*dict.fromkeys(name for values in found.by_seed for name, value in values.items()
                            if _is_number(value))]
    if quantity not in known:
        raise place.unknown(f'number of the lab {found.lab}', rest, [
            one.replace('.', '/', 1) if one.partition('.')[0] in found.variants else one
            for one in known])
    have = sum(_is_number(values.get(quantity)) for values in found.by_seed)
    if have < len(found.by_seed):
        return Gap(len(found.by_seed), have)
    return found.mean(quantity)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def labs_asked(text: str) -> set[str]:
    """Returns the other labs whose numbers a text asks for."""
    return {match['key'].rpartition(':')[0] for match in NUMBER.finditer(text)} - {''}


def shown(number: Mean, form: str, place: Place, *, interval: bool = False) -> str:
    """Returns a number as a reader sees it, `0.925 ± 0.002` with its interval.

    Raises:
      UserError: the format is none.
    """
    if not _FORM.fullmatch(form):
        raise place.error('the format of a number is unknown', received=form,
                          expected='a format of Python, as .4f, .1%, .2e, .3g')
    text = written(number.value, form)
    if interval and number.half_width is not None:
        return f'{text} ± {written(number.half_width, form)}'
    return text


def written(value: float, form: str) -> str:
    """Returns a number with a true minus sign and powers of ten."""
    whole = form.endswith('d')
    text = format(round(value) if whole else value, form)
    power = _EXPONENT.match(text)
    if power:
        sign = '−' if power[2] == '-' else ''
        text = f'{power[1]} × 10{_raised(sign + power[3])}'
    return text.replace('-', '−')


def _raised(text: str) -> str:
    return text.translate(str.maketrans('0123456789−', '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'))
