"""What is not finite is told where it appears, and never counts as a right answer."""

from collections.abc import Sequence
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from tf_labs.errors import DivergedError
from tf_labs.errors import RunFailedError


def check(quantity: str, values: npt.ArrayLike, where: str, rate: str) -> None:
    """Raises `DivergedError` unless all values are finite.

    Args:
      quantity: what they are, as `cost`.
      values: a number or an array.
      where: as `at step 3`.
      rate: the field of the config that makes the steps smaller.
    """
    if not np.isfinite(values).all():
        raise DivergedError(f'{quantity} is not finite {where}; a smaller config.{rate} may help')


def check_answers(answers: np.ndarray | float, whose: str) -> None:
    """Raises `RunFailedError` unless a trained net answers with numbers.

    Args:
      answers: logits, probabilities or features.
      whose: of which net, as `the net of step 44`.
    """
    if not np.isfinite(answers).all():
        raise RunFailedError(f'{whose} gives no answer: what it computes is not finite; an earlier '
                             'checkpoint, or a smaller optimizer.learning_rate, may help')


def accuracy(logits: np.ndarray, labels: np.ndarray | Sequence[int]) -> float:
    """Returns the share of rows [N, classes] whose largest entry stands at the label.

    A row that is not all finite answers nothing: argmax would take a NaN for the largest.
    """
    logits = np.asarray(logits)
    is_right = (logits.argmax(axis=-1) == np.asarray(labels)) & np.isfinite(logits).all(axis=-1)
    return float(is_right.mean())


def from_json(value: Any, names: frozenset[str]) -> Any:
    """Returns a value with NaN in place of null, in the entries of these names.

    Others may be null because there is nothing to be measured.
    """
    if isinstance(value, dict):
        return {key: math.nan if one is None and key in names else from_json(one, names)
                for key, one in value.items()}
    return [from_json(one, names) for one in value] if isinstance(value, list) else value
