"""Which examples are learnt from, and which are asked about: by their labels, before any is read.

Of what stays on disk only those are decoded that are chosen.
"""

from collections.abc import Collection, Sequence

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError

_TEST = 3  # of the generator of the test examples: they do not depend on the number of draws
READ = 2000  # examples on disk that are chosen from, more if they are not enough


def labels_to_choose_from(config: ConfigDict, examples: Examples | Stream,
                          classes: int) -> np.ndarray:
    """Returns labels int64 [N] of the first examples, so many that there are enough of each class.

    Args:
      config: of the lab.
      examples: of the training split; all of them if they are in memory.
      classes: their number.
    """
    if isinstance(examples, Examples):
        return examples.labels
    wanted, read = max(config.transfer.examples), READ
    while True:
        labels = examples.first_labels(read)
        known = labels[labels >= 0]
        if read >= len(examples) or np.bincount(known, minlength=classes).min() >= wanted:
            return labels
        read *= 2


def draw(config: ConfigDict, labels: np.ndarray, number: int, classes: int,
         left_out: Collection[int] = ()) -> list[np.ndarray]:
    """Returns the places of a draw's examples for each number of examples; more contain fewer.

    Args:
      config: of the lab.
      labels: int64 [N].
      number: of the draw.
      classes: their number.
      left_out: places that are not drawn: the next ones stand for them.

    Raises:
      UserError: there are not so many.
    """
    most = max(config.transfer.examples)
    generator = np.random.default_rng((config.seed, number))
    orders = [generator.permutation(np.flatnonzero(labels == label)) for label in range(classes)]
    orders = [order[~np.isin(order, list(left_out))] for order in orders]
    fewest = min(map(len, orders))
    if most > fewest:
        raise UserError('config.transfer.examples are more than there are', received=most,
                        expected=f'at most {fewest} of each class of {config.data.name}')
    return [np.concatenate([order[:count] for order in orders])
            for count in config.transfer.examples]


def test_places(config: ConfigDict, examples: Examples | Stream) -> np.ndarray:
    """Returns the places of the examples that are asked about, ascending.

    Raises:
      UserError: there are not so many.
    """
    count, available = config.transfer.test_examples, len(examples)
    if isinstance(examples, Stream):
        available = min(available, max(READ, count))
    if count > available:
        raise UserError('config.transfer.test_examples is larger than the data',
                        expected=f'at most {available}', received=count)
    generator = np.random.default_rng((config.seed, _TEST))
    return np.sort(generator.choice(available, count, replace=False))


def unreadable(examples: Examples | Stream, places: Sequence[int] | np.ndarray) -> set[int]:
    """Returns those of the places, which were read, that hold no picture."""
    bad = [] if isinstance(examples, Examples) else examples.bad_examples
    return set(bad) & set(np.asarray(places).tolist())
