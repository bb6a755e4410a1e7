"""A deep sigmoid net while it trains: plain, with batch norm, and with noise after batch norm."""

from collections.abc import Mapping, Sequence
import dataclasses

import numpy as np

from tf_labs.models import normed_mlp
from tf_labs.models.normed_mlp import Noise
from tf_labs.training import finite

PROBE_EXAMPLES = 500  # of the training set, on which distributions are measured
PERCENTILES = (15, 50, 85)
MEAN_WIDTH, FACTOR_END, JITTER = 0.5, 1.25, 0.1  # of the noise, after Santurkar et al. (2018)
# name: (batch norm, noise after it, parameters that are not trained)
ARMS: Mapping[str, tuple[bool, bool, tuple[str, ...]]] = {
    'plain': (False, False, ()),
    'batch norm': (True, False, ()),
    'batch norm and noise': (True, True, ()),
    'batch norm, gamma 1, beta 0': (True, False, ('gamma', 'beta')),
}


@dataclasses.dataclass(frozen=True)
class Watched:
    """What was seen of a net.

    Attributes:
      steps: at which it was looked into [R].
      losses: of the training examples, without noise [R].
      percentiles: 15, 50, 85 of what the first unit of each hidden layer's activation is given
        [R, L, 3].
      shift: how far the mean of what an activation is given moves from one look to the next, [L]:
        the mean over looks and units of |change of the mean|.
      relative: the same in standard deviations of what it is given [L].
      accuracy: on the test examples at the end.
      gammas: absolute values of all gammas at the end, [0] without batch norm.
    """

    steps: np.ndarray
    losses: np.ndarray
    percentiles: np.ndarray
    shift: np.ndarray
    relative: np.ndarray
    accuracy: float
    gammas: np.ndarray


def noise(layers: int, examples: int, units: int, generator: np.random.Generator) -> list[Noise]:
    """Draws factors and summands whose distribution is another one at each call, for each unit.

    Each unit has a mean in +-0.5 and a factor in 1..1.25; each example deviates from these.
    """
    drawn = []
    for _ in range(layers):
        mean = generator.uniform(-MEAN_WIDTH, MEAN_WIDTH, units)
        factor = generator.uniform(1, FACTOR_END, units)
        drawn.append((generator.normal(factor, JITTER, (examples, units)),
                      generator.uniform(mean - JITTER, mean + JITTER, (examples, units))))
    return drawn


def shifts(fed: Sequence[Sequence[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Returns `shift` and `relative` of Watched.

    Args:
      fed: a look each: of each layer [N, units].
    """
    means = np.array([[one.mean(axis=0) for one in look] for look in fed])  # [R, L, units]
    sds = np.array([[one.std(axis=0) for one in look] for look in fed])
    moved = np.abs(np.diff(means, axis=0))
    return moved.mean(axis=(0, 2)), (moved / np.maximum(sds[:-1], 1e-12)).mean(axis=(0, 2))


def train(arm: str, train_split: tuple[np.ndarray, np.ndarray],
          test_split: tuple[np.ndarray, np.ndarray], *, sizes: Sequence[int], rate: float,
          steps: int, batch_size: int, look_every: int, seed: int) -> Watched:
    """Trains a net by gradient descent on batches and looks into it on the way.

    Raises:
      DivergedError: a loss is not finite.
    """
    batch_norm, noisy, fixed = ARMS[arm]
    generator, of_noise = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    layers = normed_mlp.initial(sizes, 'xavier', generator, batch_norm=batch_norm)
    hidden, units = len(sizes) - 2, sizes[1]
    x, labels = train_split
    probe = x[:PROBE_EXAMPLES]
    looks, losses, seen = np.arange(0, steps, look_every), [], []
    for step in range(steps):
        if step % look_every == 0:
            with_noise = noise(hidden, len(probe), units, of_noise) if noisy else ()
            seen.append([one.fed for one in normed_mlp.forward(
                layers, probe, 'sigmoid', with_noise)[1]])
            losses.append(normed_mlp.cross_entropy(
                normed_mlp.forward(layers, x, 'sigmoid')[0], labels)[0])
            finite.check('the loss', losses[-1], f'at step {step}', 'train.learning_rate')
        batch = generator.choice(len(labels), batch_size, replace=False)
        drawn = noise(hidden, batch_size, units, of_noise) if noisy else ()
        found = normed_mlp.gradients(layers, x[batch], labels[batch], 'sigmoid', drawn)[1]
        layers = normed_mlp.descended(layers, found, rate, fixed=fixed)
    logits, _ = normed_mlp.forward(layers, test_split[0], 'sigmoid')
    percentiles = np.array([[np.percentile(one[:, 0], PERCENTILES) for one in look]
                            for look in seen])
    gammas = [np.abs(layer['gamma']) for layer in layers if 'gamma' in layer]
    return Watched(looks, np.array(losses), percentiles, *shifts(seen),
                   finite.accuracy(logits, test_split[1]),
                   np.concatenate(gammas) if gammas else np.zeros(0))
