"""Dead and aliased filters of a first layer, counted (Zeiler and Fergus 2013, section 4.1).

A filter is dead when its weights are next to nothing beside those of its layer. It is aliased when
most of it answers to waves that the layer's stride cannot carry: a layer that samples every s
pixels has waves shorter than 2 s pixels, above 1 / (2 s) cycles a pixel, folded onto longer ones.
"""

import dataclasses

import numpy as np

DEAD_BELOW = 0.1  # of the upper quartile of the layer's root mean squares
ALIASED_ABOVE = 0.5  # share of a filter's power that the stride cannot carry


@dataclasses.dataclass(frozen=True)
class FilterStatistics:
    """What the filters of a layer are worth.

    Attributes:
      rms: root mean square of the weights of each filter, [n].
      beyond: share of the power of each filter at frequencies that the stride cannot carry, [n];
        0 of a filter without power.
      is_dead: [n].
      is_aliased: [n]; a dead filter is not counted here as well.
      noise_beyond: what `beyond` is on average of white noise, 1 - (fraction / stride)^2.
    """

    rms: np.ndarray
    beyond: np.ndarray
    is_dead: np.ndarray
    is_aliased: np.ndarray
    noise_beyond: float

    @property
    def filters(self) -> int:
        """Number of filters."""
        return len(self.rms)

    @property
    def dead(self) -> int:
        """Number of dead filters."""
        return int(self.is_dead.sum())

    @property
    def aliased(self) -> int:
        """Number of aliased filters."""
        return int(self.is_aliased.sum())


def measure(kernel: np.ndarray, stride: int, *, dead_below: float = DEAD_BELOW,
            aliased_above: float = ALIASED_ABOVE, fraction: float = 1.0) -> FilterStatistics:
    """Returns the statistics of the filters of a kernel [h, w, C, n].

    Dead: the root mean square is at most `dead_below` of the upper quartile of those of the layer.
    The quartile stands while three in four filters are dead or one in four is a giant; the maximum
    would call all filters beside one giant dead, the median none of a layer that mostly is.
    Aliased: more than `aliased_above` of the power of its Fourier transform over the plane lies
    outside of the square |fx|, |fy| <= fraction / (2 stride) cycles a pixel.

    Args:
      kernel: of a convolution.
      stride: pixels between its places, the same both ways. A stride of 1 carries everything.
      dead_below: share of the upper quartile.
      aliased_above: share of the power.
      fraction: of the highest frequency that the stride can carry, above 0 and at most 1.
    """
    kernel = np.asarray(kernel, dtype=np.float64)
    power = np.square(kernel).sum(axis=(0, 1, 2))  # [n]; Parseval: also over all frequencies
    inside = _power_below(kernel, fraction / (2 * stride))
    beyond = np.where(power > 0, 1 - inside / np.where(power > 0, power, 1), 0).clip(0, 1)
    rms = np.sqrt(power / np.prod(kernel.shape[:3]))
    is_dead = rms <= dead_below * np.quantile(rms, 0.75)
    return FilterStatistics(rms, beyond, is_dead, ~is_dead & (beyond > aliased_above),
                            1 - (fraction / stride) ** 2)


def _power_below(kernel: np.ndarray, limit: float) -> np.ndarray:
    """Returns the power of each filter [n] in the square of frequencies up to a limit.

    The integral of exp(2 pi i f d) over |f| <= limit is 2 limit sinc(2 limit d), so the power is a
    sum over pairs of weights: exact, without a grid of frequencies.
    """
    rows, columns = (2 * limit * np.sinc(2 * limit * np.subtract.outer(place, place))
                     for place in map(np.arange, kernel.shape[:2]))
    smooth = np.einsum('yz,zvcn,vx->yxcn', rows, kernel, columns, optimize=True)
    power: np.ndarray = (kernel * smooth).sum(axis=(0, 1, 2))
    return power
