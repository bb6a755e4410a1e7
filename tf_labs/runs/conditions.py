"""`FIELD>VALUE`: conditions on what is known of a run, and the order of runs. Nothing is run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
import dataclasses
import operator
import re
from typing import Any

from tf_labs.errors import did_you_mean
from tf_labs.errors import UserError

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    '<=': operator.le, '>=': operator.ge, '!=': operator.ne, '==': operator.eq, '=': operator.eq,
    '<': operator.lt, '>': operator.gt}
_CONDITION = re.compile(r'\s*([\w.]+)\s*(<=|>=|!=|==|=|<|>)\s*(.*?)\s*')
_WORDS = {'true': True, 'false': False, 'none': None}


@dataclasses.dataclass(frozen=True)
class Condition:
    """A field, what is asked of it, and the value it is compared with."""

    field: str
    sign: str
    value: Any

    def holds(self, values: Mapping[str, Any]) -> bool:
        """True if the values fulfil it; what is not known, or of another kind, never does.

        `=None` asks for what is not known.
        """
        found = values.get(self.field)
        if self.value is None:
            return (found is None) == (self.sign in ('=', '=='))
        kinds = [_kind(found), _kind(self.value)]
        if kinds[0] != kinds[1]:
            return False
        return _OPERATORS[self.sign](_comparable(found), _comparable(self.value))


def parse(text: str) -> Condition:
    """Returns what a text asks.

    Raises:
      UserError: it is no condition.
    """
    match = _CONDITION.fullmatch(text)
    if match is None or not match[3]:
        raise UserError('this is not a condition', received=text,
                        expected='FIELD, one of < <= > >= = !=, and a value, as test_accuracy>0.9 '
                        'or data.name=digits')
    condition = Condition(_field(match[1]), match[2], _value(match[3]))
    if condition.value is None and condition.sign not in ('=', '==', '!='):
        raise UserError('< <= > >= cannot be used with None', received=text,
                        expected='= or != before None')
    return condition


def _field(name: str) -> str:
    return name.removeprefix('config.')


def sort_field(text: str) -> str:
    """Returns the field that `FIELD` or `-FIELD` sorts by."""
    return _field(text.removeprefix('-'))


def in_order(runs: Iterable[Mapping[str, Any]], text: str) -> list[Any]:
    """Returns runs by a field, upwards, or downwards for `-FIELD`; those without it come last."""
    field = sort_field(text)
    known: list[Any] = []
    unknown: list[Any] = []
    for run in runs:
        (unknown if run.get(field) is None else known).append(run)
    known.sort(key=lambda run: (_kind(run[field]), _comparable(run[field])),
               reverse=text.startswith('-'))
    return known + unknown


def check_fields(fields: Sequence[str], known: Iterable[str]) -> None:
    """Raises `UserError` for a field that no run has."""
    names = list(dict.fromkeys(known))
    for field in fields:
        if field not in names:
            raise _unknown(field, names)


def check_values(asked: Sequence[Condition], runs: Sequence[Mapping[str, Any]]) -> None:
    """Raises `UserError` for a value that is no number where every run has a number."""
    for one in asked:
        kinds = {_kind(run[one.field]) for run in runs if run.get(one.field) is not None}
        if kinds == {'number'} and one.value is not None and _kind(one.value) != 'number':
            raise UserError(f'{one.field} is a number in every run', received=one.value,
                            expected=f'a number after {one.sign}')


def _unknown(field: str, names: Sequence[str]) -> UserError:
    ends = [name for name in names if name.split('.')[-1] == field]
    hint = f' (did you mean {ends[0]}?)' if ends else did_you_mean(field, names)
    return UserError(f'no run has a field of that name{hint}', received=field,
                     expected='a column of the table, a number of result.json, or a field of the '
                     'config, as optimizer.learning_rate')


def _value(text: str) -> Any:
    """Returns a number, true, false, None, or the text; in quotes it is a text whatever it says."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in '\'"':
        return text[1:-1]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    return text


def _kind(value: Any) -> str:
    """Values of one kind can be compared: lists, of the fields that are tuples, as their text."""
    if isinstance(value, bool):
        return 'switch'
    return 'number' if isinstance(value, (int, float)) else 'text'


def _comparable(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return ','.join(map(str, value))
    return value if isinstance(value, (bool, int, float)) else str(value)
