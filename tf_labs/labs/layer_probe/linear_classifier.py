"""A softmax on features that stay as they are."""

from collections.abc import Sequence
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from tf_labs.errors import UserError
from tf_labs.training import finite

ITERATIONS = 300  # of L-BFGS at most; on fewer examples than features it needs a tenth of them
HELD_OUT = 5  # one in so many examples, to choose the penalty by
WIDE = 10_000  # features, from which on a fit in the span of the examples saves time and memory
BLOCK = 4096  # features at a time
LEAST = 1e-10  # of the largest square: less is rounding

LabelledFeatures = tuple[np.ndarray, np.ndarray]  # features [N, D] and labels [N]


def accuracies(train: LabelledFeatures, test: LabelledFeatures, c: float) -> tuple[float, float]:
    """Fits a softmax to standardized features; returns its accuracy on (training, test) examples.

    It minimizes |W|^2 / (2 c) + the sum of the cross-entropies, a convex problem, so neither an
    initial weight nor an order of the examples has a say.

    Args:
      train: of at least two classes.
      test: any number of examples.
      c: inverse strength of the L2 penalty.
    """
    return _fitted(*_standardized(train, test), c)


def choose_c(train: LabelledFeatures, choices: Sequence[float]) -> float:
    """Returns the inverse penalty that is best on every fifth example, fitted to the others.

    Of equally good ones it is the smallest, which penalizes most.
    """
    features, labels = train
    is_held = np.arange(len(labels)) % HELD_OUT == 0
    parts = _standardized(*((features[chosen], labels[chosen]) for chosen in (~is_held, is_held)))
    return max(sorted(choices), key=lambda c: _fitted(*parts, c)[1])


def check_classes(labels: np.ndarray, field: str) -> None:
    """Raises `UserError` if `choose_c` would fit to examples of one class alone."""
    if len(np.unique(labels[np.arange(len(labels)) % HELD_OUT != 0])) < 2:
        raise UserError(f'{field}: all but a fifth of them are of one class, in this draw',
                        expected='so many that there are two classes', received=len(labels))


def _standardized(train: LabelledFeatures,
                  test: LabelledFeatures) -> tuple[LabelledFeatures, LabelledFeatures]:
    """Returns features of mean 0 and variance 1 over the training examples."""
    for features, _ in (train, test):
        finite.check_answers(features, 'the net')
    examples, width = train[0].shape
    make = in_their_span if width > max(examples, WIDE) else _scaled
    seen, others = make(train[0], test[0])
    return (seen, train[1]), (others, test[1])


def _scaled(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


def in_their_span(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns standardized features as coordinates in the span of the training examples.

    With X the standardized training examples and X X^T = V S^2 V^T they are V S, of others Y they
    are Y X^T V / S. The weights that minimize lie in that span, as what they had across it would
    be penalized and would change no training example; so the fit is the same, with N features in
    place of D.

    Args:
      train: [N, D].
      test: [M, D].

    Returns:
      float64 [N, N] and [M, N], some of the columns 0, as the span has fewer dimensions.
    """
    examples, width = train.shape
    products = np.zeros([examples + len(test), examples])  # of all examples with X
    with threadpool_limits(1):  # the last bits depend on the number of threads
        for start in range(0, width, BLOCK):
            seen, others = _scaled(*(values[:, start:start + BLOCK].astype(np.float64)
                                     for values in (train, test)))
            products += np.concatenate([seen, others]) @ seen.T
        squares, directions = np.linalg.eigh(products[:examples])
        is_there = squares > squares[-1] * LEAST  # the mean is 0: one at least is not
        inverse = np.zeros_like(squares)
        inverse[is_there] = squares[is_there] ** -0.5
        found = products @ (directions * inverse)
    return found[:examples], found[examples:]


def _fitted(train: LabelledFeatures, test: LabelledFeatures, c: float) -> tuple[float, float]:
    classifier = LogisticRegression(C=c, max_iter=ITERATIONS)
    # Products this small lose more by being shared among threads than they gain.
    with threadpool_limits(1), warnings.catch_warnings():
        # What is left to gain after so many iterations changes hardly an answer.
        warnings.simplefilter('ignore', ConvergenceWarning)
        # One example of each of many classes is what is asked for, and no mistake.
        warnings.filterwarnings('ignore', 'The number of unique classes', UserWarning)
        classifier.fit(*train)
        return float(classifier.score(*train)), float(classifier.score(*test))
