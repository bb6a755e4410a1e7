"""Is this the gradient? Central differences, and how far two gradients are apart."""

from collections.abc import Callable, Sequence

import numpy as np

Arrays = Sequence[np.ndarray]


def central_differences(loss_of: Callable[[Arrays], float], parameters: Arrays,
                        entries: Sequence[np.ndarray], step: float) -> list[np.ndarray]:
    """Returns (L(w + step) - L(w - step)) / (2 step) for single entries of the parameters.

    The error of the formula falls with step^2 and that of rounding rises with 1 / step: in float64
    a step of 1e-5 leaves about 1e-10 of both.

    Args:
      loss_of: parameters -> loss.
      parameters: float64 arrays, left as they are.
      entries: of each array the flat positions [E] to check.
      step: of the differences.

    Returns:
      Of each array the slopes [E].
    """
    slopes = []
    for place, chosen in enumerate(entries):
        found = np.empty(len(chosen))
        for index, entry in enumerate(chosen):
            above, below = (loss_of(_moved(parameters, place, entry, by)) for by in (step, -step))
            found[index] = (above - below) / (2 * step)
        slopes.append(found)
    return slopes


def _moved(parameters: Arrays, place: int, entry: int, by: float) -> list[np.ndarray]:
    moved = list(parameters)
    moved[place] = parameters[place].copy()
    moved[place].flat[entry] += by
    return moved


def relative_error(gradients: Arrays, reference: Arrays) -> float:
    """Returns max |g - r| / max |r| of each pair of arrays, the largest over all pairs.

    Relative to the array, not to the entry: an entry of 0 has no relative error.
    """
    return max(float(np.abs(np.subtract(g, r)).max() / np.abs(r).max())
               for g, r in zip(gradients, reference, strict=True))
