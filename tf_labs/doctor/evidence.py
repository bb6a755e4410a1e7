"""What the rules are told of a run: plain values, read from its directory by others."""

from collections.abc import Mapping, Sequence
import dataclasses
from typing import Any

Row = Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Evidence:
    """A run as its directory has it. What is not known is None or empty.

    Attributes:
      losses: (step, loss) of the training, as metrics.jsonl has them.
      rows: of metrics.jsonl, of a classifier.
      looks: rows of the diagnostics.
      result: of a run that has ended.
      diverged: message of a run that has diverged.
      classes: number of them; None for a loss that is no cross-entropy.
      table: name of the table that is learnt, of a run that learns one.
      is_classifier: it learns images, and can have rows, looks and scales.
      is_linear: there is nothing but linear layers.
      batch_norm: the net has it.
      scales: what multiplies the pixels in training and in the test.
      total_steps: that the run is to take.
    """

    losses: Sequence[tuple[int, float]] = ()
    rows: Sequence[Row] = ()
    looks: Sequence[Row] = ()
    result: Mapping[str, Any] | None = None
    diverged: str | None = None
    classes: int | None = None
    table: str | None = None
    is_classifier: bool = True
    is_linear: bool = False
    batch_norm: bool = False
    scales: tuple[float, float] | None = None
    total_steps: int | None = None
