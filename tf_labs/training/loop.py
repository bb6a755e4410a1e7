"""The training loop: one call a block, a row an evaluation, a checkpoint at its cadence."""

from collections.abc import Callable, Iterable
import contextlib
import dataclasses
import math
import time

import tensorflow as tf

from tf_labs.console import warn
from tf_labs.data import pipeline
from tf_labs.errors import DivergedError
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError
from tf_labs.errors import StoppedByCallbackError
from tf_labs.errors import StoppedError
from tf_labs.training import run_files
from tf_labs.training.callbacks import Callbacks
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.diagnostics import Diagnostics
from tf_labs.training.estimate import Estimate
from tf_labs.training.metrics_log import MetricsLog
from tf_labs.training.plan import Plan
from tf_labs.training.progress import Progress
from tf_labs.training.row_log import Row
from tf_labs.training.signals import StopSignals
from tf_labs.training.state import TrainingState
from tf_labs.training.step import RunBlock


def _own(signum: int | None) -> int | None:
    """What is agreed on in a process that is alone."""
    return signum


@dataclasses.dataclass
class Trainer:
    """Trains a state from where it stands to the end of the plan.

    Attributes:
      state: what is trained.
      plan: where to cut, evaluate, save.
      blocks: (images [K, B, ...], labels [K, B], steps []) for each block of `plan.blocks`.
      run_block: of step.make_block.
      evaluate: returns (loss, quality) on the test split.
      batch_size: B, over all replicas.
      checkpoints: opened for saving.
      log: opened at the state's step.
      diagnostics: looks into the net where the plan says so, if it does.
      validate: returns (loss, quality) on examples held out of the training split, if there are.
      quality: what is told besides the loss: `accuracy`, or `r2` of a net that learns numbers.
      rate_factor: what the learning rate is multiplied by on a plateau of the state; None: its
        schedule counts the drops.
      keeps_best: the checkpoint with the smallest validation loss stays.
      callbacks: are told of blocks, epochs and the end.
      estimate: tells what a long run will take.
      agree: returns the signal that any of the processes of a run has received, if one has; all of
        them ask it at the same steps.
      failed_saves: checkpoints or rows that could not be written.
      unlogged_seconds: of epochs without a row, since the last row.
      unkept_best: step of the best evaluation, if its checkpoint could not be written.
    """

    state: TrainingState
    plan: Plan
    blocks: Iterable[pipeline.Block]
    run_block: RunBlock
    evaluate: Callable[[], tuple[float, float]]
    batch_size: int
    checkpoints: Checkpoints
    log: MetricsLog
    diagnostics: Diagnostics | None = None
    validate: Callable[[], tuple[float, float]] | None = None
    quality: str = 'accuracy'
    rate_factor: float | None = 1.0
    keeps_best: bool = False
    callbacks: Callbacks | None = None
    estimate: Estimate | None = None
    agree: Callable[[int | None], int | None] = _own
    failed_saves: int = 0
    unlogged_seconds: float = 0.0
    unkept_best: int | None = None

    def train(self, signals: StopSignals) -> None:
        """Runs to the end of the plan.

        Raises:
          DivergedError: loss or weights are no longer finite; nothing of that is saved.
          StoppedError, StoppedByCallbackError, CallbackError: the state was saved.
        """
        progress = Progress('compiling' if hasattr(self.run_block, 'get_concrete_function') else '',
                            self.estimate)
        step = int(self.state.step)
        began = time.perf_counter()
        self._begin_bar(progress, step)
        try:
            if step == 0:
                self._look_inside(step)
                self._keep(step)
            for images, labels, steps in self.blocks:
                first = step
                for start, count in self.plan.parts(first, int(steps)):
                    step = self._take(images, labels, start - first, count, start)
                    self._look_inside(step)
                progress.advance(int(steps), self._mean_loss(step))
                self._tell('on_step_block', step)
                row = None
                if self.plan.ends_epoch(step):
                    seconds = time.perf_counter() - began
                    with self._not_estimated():
                        row = self._end_epoch(step, seconds)
                    progress.end_epoch(row, self.plan.epochs(), self._best_so_far(row))
                    self._tell('on_epoch', step, row)
                self._keep(step)
                self._save_or_stop(step, signals, row)
                if self.state.has_ended(self.plan.total_steps):
                    break
                if self.plan.ends_epoch(step):
                    began = time.perf_counter()
                    self._begin_bar(progress, step)
        finally:
            progress.close()

    def _save_or_stop(self, step: int, signals: StopSignals, row: Row | None) -> None:
        """Saves where it is due, and where the run ends: by itself, a signal or a callback."""
        has_ended = self.state.has_ended(self.plan.total_steps)
        stop = self._stop(step, signals)
        if has_ended or stop is not None:
            self._tell('on_end', step, row)
            stop = self._stop(step, signals)
        if self.plan.is_saved(step) or has_ended or stop is not None:
            self._save(step)
        if stop is not None and not (has_ended and isinstance(stop, StoppedByCallbackError)):
            if self.failed_saves and step not in self.checkpoints.steps():
                raise RunFailedError(f'{stop}, but the last save failed')
            raise stop

    def _stop(self, step: int, signals: StopSignals) -> LabError | None:
        """Returns what ends the run before its end, if anything does."""
        where = f'saved at step {step} of {self.plan.total_steps}; the same command goes on'
        received = self.agree(signals.received)
        if received is not None:
            return StoppedError(received, where)
        return None if self.callbacks is None else self.callbacks.ending(where)

    def _tell(self, moment: str, step: int, row: Row | None = None) -> None:
        """Tells callbacks; where an epoch has ended the mean loss is that of its row."""
        if self.callbacks is not None:
            loss = self._mean_loss(step) if row is None else row['train_loss']
            self.callbacks.tell(moment, epoch=self.plan.epoch(step), loss=loss, row=row)

    def _best_so_far(self, row: Row) -> str:
        """Returns the end of an epoch's line where the smallest validation loss is looked for."""
        if self.state.best is None or 'validation_loss' not in row:
            return ''
        return f'  {self.state.best.compared(row, self.plan)}'

    def _begin_bar(self, progress: Progress, step: int) -> None:
        if step < self.plan.total_steps:
            progress.begin_epoch(self.plan.epoch(step + 1), self.plan.steps_per_epoch,
                                 step % self.plan.steps_per_epoch)

    def _mean_loss(self, step: int) -> float:
        """Returns the mean training loss of the epoch so far."""
        return float(self.state.loss_sum) / ((step - 1) % self.plan.steps_per_epoch + 1)

    def _take(self, images: tf.Tensor, labels: tf.Tensor, first: int, steps: int,
              step: int) -> int:
        """Trains on `steps` batches of a block, from `first` on; returns the step after them."""
        if self.diagnostics is not None:
            self.diagnostics.before(step, steps)
        loss_sum, correct_sum = self.run_block(
            images, labels, tf.constant(first), tf.constant(steps), self.state.loss_sum.value(),
            self.state.correct_sum.value())
        end = step + steps
        if not math.isfinite(float(loss_sum)):
            self._diverged('train loss', f'at step {end}' if steps == 1
                           else f'between steps {step + 1} and {end}')
        self.state.loss_sum.assign(loss_sum)
        self.state.correct_sum.assign(correct_sum)
        self.state.step.assign(end)
        return end

    def _look_inside(self, step: int) -> None:
        if self.diagnostics is None:
            return
        try:
            with self._not_estimated():
                self.diagnostics.look(step)
        except OSError as error:
            self._failed(f'diagnostics of step {step} not written yet ({error.strerror})')

    def _not_estimated(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext() if self.estimate is None else self.estimate.left_out()

    def _end_epoch(self, step: int, seconds: float) -> Row:
        """Writes the row of an epoch, if one is due; returns what there is to print."""
        in_epoch = (step - 1) % self.plan.steps_per_epoch + 1
        row: Row = {
            'step': step, 'epoch': self.plan.epoch(step),
            'train_loss': self._mean_loss(step),
        }
        if self.quality == 'accuracy':
            row['train_accuracy'] = int(self.state.correct_sum) / (in_epoch * self.batch_size)
        if self.plan.is_evaluated(step):
            row['test_loss'], row[f'test_{self.quality}'] = self.evaluate()
            if not math.isfinite(row['test_loss']):
                self._diverged('test loss', f'at step {step}')
            self._validate(row)
            if self.state.target is not None and step % self.plan.eval_every == 0:
                self.state.target.observe(1 - row['train_accuracy'])
        row['seconds'] = round(seconds, 4)
        self.unlogged_seconds += seconds
        if 'test_loss' in row:
            try:
                self.log.append({**row, 'seconds': round(self.unlogged_seconds, 4)})
            except OSError as error:
                self._failed(f'metrics of step {step} not written yet ({error.strerror})')
            self.unlogged_seconds = 0.0
        if in_epoch == self.plan.steps_per_epoch:
            self.state.reset_sums()
        return row

    def _validate(self, row: Row) -> None:
        """Adds what held-out examples say, and lowers the learning rate on a plateau."""
        watched = 'test'
        if self.validate is not None:
            watched = 'validation'
            row['validation_loss'], row[f'validation_{self.quality}'] = self.validate()
            if not math.isfinite(row['validation_loss']):
                self._diverged('validation loss', f'at step {row["step"]}')
            if self.state.best is not None and self.state.best.observe(
                    row['validation_loss'], row['step']) and self.keeps_best:
                self._keep_best(row['step'])
        if self.state.plateau is not None:
            rate = tf.convert_to_tensor(self.state.optimizer.learning_rate)  # of several devices
            row['learning_rate'] = float(rate)
            is_lowered = self.state.plateau.observe(
                1 - row[f'{watched}_{self.quality}'], row['step'])
            if is_lowered and self.rate_factor is not None:
                self.state.optimizer.learning_rate = row['learning_rate'] * self.rate_factor

    def _save(self, step: int) -> None:
        """Saves what is sound; a full disk costs this checkpoint, not the run."""
        self._check_weights(step)
        if self.unkept_best is not None:  # from an older checkpoint it is trained again
            self._failed(f'no checkpoint at step {step} (the best one, of step {self.unkept_best}, '
                         'is not kept); older ones are intact')
            return
        try:
            self.log.flush()  # a checkpoint must never be ahead of the rows before it
            if self.diagnostics is not None:
                self.diagnostics.log.flush()
            self.checkpoints.save(self.state, step, self.log.sha256())
            if self.keeps_best and self.state.best is not None:
                self.checkpoints.keep_only_best(int(self.state.best.step))
        except (tf.errors.OpError, OSError) as error:
            self._failed(f'no checkpoint at step {step} ({_reason(error)}); older ones are intact')

    def _keep(self, step: int) -> None:
        if step not in self.plan.kept:
            return
        try:
            self.checkpoints.keep(self.state, step, self.log.sha256())
        except (tf.errors.OpError, OSError) as error:
            self._failed(f'checkpoint of step {step} not kept ({_reason(error)})')

    def _keep_best(self, step: int) -> None:
        """Keeps the best checkpoint before the one that tells of it; the one before it stays."""
        self._check_weights(step)
        try:
            self.checkpoints.keep(self.state, step, self.log.sha256(), run_files.KEPT_BEST)
            self.unkept_best = None
        except (tf.errors.OpError, OSError) as error:
            self.unkept_best = step
            self._failed(f'best checkpoint, of step {step}, not kept ({_reason(error)})')

    def _check_weights(self, step: int) -> None:
        name = self.state.first_not_finite()
        if name is not None:
            self._diverged(f'weight {name}', f'at step {step}')

    def _failed(self, line: str) -> None:
        self.checkpoints.check_present()
        self.failed_saves += 1
        warn(f'{line}; training goes on')

    def _diverged(self, quantity: str, where: str) -> None:
        sound = next(iter(self.checkpoints.steps()), None)
        raise DivergedError(
            f'{quantity} is not finite {where}; the last sound checkpoint is that of step {sound}; '
            'a smaller optimizer.learning_rate may help')


def _reason(error: Exception) -> str:
    """Returns the last clause of the first line, where TensorFlow puts the system's message."""
    first = (str(error).splitlines() or [''])[0]
    return f'{type(error).__name__}: {first.rsplit(";", 1)[-1].split("[Op")[0].strip()}'
