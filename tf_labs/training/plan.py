"""Blocks of steps: how a run is cut into calls of the compiled function."""

from collections.abc import Iterable, Iterator
import dataclasses
import math

from tf_labs.errors import UserError

MAX_STEPS = 2**53  # all whole numbers up to it are exact in float64 as well
MAX_STEPS_PER_CALL = 100
MAX_BLOCK_BYTES = 64 * 2**20  # two blocks wait in memory while a third is trained on


@dataclasses.dataclass(frozen=True)
class Plan:
    """Where a run begins, ends and is cut.

    Attributes:
      total_steps: steps of the whole run.
      steps_per_epoch: steps of one epoch.
      steps_per_call: the longest block.
      checkpoint_every: steps between checkpoints.
      eval_every: steps between evaluations, a multiple of steps_per_epoch.
      diagnosed: look into the net at each evaluation and after 1, 4, 16, ... steps.
      kept: ends of epochs, as steps, whose checkpoints stay for good.
    """

    total_steps: int
    steps_per_epoch: int
    steps_per_call: int
    checkpoint_every: int
    eval_every: int
    diagnosed: bool = False
    kept: frozenset[int] = frozenset()

    def blocks(self, start: int) -> Iterator[tuple[int, int]]:
        """Yields (first step, number of steps) from `start` to the end.

        No block crosses an epoch or a checkpoint. Within an epoch the cuts lie on multiples of
        steps_per_call, so a run resumed at any step is soon back on the same blocks.
        """
        while start < self.total_steps:
            in_epoch = start % self.steps_per_epoch
            end = min(
                start + self.steps_per_call - in_epoch % self.steps_per_call,
                start + self.steps_per_epoch - in_epoch,
                start + self.checkpoint_every - start % self.checkpoint_every,
                self.total_steps)
            yield start, end - start
            start = end

    def parts(self, start: int, steps: int) -> Iterator[tuple[int, int]]:
        """Yields (first step, number of steps) of the calls that a block is trained in.

        One, but for blocks in which the net is looked into. The step before a look is a call of
        its own, so that its update can be measured.
        """
        last = start + steps
        while start < last:
            end = last
            if self.diagnosed:
                end = min(last, max(self._next_diagnosis(start) - 1, start + 1))
            yield start, end - start
            start = end

    def _next_diagnosis(self, start: int) -> int:
        """Returns the first step after `start` that `is_diagnosed`."""
        bits = start.bit_length()
        power = 1 << bits + bits % 2  # the first power of 4 above
        evaluation = min(start - start % self.eval_every + self.eval_every, self.total_steps)
        return min(power, evaluation) if power < self.steps_per_epoch else evaluation

    def ends_epoch(self, step: int) -> bool:
        """True if an epoch, or the run, ends after `step` steps."""
        return step % self.steps_per_epoch == 0 or step == self.total_steps

    def is_evaluated(self, step: int) -> bool:
        """True if the model is evaluated after `step` steps."""
        return step % self.eval_every == 0 or step == self.total_steps

    def is_saved(self, step: int) -> bool:
        """True if a checkpoint is written after `step` steps."""
        return step % self.checkpoint_every == 0 or step == self.total_steps

    def is_diagnosed(self, step: int) -> bool:
        """True if the net is looked into after `step` steps: often early, when most happens."""
        is_power_of_four = step & (step - 1) == 0 and step.bit_length() % 2 == 1
        return self.diagnosed and step > 0 and (
            self.is_evaluated(step) or is_power_of_four and step < self.steps_per_epoch)

    def epoch(self, step: int) -> int:
        """Number, from 1, of the epoch that step number `step` (from 1) is part of."""
        return math.ceil(step / self.steps_per_epoch)

    def epochs(self) -> int:
        """Epochs of the whole run, a last short one included."""
        return math.ceil(self.total_steps / self.steps_per_epoch)


def plan_of(examples: int, *, batch_size: int, example_bytes: int, epochs: int, steps: int | None,
            call: int | None, checkpoint_every: int | None, eval_every_epochs: int,
            diagnosed: bool, keep_at_epochs: Iterable[int]) -> Plan:
    """Returns how a run is cut; durations become steps here and nowhere else.

    Args:
      examples: that are trained on; those that fill no batch are left out of each epoch.
      batch_size: examples a step.
      example_bytes: memory of an example that waits for the net.
      epochs: of the run.
      steps: of the run, in place of epochs.
      call: the longest block; None: as long as `steps_per_call` says.
      checkpoint_every: steps between checkpoints; None: an epoch.
      eval_every_epochs: epochs between evaluations.
      diagnosed: of `Plan`.
      keep_at_epochs: whose checkpoints stay for good.

    Raises:
      UserError: there is not one batch, or there are more steps than can be counted.
    """
    steps_per_epoch = examples // batch_size
    if not steps_per_epoch:
        raise UserError('config.data.batch_size is larger than the data',
                        expected=f'at most {examples}, the training examples in use',
                        received=batch_size)
    total = steps or epochs * steps_per_epoch
    if total > MAX_STEPS:
        field, most = ('steps', MAX_STEPS) if steps else ('epochs', MAX_STEPS // steps_per_epoch)
        raise UserError(f'config.train.{field} is too large',
                        expected=f'at most {most}', received=steps or epochs)
    every = checkpoint_every or steps_per_epoch
    longest = min(call, steps_per_epoch) if call else steps_per_call(
        steps_per_epoch, every, batch_size * example_bytes)
    return Plan(total_steps=total, steps_per_epoch=steps_per_epoch, steps_per_call=longest,
                checkpoint_every=every, eval_every=eval_every_epochs * steps_per_epoch,
                diagnosed=diagnosed,
                kept=frozenset(epoch * steps_per_epoch for epoch in keep_at_epochs))


def steps_per_call(steps_per_epoch: int, checkpoint_every: int, batch_bytes: int) -> int:
    """Chooses a block length: long enough that a call costs nothing, short enough for memory.

    The longest blocks of equal length that divide the way to the next epoch or checkpoint.
    """
    span = min(steps_per_epoch, checkpoint_every)
    longest = max(1, min(MAX_STEPS_PER_CALL, MAX_BLOCK_BYTES // batch_bytes))
    return math.ceil(span / math.ceil(span / longest))
