"""The best of several learning rates, and whether one that was not tried may be better."""

from collections.abc import Sequence
import dataclasses

import numpy as np

from tf_labs.training import many_nets
from tf_labs.training.many_nets import Fit


@dataclasses.dataclass(frozen=True)
class Attempt:
    """Nets of one kind, trained with each of several rates.

    Attributes:
      epochs: to a target, float [R, S] by rate and seed; NaN where it was not reached.
      best: number of the rate with the fewest epochs on average, of those with which every seed
        got there; None: there is none.
      curve: training loss with that rate, or the first, [epochs + 1, S].
    """

    epochs: np.ndarray
    best: int | None
    curve: np.ndarray


def attempt(fit: Fit, target: float) -> Attempt:
    """Chooses the rate with which nets, a setting a rate, reach a training error soonest."""
    epochs = many_nets.epochs_to(fit.errors, target)
    mean = epochs.mean(axis=1)  # NaN unless every seed got there
    best = None if np.isnan(mean).all() else int(np.nanargmin(mean))
    return Attempt(epochs, best, fit.losses[:, best or 0])


def at_edge(name: str, best: float, rates: Sequence[float]) -> list[str]:
    """Returns a sentence if the best rate is the lowest or the highest of those tried.

    Args:
      name: what was trained with these rates.
      best: one of `rates`.
      rates: in any order.
    """
    if min(rates) < best < max(rates):
        return []
    if min(rates) == max(rates):
        return [f'{name}: rate {best:g} is the only one tried; another may be better.']
    place, beyond = ('lowest', 'lower') if best == min(rates) else ('highest', 'higher')
    return [f'{name}: the best rate, {best:g}, is the {place} one tried; a {beyond} one may be '
            'better.']
