"""A softmax on features that stay as they are."""

from collections.abc import Sequence
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from tf_labs.training import finite

ITERATIONS = 300  # of L-BFGS at most; on fewer examples than features it needs a tenth of them
HELD_OUT = 5  # one in so many examples, to choose the penalty by
WIDE = 10_000  # features, from which on a fit in the span of the examples saves minutes

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


def _standardized(train: LabelledFeatures,
                  test: LabelledFeatures) -> tuple[LabelledFeatures, LabelledFeatures]:
    """Returns features of mean 0 and variance 1 over the training examples."""
    for features, _ in (train, test):
        finite.check_answers(features, 'the net')
    scaler = StandardScaler().fit(train[0])
    seen, others = in_their_span(*(scaler.transform(features) for features, _ in (train, test)))
    return (seen, train[1]), (others, test[1])


def in_their_span(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns more features than examples as coordinates in the span of the training examples.

    With the orthonormal columns of Q, train^T = Q R, the examples are R^T [N, N] and test Q. The
    weights that minimize lie in that span, as what they had across it would be penalized and would
    change no training example; so the fit is the same, and takes N features in place of D.

    Args:
      train: [N, D]; for D up to `WIDE` nothing is changed.
      test: [M, D].
    """
    examples, features = train.shape
    if features <= max(examples, WIDE):
        return train, test
    with threadpool_limits(1):  # the last bits depend on the number of threads
        basis, triangle = np.linalg.qr(train.T)
        return triangle.T, test @ basis


def _fitted(train: LabelledFeatures, test: LabelledFeatures, c: float) -> tuple[float, float]:
    classifier = LogisticRegression(C=c, max_iter=ITERATIONS)
    # Products this small lose more by being shared among threads than they gain.
    with threadpool_limits(1), warnings.catch_warnings():
        # What is left to gain after so many iterations changes hardly an answer.
        warnings.simplefilter('ignore', ConvergenceWarning)
        classifier.fit(*train)
        return float(classifier.score(*train)), float(classifier.score(*test))
