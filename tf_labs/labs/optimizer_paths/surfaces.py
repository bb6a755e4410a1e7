"""Surfaces over the plane, to watch optimizers on."""

from collections.abc import Callable
import dataclasses
from typing import Any

Numbers = Any  # a float, an array or a tensor
SurfaceFunction = Callable[[Numbers, Numbers], Numbers]


@dataclasses.dataclass(frozen=True)
class Surface:
    """A function of the plane and what one ought to know of it.

    Attributes:
      title: with the formula.
      function: (x, y) -> f, elementwise.
      start: where optimizers begin.
      minima: where f is smallest.
      lowest: f there.
      window: (left, right, bottom, top) of a drawing.
    """

    title: str
    function: SurfaceFunction
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    lowest: float
    window: tuple[float, float, float, float]


def valley(x: Numbers, y: Numbers) -> Numbers:
    """x^2 / 50 + y^2: curvatures that differ by 50, as along and across a ravine."""
    return x ** 2 / 50 + y ** 2


def saddle(x: Numbers, y: Numbers) -> Numbers:
    """x^2 - y^2 + y^4 / 4: down to the origin, which is no minimum, and on to y = +- sqrt 2."""
    return x ** 2 - y ** 2 + y ** 4 / 4


def beale(x: Numbers, y: Numbers) -> Numbers:
    """(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2 (Beale, 1958)."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2


def rosenbrock(x: Numbers, y: Numbers) -> Numbers:
    """(1 - x)^2 + 100 (y - x^2)^2: a curved valley whose floor hardly falls (1960)."""
    return (1 - x) ** 2 + 100 * (y - x ** 2) ** 2


# The saddle's start is 0.001 beside the ridge: on it, y would stay 0 for ever.
SURFACES = {
    'valley': Surface('long valley: $x^2/50 + y^2$', valley, (-9.0, 2.0), ((0.0, 0.0),), 0.0,
                      (-10.0, 4.0, -3.5, 3.5)),
    'saddle': Surface('saddle: $x^2 - y^2 + y^4/4$', saddle, (-1.5, 0.001),
                      ((0.0, 2 ** 0.5), (0.0, -(2 ** 0.5))), -1.0, (-2.0, 1.2, -1.0, 2.2)),
    'beale': Surface('Beale', beale, (0.7, 1.4), ((3.0, 0.5),), 0.0, (-0.5, 4.0, -1.6, 1.8)),
    'rosenbrock': Surface('Rosenbrock: $(1-x)^2 + 100(y-x^2)^2$', rosenbrock, (-1.2, 1.0),
                          ((1.0, 1.0),), 0.0, (-2.0, 2.0, -0.8, 2.6)),
}
