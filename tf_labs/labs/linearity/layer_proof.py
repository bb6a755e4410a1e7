"""Two layers of linear units as one, with the indices of the notes and a number beside each line.

w[l, m, n] stands for w_n^{l,m}: into node m of layer l from node n of layer l - 1; layer 1 is the
input. a[l, j] stands for a_j^l. There are no biases.
"""

from collections.abc import Callable
import dataclasses
from typing import Any

import numpy as np

Function = Callable[[float], float]


@dataclasses.dataclass(frozen=True)
class Network:
    """A net of one output: inputs -> hidden layer -> output, each with the same f.

    Attributes:
      x: inputs [I].
      hidden: w_i^{2,j}, [J, I].
      output: w_j^{3,1}, [J].
    """

    x: np.ndarray
    hidden: np.ndarray
    output: np.ndarray

    def merged(self) -> np.ndarray:
        """Returns sum_j w_i^{2,j} w_j^{3,1}, the one weight that takes the place of each path."""
        weights: np.ndarray = self.output @ self.hidden
        return weights


EXAMPLE = Network(np.array([1.0, -2.0]), np.array([[1.0, 2.0], [-1.0, 0.5], [2.0, -1.0]]),
                  np.array([0.5, 2.0, 1.0]))


def proof(net: Network, f: Function) -> list[dict[str, Any]]:
    """Returns a line each: number of the equation, formula, the formula with numbers, its value.

    With a linear f, lines (2), (3), (3') and (4) come to one value. With another f the line in
    which linearity is used is the first to differ.
    """
    sums = [float(row @ net.x) for row in net.hidden]
    a = [f(z) for z in sums]
    last = len(a)
    merged, inner = net.merged(), ' + '.join(
        f'({weight:g})f({z:g})' for weight, z in zip(net.output, sums))
    return [
        {'equation': '(1)', 'formula': f'a_{last}^2 = f(sum_i x_i w_i^{{2,{last}}})',
         'numbers': f'f({_products(net.x, net.hidden[-1])}) = f({sums[-1]:g})', 'value': a[-1]},
        {'equation': '(2)', 'formula': 'a_1^3 = f(sum_j a_j^2 w_j^{3,1})',
         'numbers': f'f({_products(np.array(a), net.output)})',
         'value': f(float(np.dot(a, net.output)))},
        {'equation': '(3)', 'formula': 'a_1^3 = f(sum_j f(sum_i x_i w_i^{2,j}) w_j^{3,1})',
         'numbers': f'f({inner})',
         'value': f(sum(weight * f(z) for weight, z in zip(net.output, sums)))},
        {'equation': "(3')", 'formula': 'a_1^3 = sum_i f(f(x_i)) (sum_j w_i^{2,j} w_j^{3,1})',
         'numbers': ' + '.join(f'f(f({x:g}))({weight:g})' for x, weight in zip(net.x, merged)),
         'value': float(sum(f(f(x)) * weight for x, weight in zip(net.x, merged)))},
        {'equation': '(4)', 'formula': "one layer: a_1^2 = f'(sum_i x_i w_i^{2,1}), f' = f f",
         'numbers': f'f(f({_products(net.x, merged)}))',
         'value': f(f(float(net.x @ merged)))},
    ]


def gap_of_equation_4(net: Network, f: Function, node: int) -> float:
    """Returns the first line of the notes' equation (4) less its second, which is about node 2.

    Args:
      net: its hidden layer is the layer 2 of the equation.
      f: linear.
      node: m of the weights w_i^{2,m} on the first line; the notes print 3.
    """
    first = f(float(net.hidden[node - 1] @ net.x))
    x, weights = net.x.tolist(), net.hidden[1].tolist()
    return first - float(sum(f(one) * weight for one, weight in zip(x, weights)))


def _products(values: np.ndarray, weights: np.ndarray) -> str:
    return ' + '.join(f'({value:g})({weight:g})' for value, weight in zip(values, weights))


def report(slope: float) -> tuple[list[str], list[dict[str, Any]], dict[str, Any]]:
    """Returns the proof with f(x) = slope x, and beside it the values that a ReLU has.

    Returns:
      What is printed above the table, its rows, and numbers by name.
    """
    def of_slope(x: float) -> float:
        return slope * x

    linear = proof(EXAMPLE, of_slope)
    relu = proof(EXAMPLE, lambda x: max(0.0, x))
    rows = [{**line, 'value': f'{line["value"]:g}', 'with ReLU': f'{other["value"]:g}'}
            for line, other in zip(linear, relu)]
    lines = [f'Layers: {EXAMPLE.hidden.shape[1]} inputs, {EXAMPLE.hidden.shape[0]} hidden units, '
             f'1 output, f(x) = {slope:g} x; w_n^{{l,m}} leads into node m of layer l from node n '
             'of layer l - 1.',
             '(3) to (3\') uses that f is linear: each input keeps one term, with one number for '
             'all of its paths; (4) is a net without the hidden layer. With a ReLU the values part '
             "at (3')."]
    return lines, rows, {
        'layers_spread': _spread(linear), 'layers_spread_relu': _spread(relu),
        'equation_4_gap': gap_of_equation_4(EXAMPLE, of_slope, 2),
        'equation_4_gap_as_printed': gap_of_equation_4(EXAMPLE, of_slope, 3),
        'layers_output': linear[1]['value'], 'layers_merged_weights': EXAMPLE.merged().tolist()}


def _spread(lines: list[dict[str, Any]]) -> float:
    values = [line['value'] for line in lines[1:]]
    return float(max(values) - min(values))
