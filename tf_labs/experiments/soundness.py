"""What a lab computes is checked before a word of it is told or written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
import contextlib
import math
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config import config_values
from tf_labs.errors import DivergedError
from tf_labs.errors import RunFailedError
from tf_labs.training.row_log import Row


@contextlib.contextmanager
def enough_memory() -> Iterator[None]:
    """Tells in one line that what a config asks for does not fit into memory.

    Raises:
      RunFailedError: in place of the errors of the libraries.
    """
    try:
        yield
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        first = (str(error).splitlines() or [''])[0].split(' [Op')[0]
        raise RunFailedError('what this config asks for does not fit into memory '
                             f'({type(error).__name__}: {first[:200]})') from error


def check(config: ConfigDict, values: Mapping[str, Any], rows: Sequence[Row],
          tables: Mapping[str, Sequence[Row]]) -> None:
    """Raises `DivergedError` for the first number that is not finite.

    Args:
      config: of the lab, whose rates are named.
      values: by name; in them and in `rows` no number may be infinite either, as JSON has none.
      rows: of metrics.jsonl.
      tables: by name; an end of a range may be infinite there.
    """
    for row in rows:
        _check(config, row, math.isfinite, f' at step {row["step"]}' if 'step' in row else '')
    _check(config, values, math.isfinite, '')
    for name, table in tables.items():
        for row in table:
            step = f', step {row["step"]}' if 'step' in row else ''
            _check(config, row, lambda number: not math.isnan(number), f' in table {name}{step}')


def _check(config: ConfigDict, values: Mapping[str, Any], is_sound: Callable[[float], bool],
           where: str) -> None:
    for name, value in values.items():
        for number in _numbers(value):
            if not is_sound(number):
                raise DivergedError(f'{name} is not finite{where} ({number}); {_advice(config)}')


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, (float, np.floating)):
        yield float(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _numbers(one)
    elif isinstance(value, (list, tuple, np.ndarray)):
        for one in value:
            yield from _numbers(one)


def _advice(config: ConfigDict) -> str:
    rates = [path for path, _ in config_values.fields(config) if path.endswith('rate')]
    if not rates:
        return 'a number of the config is too large or too small'
    return f'a smaller {" or ".join(f"config.{path}" for path in rates)} may help'
