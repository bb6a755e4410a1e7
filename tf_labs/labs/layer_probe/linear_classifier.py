"""A softmax on features that stay as they are."""

from collections.abc import Sequence
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from tf_labs.training import finite

ITERATIONS = 300  # of L-BFGS at most; on fewer examples than features it needs a tenth of them
HELD_OUT = 5  # one in so many examples, to choose the penalty by


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
    for features, _ in (train, test):
        finite.check_answers(features, 'the net')
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=ITERATIONS))
    # Products this small lose more by being shared among threads than they gain.
    with threadpool_limits(1), warnings.catch_warnings():
        # What is left to gain after so many iterations changes hardly an answer.
        warnings.simplefilter('ignore', ConvergenceWarning)
        classifier.fit(*train)
        return float(classifier.score(*train)), float(classifier.score(*test))


def choose_c(train: LabelledFeatures, choices: Sequence[float]) -> float:
    """Returns the inverse penalty that is best on every fifth example, fitted to the others.

    Of equally good ones it is the smallest, which penalizes most.
    """
    features, labels = train
    is_held = np.arange(len(labels)) % HELD_OUT == 0
    fitted, held = ((features[chosen], labels[chosen]) for chosen in (~is_held, is_held))
    return max(sorted(choices), key=lambda c: accuracies(fitted, held, c)[1])
