"""What differs from layer to layer of a net with convolutions."""

from collections.abc import Sequence
import dataclasses
from typing import Any, NamedTuple

from tf_labs.config.nets import NORMALISED

BEFORE_POOLING, AFTER_POOLING = 'before_pooling', 'after_pooling'


class Stage(NamedTuple):
    """A convolution or a locally connected layer, with what comes after its activation.

    Attributes:
      kind: conv or local.
      filters: of all towers together.
      kernel, stride: of its windows.
      padding: pixels of zeros on each side; None: `same`.
      pooling: max, average or none.
      pool_size: side of the windows of the pooling.
      norm_place: of response norm, before_pooling or after_pooling; None: it has none.
    """

    kind: str
    filters: int
    kernel: int
    stride: int
    padding: int | None
    pooling: str
    pool_size: int
    norm_place: str | None


@dataclasses.dataclass(frozen=True)
class ByLayer:
    """One value for each layer; of an empty one all layers are as the net has them.

    Attributes:
      kinds: conv or local of each layer of `filters`; (): all are convolutions.
      kernels: sides of their kernels.
      strides: of their windows.
      paddings: pixels of zeros on each side; (): `same`.
      poolings: max, average or none after each; (): max after the first two.
      pool_sizes: sides of the windows of the poolings.
      norm_places: before_pooling or after_pooling, of the two layers that can have response norm;
        (): before.
      init_stddevs: of each layer with weights, the added convolutions and the dense ones too.
      bias_values: of the same layers, the first value of each bias.
    """

    kinds: Sequence[str] = ()
    kernels: Sequence[int] = ()
    strides: Sequence[int] = ()
    paddings: Sequence[int] = ()
    poolings: Sequence[str] = ()
    pool_sizes: Sequence[int] = ()
    norm_places: Sequence[str] = ()
    init_stddevs: Sequence[float] = ()
    bias_values: Sequence[float] = ()

    def stages(self, filters: Sequence[int], kernels: Sequence[int], first_stride: int,
               pool_size: int, *, lrn: bool) -> list[Stage]:
        """Returns the layers before the dense ones.

        Args:
          filters: of each.
          kernels: of the first ones where there are no `kernels` here; the others have 3.
          first_stride: of the first where there are no `strides` here; the others have 1.
          pool_size: where there are no `pool_sizes` here.
          lrn: whether the first two have response norm.
        """
        count = len(filters)
        norms = [*(self.norm_places or [BEFORE_POOLING] * NORMALISED)] if lrn else []
        return [Stage(*row) for row in zip(
            self.kinds or ['conv'] * count, filters,
            self.kernels or _filled(kernels, count, 3),
            self.strides or _filled([first_stride], count, 1),
            self.paddings or _filled([], count, None),
            self.poolings or _filled(['max'] * NORMALISED, count, 'none'),
            self.pool_sizes or [pool_size] * count, _filled(norms, count, None), strict=True)]

    def starts(self, count: int, bias_initializer: str) -> list[dict[str, Any]]:
        """Returns how each of so many layers begins, as the arguments `stddev` and `bias`."""
        return [{'stddev': stddev, 'bias': bias} for stddev, bias in zip(
            self.init_stddevs or _filled([], count, None),
            self.bias_values or _filled([], count, bias_initializer),
            strict=True)]


def _filled(values: Sequence[Any], count: int, value: Any) -> list[Any]:
    """Returns `count` values, the last ones all `value`."""
    return [*values, *[value] * count][:count]
