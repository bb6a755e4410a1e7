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
_LEAST_FALL = 0.02  # of the first smoothed loss


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
    x = np.log10(rate)
    weights = np.exp(-0.5 * ((x[:, np.newaxis] - x) / WIDTH) ** 2)  # [N, N]
    found: np.ndarray = weights @ loss / weights.sum(axis=1)
    return found


def recommended(rate: np.ndarray, smooth: np.ndarray) -> Recommendation | None:
    """Returns what is recommended; None where the loss has not fallen by 2%.

    The smaller one of two rates: that at which the smoothed loss falls fastest (the minimum of
    d s / d log10 rate), and a tenth of that at which it is smallest, where the steps that still
    help and those that do harm are even. fastai's `lr_find` has told these two. The second alone
    is misled where a net dies at a large rate, and its loss falls to that of a guess. The range is
    from a third of the recommended rate to three times as much.

    Args:
      rate: [N], growing.
      smooth: [N], finite.
    """
    lowest = int(np.argmin(smooth))
    if lowest < 2 or smooth[0] - smooth[lowest] < _LEAST_FALL * abs(smooth[0]):
        return None
    slope = np.gradient(smooth, np.log10(rate))[:lowest]
    minimum, steepest = float(rate[lowest]), float(rate[int(np.argmin(slope))])
    middle = min(steepest, TENTH * minimum)
    return Recommendation(middle, middle / SPAN, SPAN * middle, steepest, minimum)
