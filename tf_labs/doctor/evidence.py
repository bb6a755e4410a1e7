"""What the rules are told of a run: plain values, and what follows from them."""

from collections.abc import Mapping, Sequence
import dataclasses
import math
from typing import Any

from tf_labs.training.row_log import Row

# An answer at random has the accuracy of the largest class; with room for luck and for a bias.
_LUCK_FACTOR, _LUCK_POINTS = 1.5, 0.05

# A loss that is below that of an answer at random by less than this share says as little.
AT_CHANCE = 0.02


@dataclasses.dataclass(frozen=True)
class Evidence:
    """A run as its directory has it. What is not known is None or empty.

    Attributes:
      losses: (step, loss) of the training, one an evaluation.
      rows: of metrics.jsonl, of a classifier.
      looks: rows of the diagnostics.
      result: of a run that has ended.
      diverged: what was said of a run that has diverged.
      classes: number of them; None for a loss that is no cross-entropy.
      learns_numbers: it is a regression, and has no accuracy.
      table: name of the table that is learnt, of a run that learns one; None of a classifier.
      hidden_layers: number of them.
      activation: after each of them.
      is_pretrained: they do not start at random.
      batch_norm: the net has it.
      scales: what multiplies the pixels in training and in the test.
      stops_at_target: it ends with a training error, and not because it has learnt all it can.
    """

    losses: Sequence[tuple[int, float]] = ()
    rows: Sequence[Row] = ()
    looks: Sequence[Row] = ()
    result: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    diverged: str | None = None
    classes: int | None = None
    learns_numbers: bool = False
    table: str | None = None
    hidden_layers: int = 0
    activation: str = 'linear'
    is_pretrained: bool = False
    batch_norm: bool = False
    scales: tuple[float, float] = (1.0, 1.0)
    stops_at_target: bool = False

    @property
    def class_counts(self) -> list[int]:
        """Training examples of each class; empty where it is not known.

        Only the look at step 0 has them, which is not there if diagnostics were turned on later.
        """
        return list(self.looks[0].get('class_counts', ())) if self.looks else []

    @property
    def is_linear(self) -> bool:
        """True if there is nothing between the layers, or one layer alone."""
        return self.hidden_layers == 0 or self.activation == 'linear'

    def chance_loss(self) -> float:
        """Returns the lowest cross-entropy of an answer that does not look at its input.

        It is the entropy of the class frequencies, and ln K where they are equal or not known.
        """
        assert self.classes is not None
        counts = self.class_counts
        if not sum(counts):
            return math.log(self.classes)
        shares = [count / sum(counts) for count in counts if count]
        return -sum(share * math.log(share) for share in shares)

    def is_at_chance(self, loss: float) -> bool:
        """True for a loss that differs little from `chance_loss`."""
        return abs(loss / self.chance_loss() - 1) <= AT_CHANCE

    def chance_accuracy(self) -> float:
        """Returns an accuracy that an answer which does not look at its input hardly passes."""
        assert self.classes is not None
        counts = self.class_counts
        share = max(counts) / sum(counts) if sum(counts) else 1 / self.classes
        return min(_LUCK_FACTOR * share, share + _LUCK_POINTS)

    def hidden(self, index: int) -> list[Row]:
        """Returns the layers but the last of a look."""
        layers: list[Row] = self.looks[index]['layers']
        return layers[:-1]

    def largest_updates(self) -> list[tuple[int, float]]:
        """Returns (step, update norm over weight norm in the layer with the largest) by look.

        Layers whose weights are all 0 have no ratio.
        """
        found = []
        for look in self.looks:
            ratios = [layer['update_norm'] / layer['weight_norm'] for layer in look['layers']
                      if 'update_norm' in layer and layer['weight_norm']]
            finite = [ratio for ratio in ratios if math.isfinite(ratio)]
            if finite:
                found.append((look['step'], max(finite)))
        return found


def travelled(updates: Sequence[tuple[int, float]]) -> float:
    """Returns how far weights can have come in their own length: the sum of all updates over it.

    Args:
      updates: (step, update norm over weight norm), in order; between two of them the ratio is
        taken to change evenly, and before the first to be that of the first.
    """
    first_step, first = updates[0]
    return first_step * first + sum(
        (step - before) * (ratio + last) / 2
        for (before, last), (step, ratio) in zip(updates, updates[1:]))
