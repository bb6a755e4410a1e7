"""A net whose gradient explodes, trained as it is and with each cure."""

from collections.abc import Mapping, Sequence
import dataclasses
import math
from typing import Any

import numpy as np

from tf_labs.models import normed_mlp
from tf_labs.training import finite


@dataclasses.dataclass(frozen=True)
class Cure:
    """What is done about it.

    Attributes:
      start: of normed_mlp.STARTS.
      batch_norm: before each activation.
      clip: whether the gradient is clipped.
      small_rate: whether the learning rate is the one of several that ends best.
    """

    start: str = 'normal_1'
    batch_norm: bool = False
    clip: bool = False
    small_rate: bool = False


CURES: Mapping[str, Cure] = {
    'none': Cure(),
    'small learning rate': Cure(small_rate=True),
    'clipping': Cure(clip=True),
    'He initialization': Cure(start='he'),
    'batch norm': Cure(batch_norm=True),
}


@dataclasses.dataclass(frozen=True)
class Trained:
    """What became of a net.

    Attributes:
      rate: learning rate.
      first_norm: of the whole gradient at the first step.
      losses: before each step, [T]; NaN from the step on at which it is not finite.
      accuracy: on the test examples after the last step, 0 of a net that gives no numbers.
    """

    rate: float
    first_norm: float
    losses: np.ndarray
    accuracy: float

    @property
    def survived(self) -> bool:
        """Whether every loss is finite."""
        return bool(np.isfinite(self.losses).all())


Split = tuple[np.ndarray, np.ndarray]


@np.errstate(all='ignore')
def train(cure: Cure, rate: float, train_split: Split, test_split: Split, *, sizes: Sequence[int],
          clip_norm: float, steps: int, batch_size: int, seed: int) -> Trained:
    """Trains a ReLU net by gradient descent on batches; stops where a loss is not finite."""
    generator = np.random.default_rng([seed, len(sizes)])
    layers = normed_mlp.initial(sizes, cure.start, generator, batch_norm=cure.batch_norm)
    losses, first_norm = np.full(steps, math.nan), math.nan
    for step in range(steps):
        batch = generator.choice(len(train_split[1]), batch_size, replace=False)
        loss, found, _ = normed_mlp.gradients(
            layers, train_split[0][batch], train_split[1][batch], 'relu')
        if step == 0:
            first_norm = normed_mlp.norm(found)
        if not (math.isfinite(loss) and math.isfinite(normed_mlp.norm(found))):
            break
        losses[step] = loss
        layers = normed_mlp.descended(layers, found, rate,
                                      clip_norm=clip_norm if cure.clip else None)
    logits, _ = normed_mlp.forward(layers, test_split[0], 'relu')
    return Trained(rate, first_norm, losses, finite.accuracy(logits, test_split[1]))


def best_of(cure: Cure, rates: Sequence[float], *arguments: Any, **settings: Any) -> Trained:
    """Returns the run that ends with the highest accuracy of those at several rates."""
    runs = [train(cure, rate, *arguments, **settings) for rate in rates]
    return max(runs, key=lambda run: (run.survived, run.accuracy))


def rows(found: Mapping[str, Sequence[Trained]], chance: float) -> list[dict[str, Any]]:
    """Returns a row for each cure over its seeds."""
    return [{
        'cure': name, 'learning rate': ', '.join(f'{rate:g}' for rate in sorted(
            {run.rate for run in runs})),
        'gradient, step 1': float(np.exp(np.mean([math.log(run.first_norm) for run in runs]))),
        'finite': f'{sum(run.survived for run in runs)} of {len(runs)}',
        'test accuracy': float(np.mean([run.accuracy for run in runs])),
        'sd': float(np.std([run.accuracy for run in runs], ddof=1)),
        'learns': verdict(runs, chance)} for name, runs in found.items()]


def verdict(runs: Sequence[Trained], chance: float) -> str:
    """Returns whether a cure works: finite and far above guessing with every seed."""
    if not all(run.survived for run in runs):
        return 'no: diverges'
    accuracies = [run.accuracy for run in runs]
    if min(accuracies) > 5 * chance:
        return 'yes'
    return 'hardly' if np.mean(accuracies) > 1.5 * chance else 'no: guesses'
