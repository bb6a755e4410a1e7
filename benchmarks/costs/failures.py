"""What failures cost: a run that is killed at random and goes on from its newest checkpoint.

The plan is that of the training loop, so the steps at which it saves are too. A failure comes
after a time that is exponential with the mean time between failures; what was trained since the
newest checkpoint is lost, and it takes some seconds until the run trains again.
"""

import dataclasses
import math

import numpy as np

from tf_labs.training.plan import Plan


@dataclasses.dataclass(frozen=True)
class Job:
    """A training that can fail.

    Attributes:
      plan: of its steps and checkpoints.
      step_seconds: of a step.
      save_seconds: that it waits for a checkpoint.
      restart_seconds: from a failure to the first step after it.
      mean_seconds: between two failures.
    """

    plan: Plan
    step_seconds: float
    save_seconds: float
    restart_seconds: float
    mean_seconds: float

    @property
    def work_seconds(self) -> float:
        """What the steps alone take."""
        return self.plan.total_steps * self.step_seconds


def saved_steps(plan: Plan) -> list[int]:
    """Returns the steps after which the plan saves, in order."""
    ends = (first + steps for first, steps in plan.blocks(0))
    return [end for end in ends if plan.is_saved(end)]


def simulated(job: Job, generator: np.random.Generator) -> float:
    """Returns the seconds of one training, with the failures that it happens to have."""
    clock, next_failure = 0.0, generator.exponential(job.mean_seconds)
    done = 0
    for step in saved_steps(job.plan):
        span = (step - done) * job.step_seconds + job.save_seconds
        while clock + span > next_failure:
            clock = next_failure + job.restart_seconds
            next_failure = clock + generator.exponential(job.mean_seconds)
        clock, done = clock + span, step
    return clock


def expected(job: Job) -> float:
    """Returns the mean of `simulated`: of a span of t seconds (exp(t / m) - 1) (m + restart).

    (Daly, 2006; no failure comes while a run restarts.)
    """
    ends = np.array([0, *saved_steps(job.plan)])
    spans = np.diff(ends) * job.step_seconds + job.save_seconds
    mean = job.mean_seconds
    return float(np.expm1(spans / mean).sum() * (mean + job.restart_seconds))


def best_interval(save_seconds: float, mean_seconds: float) -> float:
    """Returns the seconds of work between checkpoints that cost least: sqrt(2 save mean).

    (Young, 1974: as long as saves are short beside the time between failures.)
    """
    return math.sqrt(2 * save_seconds * mean_seconds)
