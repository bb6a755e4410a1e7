"""What a checkpoint gives again: digest of the weights, digest of the rows, loss and accuracy."""

from collections.abc import Mapping
import gc
import hashlib
from typing import Any

import keras

from tf_labs.classroom.findings import DAMAGED
from tf_labs.classroom.findings import EDITED
from tf_labs.classroom.findings import Examined
from tf_labs.classroom.findings import Finding
from tf_labs.classroom.register import Register
from tf_labs.config import own_data
from tf_labs.data.examples import Examples
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import LabError
from tf_labs.experiments import evaluators
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.regression import RegressionEvaluator
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory

# Another kind of processor adds in another order, which may decide an example differently.
_LOSS = 1e-3  # of the loss
_QUALITY = 0.005


def check(directory: RunDirectory, register: Register, devices: str, found: Examined) -> None:
    """Holds a run that has a net against its newest checkpoint.

    Args:
      directory: of a run with nothing wrong in its files.
      register: of the class.
      devices: of `runtime.start`.
      found: what is wrong is noted there, or how it was checked.
    """
    try:
        found.finding = _finding(directory, register, devices, found)
    except (LabError, OSError) as error:
        found.finding = Finding(DAMAGED, str(error))
    finally:  # Keras keeps what it has made until it is told
        keras.utils.clear_session()
        gc.collect()


def _finding(directory: RunDirectory, register: Register, devices: str,
             found: Examined) -> Finding | None:
    result = directory.read_json('result') or {}
    checkpoints = Checkpoints(directory)
    steps = checkpoints.steps()
    origin = checkpoints.origin_of(f'ckpt-{steps[0]}') if steps else None
    if origin is None:
        return Finding(DAMAGED, 'no checkpoint that says of which run it is')
    name = f'ckpt-{steps[0]}'
    wrong = register.told_from(name, origin.identity, directory.identity())
    if wrong is not None:
        return wrong
    if steps[0] != result.get('steps'):
        return Finding(EDITED, f'{RESULT} tells of step {result.get("steps")}, the newest '
                       f'checkpoint is {name}')
    rows = hashlib.sha256(directory.content(METRICS) or b'').hexdigest()
    if origin.rows_sha256 != rows:
        return Finding(EDITED, f'{METRICS} of the run {origin.identity} is not what {name} has '
                       f'sealed: sha256 {rows[:12]} in place of {origin.rows_sha256[:12]}')
    return _of_net(directory, devices, result, name, found)


def _of_net(directory: RunDirectory, devices: str, result: Mapping[str, Any], name: str,
            found: Examined) -> Finding | None:
    trained = TrainedRun(directory, 'newest', devices)
    found.checked.append('checkpoint')
    try:
        loss, quality = _evaluated(trained)
    except DataNotAvailableError as error:
        found.checked.append(f'not evaluated: {error}')
    else:
        found.checked.append('evaluation')
        key = f'test_{evaluators.quality(trained.config)}'
        if not _is_near(loss, result.get('test_loss'), _LOSS * max(1.0, abs(loss))) or (
                not _is_near(quality, result.get(key), _QUALITY)):
            return Finding(EDITED, f'{RESULT} tells of test loss {result.get("test_loss")} and '
                           f'{key} {result.get(key)}, {name} gives {loss:.6g} and {quality:.4f}')
    # As it was saved: an optimizer that averages has put its averages in the place of the weights.
    Checkpoints(directory, directory.identity()).restore_newest(trained.state)
    digest = trained.state.digest()
    if digest != result.get('digest'):
        return Finding(EDITED, f'{RESULT} tells of digest {str(result.get("digest"))[:12]}, the '
                       f'weights of {name} have {digest[:12]}')
    return None


def _evaluated(trained: TrainedRun) -> tuple[float, float]:
    examples = trained.examples('test')
    if own_data.is_regression(trained.config) and isinstance(examples, Examples):
        loss, quality = RegressionEvaluator(trained.logits, examples, eager=trained.eager)()
        return loss, quality
    means = Evaluator(trained.logits, trained.loss, examples, eager=trained.eager).means()
    return means.loss, means.accuracy


def _is_near(value: float, stated: Any, room: float) -> bool:
    return isinstance(stated, (int, float)) and abs(value - stated) <= room
