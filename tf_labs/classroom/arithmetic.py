"""A value that somebody has typed: numbers, texts, lists, and + - * / ** of numbers.

It is read, and never run.
"""

import ast
from collections.abc import Callable
import math
import operator
from typing import Any

_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv}
_LONGEST = 1000  # characters of a text
_HIGHEST_POWER = 1000.0


def value(node: ast.expr) -> Any:
    """Returns what an expression stands for: a number, a text, a list of numbers, or None.

    Raises:
      ValueError: it is something else, or not finite.
    """
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:_LONGEST]
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_number(one) for one in node.elts]
    return _number(node)


def _number(node: ast.expr) -> float:
    try:
        found = _computed(node)
    except (ZeroDivisionError, OverflowError) as error:
        raise ValueError('not a finite number') from error
    if not math.isfinite(found):
        raise ValueError('not a finite number')
    return found


def _computed(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and (
            not isinstance(node.value, bool)):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        found = _computed(node.operand)
        return -found if isinstance(node.op, ast.USub) else found
    if isinstance(node, ast.BinOp):
        left, right = _computed(node.left), _computed(node.right)
        if isinstance(node.op, ast.Pow) and left > 0 and abs(right) <= _HIGHEST_POWER:
            return math.pow(left, right)
        if type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](left, right)
    raise ValueError('neither a number nor a text')
