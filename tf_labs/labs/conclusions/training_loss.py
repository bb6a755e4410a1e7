"""Steps to a training loss of whole nets: without dropout and without augmentation."""

from collections.abc import Sequence

from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.run_directory import RunDirectory

EXAMPLES = 10_000  # of the training split


def steps_to(directory: RunDirectory, target: float, end: int) -> dict[str, float]:
    """Returns {'whole_steps_to_loss': steps} of a run with kept checkpoints; {} if never.

    Args:
      directory: of the run.
      target: the loss.
      end: the step at which the run has ended.
    """
    steps = sorted({*Checkpoints(directory).kept_steps(), end})
    step = reached(steps, [_loss(directory, step) for step in steps], target)
    return {} if step is None else {'whole_steps_to_loss': step}


def _loss(directory: RunDirectory, step: int) -> float:
    run = TrainedRun(directory, step, devices=None)
    examples = run.examples('train')
    return Evaluator(run.logits, run.loss, examples.first(min(EXAMPLES, len(examples))),
                     eager=run.eager).means().loss


def reached(steps: Sequence[int], losses: Sequence[float], target: float) -> float | None:
    """Returns where losses first fall to a target, on straight lines; None if they do not."""
    for place, loss in enumerate(losses):
        if loss <= target:
            if place == 0:
                return float(steps[0])
            share = (losses[place - 1] - target) / (losses[place - 1] - loss)
            return steps[place - 1] + share * (steps[place] - steps[place - 1])
    return None
