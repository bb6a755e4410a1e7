"""What measures a run beside its loss: the accuracy of a classifier, or R^2 of a regression."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
import math
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import own_data
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.evaluation import Logits
from tf_labs.training.regression import RegressionEvaluator
from tf_labs.training.step import Loss

Evaluate = Callable[[], tuple[float, float]]  # mean loss, quality


def quality(config: ConfigDict) -> str:
    """Returns what is measured: `accuracy` or `r2`."""
    return 'r2' if own_data.is_regression(config) else 'accuracy'


def make(config: ConfigDict, loss: Loss, logits: Logits, examples: Examples | Stream, *,
         eager: bool, weights: Callable[[], AbstractContextManager[None]]) -> Evaluate:
    """Returns what gives the mean loss and the quality over a split."""
    if own_data.is_regression(config):
        assert isinstance(examples, Examples)  # a stream has classes
        return RegressionEvaluator(logits, examples, eager=eager, weights=weights)
    return Evaluator(logits, loss, examples, eager=eager, weights=weights)


def rmse(data: DataSet, loss: float) -> float | None:
    """Returns the root of the mean squared error in the unit of the target; None of several.

    The loss is the mean of ((f - y) / sd)^2, so it is sd * sqrt(loss).
    """
    return data.targets[0].sd * math.sqrt(loss) if len(data.targets) == 1 else None


def told(config: ConfigDict, value: float) -> str:
    """Returns a quality in words."""
    return f'{"R^2" if own_data.is_regression(config) else "accuracy"} {value:.4f}'


def end(config: ConfigDict, data: DataSet, result: Mapping[str, Any]) -> str:
    """Returns what is said of a run that has ended."""
    if not own_data.is_regression(config):
        return f'test accuracy {result["test_accuracy"]:.4f}'
    error = rmse(data, result['test_loss'])
    own = '' if error is None else f'  test RMSE {error:.4g} ({data.targets[0].name})'
    return f'test loss {result["test_loss"]:#.4g}  test R^2 {result["test_r2"]:.4f}{own}'
