"""Checkpoints that are verified before they are trusted.

TensorFlow writes the index of a checkpoint last, so one that a kill interrupts has none and the
older ones stay sound. What is there is read off the directory; the state file `checkpoint`, which
can be lost, emptied or stale, is written for other tools and never read.
"""

from pathlib import Path
import re
import shutil

import tensorflow as tf

from tf_labs.console import warn
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training.state import TrainingState


class Checkpoints:
    """The checkpoints `ckpt-STEP` of one run directory: the newest, and those in kept/."""

    def __init__(self, directory: Path):
        self._directory = directory
        self._kept = directory / 'kept'
        self._manager: tf.train.CheckpointManager | None = None

    def steps(self) -> list[int]:
        """Returns the steps of all checkpoints with any file left, newest first."""
        return _steps_in(self._directory)

    def kept_steps(self) -> list[int]:
        """Returns the steps of the checkpoints that stay for good, ascending."""
        return sorted(_steps_in(self._kept))

    def restore_newest(self, state: TrainingState) -> None:
        """Restores the newest sound checkpoint; warns of each newer one that is damaged.

        Raises:
          RunFailedError: not one is sound.
        """
        steps = self.steps()
        damages: list[str] = []
        for step in steps:
            damage = self._damage(step)
            if damage is None:
                for line in damages:
                    warn(f'{line}; going on from step {step}')
                self._restore(state, step)
                return
            damages.append(f'checkpoint ckpt-{step} is damaged ({damage})')
        raise RunFailedError(f'no sound checkpoint in {self._directory}: '
                             f'{"; ".join(damages) or "there is none"}; nothing was changed')

    def restore(self, state: TrainingState, step: int) -> None:
        """Restores the checkpoint of a step.

        Raises:
          UserError: there is none.
          RunFailedError: it is damaged.
        """
        steps = {*self.steps(), *_steps_in(self._kept)}
        if step not in steps:
            known = ', '.join(map(str, sorted(steps, reverse=True)))
            raise UserError(f'no checkpoint of step {step}', expected=f'one of {known or "none"}',
                            received=step)
        damage = self._damage(step)
        if damage:
            raise RunFailedError(f'checkpoint ckpt-{step} is damaged ({damage})')
        self._restore(state, step)

    def _damage(self, step: int) -> str | None:
        """Reads every tensor, which checks its CRC32C, and touches no variable."""
        try:
            reader = tf.train.load_checkpoint(self._prefix(step))
            for name in reader.get_variable_to_shape_map():
                reader.get_tensor(name)
        except (tf.errors.OpError, IndexError, ValueError, RuntimeError) as error:
            return type(error).__name__
        return None

    def _restore(self, state: TrainingState, step: int) -> None:
        try:
            state.checkpoint.restore(self._prefix(step)).assert_consumed()
        except (AssertionError, ValueError) as error:
            raise RunFailedError(f'checkpoint ckpt-{step} does not fit this model: it was '
                                 'written by another version of the project') from error

    def open_for_saving(self, state: TrainingState, *, keep: int, restored: int | None) -> None:
        """Prepares saving: clears what killed saves have left, hands the rest to the manager.

        Args:
          state: what is saved.
          keep: how many of the newest checkpoints stay.
          restored: the step restored; None for a new run, which owns no checkpoint yet.
        """
        for directory in (self._directory, self._kept):
            for leftover in directory.glob('ckpt-*_temp'):
                shutil.rmtree(leftover, ignore_errors=True)
        own = [] if restored is None else [s for s in reversed(self.steps()) if s <= restored]
        prefixes = [str(self._directory / f'ckpt-{step}') for step in own]
        (self._directory / 'checkpoint').unlink(missing_ok=True)
        if prefixes:
            # Without times after the one it last preserved, the manager would never remove them.
            tf.compat.v1.train.update_checkpoint_state(
                str(self._directory), prefixes[-1], prefixes,
                all_model_checkpoint_timestamps=[1.0] * len(prefixes),
                last_preserved_timestamp=0.0)
        self._manager = tf.train.CheckpointManager(
            state.checkpoint, str(self._directory), max_to_keep=keep)

    def save(self, step: int) -> None:
        """Writes `ckpt-STEP`, then removes the oldest beyond those kept.

        Raises:
          tf.errors.OpError: it could not be written; the older ones are intact.
        """
        assert self._manager is not None, 'open_for_saving first'
        try:
            self._manager.save(checkpoint_number=step)
        except tf.errors.OpError:  # on a full disk every byte of the attempt counts
            shutil.rmtree(self._directory / f'ckpt-{step}_temp', ignore_errors=True)
            raise

    def keep(self, state: TrainingState, step: int) -> None:
        """Writes `kept/ckpt-STEP`, which nothing removes.

        Raises:
          tf.errors.OpError: it could not be written.
        """
        state.checkpoint.write(str(self._kept / f'ckpt-{step}'))

    def _prefix(self, step: int) -> str:
        """Where a checkpoint is: among the newest if it is there, else among those kept."""
        name = f'ckpt-{step}'
        is_kept_only = step in _steps_in(self._kept) and step not in self.steps()
        return str((self._kept if is_kept_only else self._directory) / name)


def _steps_in(directory: Path) -> list[int]:
    """Returns the steps of all checkpoints in a directory with any file left, newest first."""
    found = {int(match[1]) for file in directory.glob('ckpt-*')
             if (match := re.fullmatch(r'ckpt-(\d+)\.(index|data-\d+-of-\d+)', file.name))}
    return sorted(found, reverse=True)
