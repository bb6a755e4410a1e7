"""What a linear model looks like before its first step: shapes, initial parameters, predictions."""

from collections.abc import Callable, Iterator, Sequence

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.small_tables import SmallTable

_ROWS = 5  # of a table that is printed whole


def lines(config: ConfigDict, table: SmallTable, parameters: Sequence[np.ndarray],
          predict: Callable[[np.ndarray], np.ndarray]) -> Iterator[str]:
    """Yields shapes and values of the table, of W and b, and of what the model says with them.

    Args:
      config: of the lab.
      table: what is learnt.
      parameters: in the form of `linear.initial`.
      predict: x [N, D] -> [N, 1], with these parameters.
    """
    count, columns = table.x.shape
    yield f'x {_shape(table.x)}{_values(table.x)}, y {_shape(table.y)}{_values(table.y)}'
    *weights, bias = parameters
    if config.net.form == 'matrix':
        yield f'W {_shape(weights[0])}{_values(weights[0])}, b {_shape(bias)}{_values(bias)}'
        yield (f'x W is [{count}, {columns}] times [{columns}, 1], that is [{count}, 1]; b has one '
               f'number, which is broadcast: the same b is added to each of the {count} rows')
    else:
        named = [f'W{place if columns > 1 else ""} = {weight[0]:g}'
                 for place, weight in enumerate(weights, start=1)]
        yield f'{", ".join(named)}, b = {bias[0]:g}'
        terms = [f'{weight[0]:g} x{place if columns > 1 else ""}'
                 for place, weight in enumerate(weights, start=1)]
        yield f'so y = {" + ".join(terms)} + {bias[0]:g}'
    said = predict(table.x)
    yield f'hypothesis H(x) before the first step: {_shape(said)}{_values(said)}'


def _shape(values: np.ndarray) -> str:
    return f'[{", ".join(map(str, values.shape))}]'


def _values(values: np.ndarray) -> str:
    """The values of a short array, nothing of a long one."""
    if len(values) > _ROWS:
        return ''
    text = np.array2string(values, separator=', ', formatter={'all': '{:g}'.format})
    return f' = {" ".join(text.split())}'
