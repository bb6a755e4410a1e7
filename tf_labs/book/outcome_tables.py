"""What came out of a lab: its numbers with their intervals, and the published ones judged."""

from collections.abc import Mapping, Sequence
import dataclasses
import math

from ml_collections import ConfigDict

from tf_labs.book import measured
from tf_labs.book.measured import RunValues
from tf_labs.experiments import judged_runs
from tf_labs.experiments import outcomes
from tf_labs.experiments.judged_runs import Row
from tf_labs.published.judging import Values
from tf_labs.published.number import ERRATUM
from tf_labs.published.number import NOT_RUN
from tf_labs.published.number import Published
from tf_labs.report import contrasts

_QUANTITIES = 12  # of a plain lab, that are shown before the others
_COLUMNS = 4  # of a comparison
_DECIMALS = 7  # that are written out


@dataclasses.dataclass(frozen=True)
class Table:
    """A table of texts; `rest` of it is folded."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    rest: Sequence[Sequence[str]] = ()


def came_out(values: RunValues) -> Table:
    """Returns mean and 95% interval of what the runs measured.

    Of a plain lab a row a quantity, of a comparison a row a variant. The names are those of
    result.json.
    """
    if not values.variants:
        found = _measured(values, '')
        rows = [(key, _cell(key, values, key)) for key in found]
        return Table(('',), rows[:_QUANTITIES], rows[_QUANTITIES:])
    columns = _columns(values)
    return Table(('', *columns), [
        (variant, *(_cell(column, values, f'{variant}.{column}') for column in columns))
        for variant in values.variants])


def _columns(values: RunValues) -> list[str]:
    every = dict.fromkeys(key for variant in values.variants
                          for key in _measured(values, f'{variant}.'))
    main = [key for key in contrasts.MAIN if key in every]
    return (main or list(every))[:_COLUMNS]


def _measured(values: RunValues, prefix: str) -> list[str]:
    """Returns the quantities with a prefix that every seed has, without it."""
    common = set.intersection(*(
        {key for key, _ in outcomes.measured(one)} for one in values.by_seed))
    return [key.removeprefix(prefix) for key in values.by_seed[0]
            if key in common and key.startswith(prefix)
            and outcomes.is_measurement(key.removeprefix(prefix))]


def _cell(quantity: str, values: RunValues, name: str) -> str:
    if any(name not in one for one in values.by_seed):
        return '–'
    found = values.mean(name)
    if found.half_width and 'accuracy' not in quantity:
        return _with_interval(found.value, found.half_width)
    text = measured.written(found.value, '.4f' if 'accuracy' in quantity else '.4g')
    return f'{text} ± {measured.written(found.half_width, ".4f")}' if found.half_width else text


def _with_interval(value: float, half_width: float) -> str:
    """Returns a number to the second digit of half of its interval: `0.085 ± 0.017`."""
    decimals = 1 - math.floor(math.log10(half_width))
    if decimals > _DECIMALS:
        return f'{measured.written(value, ".6g")} ± {measured.written(half_width, ".1e")}'
    form = f'.{max(decimals, 0)}f'
    return f'{measured.written(value, form)} ± {measured.written(half_width, form)}'


def _is_measured(number: Published, here: Mapping[str, Sequence[Values]]) -> bool:
    """True if every run that is here has what the number is held against."""
    return all(lab in here for lab in number.labs()) and all(
        key in one for key in number.keys() for one in here[key.partition('/')[0]])


@dataclasses.dataclass(frozen=True)
class Printed:
    """What sources print of a lab.

    Attributes:
      numbers: judged.
      errata: judged, each with what was wrong.
      not_run: cannot be judged here.
    """

    numbers: Sequence[Row]
    errata: Sequence[Row]
    not_run: Sequence[Row]


def printed(lab: str, numbers: Sequence[Published], runs: Mapping[str, RunValues | None],
            configs: Mapping[str, ConfigDict]) -> Printed:
    """Judges the published numbers of a lab by the runs that are here.

    Args:
      lab: its name.
      numbers: all that are published.
      runs: by lab.
      configs: of all labs that have a field among the numbers.
    """
    here = {name: [{f'{name}/{key}': value for key, value in one.items()} for one in found.by_seed]
            for name, found in runs.items() if found is not None}
    rows = []
    for number in numbers:
        if number.lab == lab:
            one = number if _is_measured(number, here) else number.postponed()
            rows.append(Row(one, judged_runs.judged(one, here, configs)))
    run = [row for row in rows if row.number.rule != NOT_RUN]
    return Printed([row for row in run if row.number.rule != ERRATUM],
                   [row for row in run if row.number.rule == ERRATUM],
                   [row for row in rows if row not in run])
