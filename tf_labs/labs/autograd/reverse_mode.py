"""Reverse-mode automatic differentiation of numbers, in as few lines as it takes.

What tf.GradientTape does with tensors: every operation remembers what it was made of and its local
slopes; `backward` walks the graph from the result to its roots and multiplies them up.
"""

import math


class Value:
    """A number that knows how it was computed.

    Attributes:
      data: the number.
      gradient: d result / d self once `backward` of the result was called; calls add up.
    """

    def __init__(self, data: float, parents: tuple['Value', ...] = (),
                 slopes: tuple[float, ...] = ()):
        self.data, self.gradient = data, 0.0
        self._parents, self._slopes = parents, slopes  # slopes: d self / d parent

    def __add__(self, other: 'Value | float') -> 'Value':
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: 'Value | float') -> 'Value':
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, exponent: int) -> 'Value':
        return Value(self.data**exponent, (self,), (exponent * self.data**(exponent - 1),))

    def sigmoid(self) -> 'Value':
        """1 / (1 + exp(-self)), with the slope s (1 - s)."""
        s = 1 / (1 + math.exp(-self.data))
        return Value(s, (self,), (s * (1 - s),))

    def backward(self) -> None:
        """Adds d self / d node to the gradient of every node that self was made of."""
        reached = {self: 1.0}
        for node in reversed(self._in_order()):  # a node only after all that was made of it
            node.gradient += reached[node]
            for parent, slope in zip(node._parents, node._slopes):
                reached[parent] = reached.get(parent, 0.0) + reached[node] * slope

    def _in_order(self) -> list['Value']:
        """Returns the graph, parents before children."""
        order: dict[Value, None] = {}

        def visit(node: Value) -> None:
            if node not in order:
                for parent in node._parents:
                    visit(parent)
                order[node] = None

        visit(self)
        return list(order)
