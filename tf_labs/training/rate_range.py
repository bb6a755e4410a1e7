"""The learning-rate range test (Smith 2017): rates, the smoothed loss, and what is made of them.

One run of few steps, in which the rate grows from step to step by one factor. While it is too small
the loss stays, then it falls, and where the rate is too large it rises again.
"""

import dataclasses

import numpy as np

BLOWN_UP = 4.0  # times the first loss
WIDTH = 0.15  # sd of the kernel that smooths, in decades
TENTH = 0.1
SPAN = 3.0  # from the recommended rate to either end of its range
_LEAST_FALL = 0.02  # of the level from which the loss falls
_BEGUN_SDS, _FALLEN_SDS = 2.0, 5.0  # of the smoothed loss, by chance alone
_MEDIAN_DIFFERENCE = 0.954  # median |a - b| of two normal numbers of standard deviation 1


@dataclasses.dataclass(frozen=True)
class Recommendation:
    """What a range test says.

    Attributes:
      rate: that is recommended.
      low, high: the range that it lies in.
      steepest: the rate at which the smoothed loss falls fastest.
      minimum: the rate at which it is smallest.
    """

    rate: float
    low: float
    high: float
    steepest: float
    minimum: float


def rates(lowest: float, highest: float, steps: int) -> np.ndarray:
    """Returns r_i = lowest (highest / lowest)^(i / (steps - 1)), float64 [steps]."""
    return np.geomspace(lowest, highest, steps)


def smoothed(rate: np.ndarray, loss: np.ndarray) -> np.ndarray:
    """Returns the mean of the losses around each rate, [N].

    s_i = sum_j w_ij loss_j / sum_j w_ij, w_ij = exp(-(x_i - x_j)^2 / (2 WIDTH^2)), x = log10 rate:
    to either side alike, so that it does not lag behind as a running mean does.
    """
    found: np.ndarray = _weights(rate) @ loss
    return found


def _weights(rate: np.ndarray) -> np.ndarray:
    """Returns w_ij / sum_j w_ij of `smoothed`, [N, N]."""
    x = np.log10(rate)
    weights = np.exp(-0.5 * ((x[:, np.newaxis] - x) / WIDTH) ** 2)
    found: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return found


def noise(rate: np.ndarray, loss: np.ndarray) -> np.ndarray:
    """Returns the standard deviation that batches alone give the smoothed loss at each rate, [N].

    That of a single loss is told by the median difference of one step to the next, up to where the
    smoothed loss is smallest, and of half the steps at least: a slow fall hardly changes it.
    """
    if len(loss) < 2:
        return np.zeros(len(loss))
    before = loss[:max(int(np.argmin(smoothed(rate, loss))), len(loss) // 2) + 1]
    single = float(np.median(np.abs(np.diff(before)))) / _MEDIAN_DIFFERENCE
    found: np.ndarray = single * np.sqrt((_weights(rate) ** 2).sum(axis=1))
    return found


def recommended(rate: np.ndarray, smooth: np.ndarray,
                chance: np.ndarray | float = 0.0) -> Recommendation | None:
    """Returns what is recommended; None where the loss has not fallen, or no more than by chance.

    The smaller one of two rates: that at which the smoothed loss falls fastest (the minimum of
    d s / d log10 rate), and a tenth of that at which it is smallest, where the steps that still
    help and those that do harm are even. fastai's `lr_find` has told these two. The second alone
    is misled where a net dies at a large rate, and its loss falls to that of a guess. The range is
    from a third of the recommended rate to three times as much.

    The fastest fall is looked for only where the loss has begun to fall, or it would be a wiggle
    of the flat part: after the last rate at which the smoothed loss is within a tenth of the whole
    fall, or two of its standard deviations by chance if that is more, of the level at which it
    starts; before its minimum; and never at an end of the rates. The level is the median of the
    smoothed loss before it has fallen by half. The fall from there has to be 2% of the level, and
    five standard deviations.

    Args:
      rate: [N], growing.
      smooth: [N], finite.
      chance: standard deviation of the smoothed loss by the choice of batches, [N] or one number.
    """
    lowest = int(np.argmin(smooth))
    if lowest < 2:
        return None
    level = _level(smooth[:lowest], smooth[lowest])
    fall = level - smooth[lowest]
    sd = np.broadcast_to(chance, smooth.shape)
    if fall < _LEAST_FALL * abs(level) or fall <= _FALLEN_SDS * sd[lowest]:
        return None
    still = smooth[:lowest] >= level - np.maximum(TENTH * fall, _BEGUN_SDS * sd[:lowest])
    begun = min(max(int(np.flatnonzero(still)[-1]), 1), lowest - 1)
    slope = np.gradient(smooth, np.log10(rate))[begun:lowest]
    minimum, steepest = float(rate[lowest]), float(rate[begun + int(np.argmin(slope))])
    middle = min(steepest, TENTH * minimum)
    return Recommendation(middle, middle / SPAN, SPAN * middle, steepest, minimum)


def _level(before: np.ndarray, least: float) -> float:
    """Returns the median of the smoothed losses before their last one in the upper half."""
    half = (before.max() + least) / 2
    return float(np.median(before[:int(np.flatnonzero(before >= half)[-1]) + 1]))
