"""The threshold unit of McCulloch and Pitts, and Rosenblatt's rule that teaches it.

A unit says 1 where w x + b >= 0, that is where the weighted sum reaches the threshold -b. With
u = (x, 1) and v = (w, b), the rule goes through the examples in turn: an answer a that is wrong
changes v by (y - a) u, a right one changes nothing.

Novikoff (1962): if some unit vector v* has |v* u| >= margin on every example, on the right side,
and every |u| <= R, the rule makes at most (R / margin)^2 mistakes, whatever the order.
"""

import dataclasses

import numpy as np


def answers(x: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Returns the outputs 0 or 1 of units: x [N, D], v [D + 1] or [D + 1, K] -> [N] or [N, K]."""
    said: np.ndarray = (with_one(x) @ v >= 0).astype(np.int64)
    return said


def with_one(x: np.ndarray) -> np.ndarray:
    """[N, D] -> [N, D + 1]."""
    return np.column_stack([x, np.ones(len(x))])


@dataclasses.dataclass(frozen=True)
class Learning:
    """What the rule went through.

    Attributes:
      weights: [E + 1, D + 1], before the first pass over the examples and after each.
      mistakes: int [E], in each pass.
      repeats: passes (i, j), i < j, after which the weights are the same, if there are such: from
        there on everything repeats. None if there are none.
    """

    weights: np.ndarray
    mistakes: np.ndarray
    repeats: tuple[int, int] | None

    @property
    def has_learnt(self) -> bool:
        """True if the last pass made no mistake: then none will ever be made again."""
        return not self.mistakes[-1]


def learn(x: np.ndarray, y: np.ndarray, epochs: int) -> Learning:
    """Applies the rule from v = 0 until a pass has no mistakes, or for so many passes.

    Args:
      x: [N, D].
      y: 0 or 1, [N].
      epochs: passes over the examples at most.
    """
    inputs = with_one(x)
    v = np.zeros(inputs.shape[1])
    weights, mistakes, seen, repeats = [v], [], {v.tobytes(): 0}, None
    for epoch in range(1, epochs + 1):
        v, count = _one_pass(inputs, y, v)
        weights.append(v)
        mistakes.append(count)
        if not count:
            break
        first = seen.setdefault(v.tobytes(), epoch)
        if first < epoch and repeats is None:
            repeats = first, epoch
    return Learning(np.stack(weights), np.array(mistakes), repeats)


def _one_pass(inputs: np.ndarray, y: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, int]:
    """Returns v after all examples in turn, and the number of mistakes: from one to the next."""
    place = count = 0
    while True:
        wrong = np.flatnonzero((inputs[place:] @ v >= 0) != (y[place:] == 1))
        if not len(wrong):
            return v + 0.0, count  # 0.0 for -0.0, so that equal weights have equal bytes
        place += int(wrong[0])
        v = v + (2 * y[place] - 1) * inputs[place]
        count += 1
        place += 1


def bound(x: np.ndarray, y: np.ndarray, v: np.ndarray) -> float:
    """Returns Novikoff's bound on the mistakes, (R / margin)^2, from one v that separates.

    It is infinite if v does not separate the examples.
    """
    inputs = with_one(x)
    margin = float(np.min((2 * y - 1) * (inputs @ v))) / float(np.linalg.norm(v))
    radius = float(np.linalg.norm(inputs, axis=1).max())
    return (radius / margin)**2 if margin > 0 else float('inf')


def separable(generator: np.random.Generator, rows: int,
              margin: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draws examples on both sides of a line, none nearer to it than the margin.

    Args:
      generator: of the line and of the examples.
      rows: number of examples.
      margin: least |v u|, v a unit vector.

    Returns:
      x [rows, 2] in [-1, 1], y [rows] and v [3], the unit vector that separates them.
    """
    angle, shift = generator.uniform(0, 2 * np.pi), generator.uniform(-0.3, 0.3)
    v = np.array([np.cos(angle), np.sin(angle), shift])
    v /= np.linalg.norm(v)
    kept = np.zeros((0, 2))
    while len(kept) < rows:
        drawn = generator.uniform(-1, 1, (4 * rows, 2))
        kept = np.concatenate([kept, drawn[np.abs(with_one(drawn) @ v) >= margin]])
    x = kept[:rows]
    return x, answers(x, v), v
