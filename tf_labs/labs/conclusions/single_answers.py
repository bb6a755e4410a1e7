"""What each net of a comparison is asked by itself, with its weights, once all are trained."""

from collections.abc import Mapping
from typing import Any

from ml_collections import ConfigDict

from tf_labs.console import warn
from tf_labs.errors import RunFailedError
from tf_labs.labs.conclusions import averaging
from tf_labs.labs.conclusions import training_loss
from tf_labs.labs.evolution import settling
from tf_labs.training import config_plan
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.run_files import ANSWERS


def question(asked: ConfigDict) -> dict[str, float]:
    """Returns what each net is asked by itself, of `comparison` of a config; {}: nothing."""
    return {**({'crops': asked.crops} if asked.crops > 1 else {}),
            **{name: asked[name] for name in ('target_loss', 'settled')
               if asked[name] is not None}}


def of_run(place: RunDirectory, asked: ConfigDict, outcome: Mapping[str, Any]) -> dict[str, float]:
    """Returns the answers of the net at the end of a run, or those that are recorded of it.

    Args:
      place: of the run.
      asked: `comparison` of the config.
      outcome: of the run.

    Raises:
      UserError, RunFailedError: the weights at its end are not there, or a checkpoint that it was
        to keep.
    """
    if not question(asked):
        return {}
    recorded = _recorded(place, asked)
    if recorded is not None:
        return recorded
    end = ending(place, outcome)
    found: dict[str, float] = {}
    Checkpoints(place).check_step(end)
    if asked.target_loss is not None or asked.settled is not None:
        _check_kept(place, end)
    if asked.target_loss is not None:
        found |= training_loss.steps_to(place, asked.target_loss, end)
    if asked.settled is not None and len(Checkpoints(place).kept_steps()) < 2:
        warn(f'{place.path} has ended before its second kept checkpoint: nothing is told of '
             'when its layers have settled')
    elif asked.settled is not None:
        found |= settling.settled(place, asked.settled, end)
    if asked.crops > 1 and not asked.averaged:  # else they are given together with the others
        shares, labels = averaging.probabilities(place, asked.crops, end)
        found['ten_crop_accuracy'] = averaging.accuracy(shares, labels)
    return found


def ending(place: RunDirectory, outcome: Mapping[str, Any]) -> int:
    """Returns the step of the weights that the outcome of a run is of."""
    steps = outcome.get('steps')
    return int(steps) if steps is not None else next(iter(Checkpoints(place).steps()), 0)


def _recorded(place: RunDirectory, asked: ConfigDict) -> dict[str, float] | None:
    """Returns the answers to this very question; None if there are none, or they were changed."""
    found = place.read_json(ANSWERS.removesuffix('.json'))
    if found is None:
        return None
    if not place.is_sealed(ANSWERS):
        warn(f'{place.path / ANSWERS} is not what was recorded, it was changed since: it is left '
             'out')
        return None
    return dict(found['answers']) if found['asked'] == question(asked) else None


def _check_kept(place: RunDirectory, end: int) -> None:
    """Raises `RunFailedError` if between checkpoints that were kept one is missing."""
    config = place.config()
    plan = config_plan.plan_of(config, place.data(config), place.read_json('manifest') or {})
    missing = {step for step in plan.kept if step <= end} - {*Checkpoints(place).kept_steps()}
    if missing:
        raise RunFailedError(
            f'{place.path} lacks checkpoints that it was to keep, of steps '
            f'{", ".join(map(str, sorted(missing)))}: from the others nothing is told; if the '
            'directory is removed, the same command trains it anew')
