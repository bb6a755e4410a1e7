"""What happens inside a net while it trains, measured on the same examples each time."""

import math
from typing import Any

import keras
import numpy as np

from tf_labs.console import warn
from tf_labs.training import kernel_images
from tf_labs.training import layer_statistics
from tf_labs.training.diagnostics_log import DiagnosticsLog
from tf_labs.training.plan import Plan
from tf_labs.training.step import Loss

PROBE_EXAMPLES = 128
PICTURED_UNITS = 16


class Diagnostics:
    """Looks at a net before its first step and after each step that `Plan.is_diagnosed` names.

    It changes nothing: a run with it and one without end with the same bits.

    Args:
      model: the net.
      loss: of tf_labs.nn.losses.
      images: uint8 [B, H, W, C], the probe batch.
      labels: int64 [B].
      scale: of the pixels in training.
      plan: of the run.
      log: opened at the run's step.
      facts: what the row of step 0 says of the data besides.
    """

    def __init__(self, model: keras.Model, loss: Loss, images: np.ndarray, labels: np.ndarray, *,
                 scale: float, plan: Plan, log: DiagnosticsLog, facts: dict[str, Any]):
        self._model = model
        self._probe = layer_statistics.LayerStatistics(model, loss, images, labels, scale)
        self._image_shape = images.shape[1:]
        self._plan = plan
        self._facts = facts
        self._before: list[np.ndarray] | None = None
        self.log = log
        if not self._probe.layers:
            warn('the net has no layer with a kernel: train.diagnostics has nothing to measure')

    def before(self, step: int, steps: int) -> None:
        """Remembers the kernels before a block of one step, whose update is to be measured."""
        is_one = steps == 1 and self._plan.is_diagnosed(step + 1)
        self._before = self._kernels() if is_one else None

    def look(self, step: int) -> None:
        """Looks at the net that has taken `step` steps, if that is due and not done yet.

        Raises:
          OSError: the row waits in memory.
        """
        if not self._probe.layers:
            return
        is_due = self._plan.is_diagnosed(step) if step else not self.log.rows
        if not is_due:
            return
        row = {'step': step, **self._probe.measure(histograms=True)}
        row |= self._facts if step == 0 else {}
        if self._before is not None:
            for layer, old, new in zip(row['layers'], self._before, self._kernels()):
                layer['update_norm'] = layer_statistics.norm(new - old)
        is_pictured = step == 0 or self._plan.is_evaluated(step)
        self.log.append(row | (self._picture() if is_pictured else {}))

    def _kernels(self) -> list[np.ndarray]:
        return [layer.kernel.numpy().copy() for layer in self._probe.layers]

    def _picture(self) -> dict[str, Any]:
        """Returns the weights of the first units as images; nothing of what makes no image."""
        if self._image_shape[:2] == (1, 1):
            return {}  # a row of a table is no picture
        kernel = self._kernels()[0]
        units = min(PICTURED_UNITS, kernel.shape[-1])
        if kernel.ndim == 2 and kernel.shape[0] == math.prod(self._image_shape):
            kernel = kernel.reshape(*self._image_shape, -1)  # [H, W, C, units]
        elif kernel.ndim != 4:
            return {}
        return {'kernels': kernel_images.encode(np.moveaxis(kernel[..., :units], -1, 0))}
