"""Checkpoints that are verified before they are trusted.

    ckpt-STEP.index, ckpt-STEP.data-*   a checkpoint; the index is written last
    saving/                             while it is written: from there its files get their names

Each says which run it belongs to and which rows of metrics.jsonl lie before it, beside the state
itself. What is there is read off the directory; the state file `checkpoint`, which can be lost,
emptied or stale, is written for other tools and never read.
"""

import dataclasses
import hashlib
import os

import tensorflow as tf

from tf_labs.console import warn
from tf_labs.console import warn_once
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import checkpoint_files
from tf_labs.training import leftovers
from tf_labs.training import origin as origins
from tf_labs.training import run_files
from tf_labs.training import state_file
from tf_labs.training.checkpoint_writer import CheckpointWriter
from tf_labs.training.identity import Identity
from tf_labs.training.literal_path import literal
from tf_labs.training.origin import Origin
from tf_labs.training.run_directory import PREPARATION
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.state import TrainingState

STATE_FILE = 'checkpoint'
_ORIGIN, _STEP = 'origin/.ATTRIBUTES/VARIABLE_VALUE', 'step/.ATTRIBUTES/VARIABLE_VALUE'
_UNREADABLE = (tf.errors.OpError, IndexError, ValueError, RuntimeError, OSError, UserError)
_TRIES = 5  # a run that trains on takes old checkpoints away while others read them


@dataclasses.dataclass(frozen=True)
class _Found:
    """A checkpoint as it was read: whether it can be used, and what it says of itself."""

    damage: str | None
    origin: Origin | None = None


class Checkpoints:
    """The checkpoints `ckpt-STEP` of one run: the newest, and those in kept/.

    Args:
      directory: of the run.
      identity: of the run; checkpoints of another one are not taken. None: any are.
    """

    def __init__(self, directory: RunDirectory, identity: Identity | None = None):
        self._directory = directory
        self._files = directory.files
        self._identity = identity
        self._own: list[int] = []
        self._keep = 1
        self._writer = CheckpointWriter()
        with tf.device('CPU:0'):  # no GPU holds text
            self._origin = tf.Variable('', dtype=tf.string, name='origin')

    def check_present(self) -> None:
        """Raises `RunFailedError` if the run directory is gone."""
        self._directory.check_present()

    def steps(self) -> list[int]:
        """Returns the steps of all checkpoints with any file left, newest first."""
        return checkpoint_files.steps(self._files.names())

    def kept_steps(self) -> list[int]:
        """Returns the steps of the checkpoints that stay for good, ascending."""
        return sorted(checkpoint_files.steps(self._files.names(run_files.KEPT)))

    def best_steps(self) -> list[int]:
        """Returns the steps of those kept as the best so far, newest and so best first."""
        return checkpoint_files.steps(self._files.names(run_files.KEPT_BEST))

    def check_step(self, step: int | str | None) -> None:
        """Raises `UserError` for a step of no checkpoint, or the best of a run that keeps none."""
        checkpoint_files.check_step(self._directory, step)

    def restore_newest(self, state: TrainingState) -> Origin | None:
        """Restores the newest sound checkpoint; warns of each newer one that is not.

        Returns:
          What it says of itself; None of one that version 0.4.0 wrote.

        Raises:
          RunFailedError: not one is sound.
        """
        for _ in range(_TRIES):
            damages: list[str] = []
            steps = self.steps()
            for step in steps:
                found = self._examine(step)
                if found.damage is None and self._restore(state, step, found):
                    for line in damages:
                        warn(f'{line}; going on from step {step}')
                    return found.origin
                damages.append(f'checkpoint ckpt-{step} {found.damage or "is damaged"}')
            if self.steps() == steps:
                break  # else a run that goes on has taken them away meanwhile
        raise RunFailedError(f'no sound checkpoint in {self._files.root}: '
                             f'{"; ".join(damages) or "there is none"}; nothing was changed')

    def restore(self, state: TrainingState, step: int) -> None:
        """Restores the checkpoint of a step.

        Raises:
          UserError: there is none.
          RunFailedError: it is damaged, or of another run.
        """
        self.check_step(step)
        found = self._examine(step)
        if found.damage or not self._restore(state, step, found):
            raise RunFailedError(f'checkpoint ckpt-{step} {found.damage or "is damaged"}')

    def _examine(self, step: int) -> _Found:
        """Reads every tensor, which checks its CRC32C, and touches no variable."""
        place = self._place(step)
        try:
            for name in self._files.names(place.rstrip('/')):
                if name.startswith(f'ckpt-{step}.'):
                    os.close(self._files.open(f'{place}{name}', os.O_RDONLY))  # refuses links
            with literal(self._files) as root:
                reader = tf.train.load_checkpoint(f'{root}/{place}ckpt-{step}')
                names = reader.get_variable_to_shape_map()
                for name in names:
                    reader.get_tensor(name)
                stored_step = int(reader.get_tensor(_STEP)) if _STEP in names else step
                origin = origins.parse(reader.get_tensor(_ORIGIN)) if _ORIGIN in names else None
            if stored_step != step:
                return _Found(f'is that of step {stored_step} under another name')
            return _Found(self._foreign(f'{place}ckpt-{step}', origin), origin)
        except _UNREADABLE as error:
            return _Found(f'is damaged ({type(error).__name__})')

    def _foreign(self, name: str, origin: Origin | None) -> str | None:
        """Returns what tells that a checkpoint is not of this run; None if nothing does."""
        if origin is None:
            known = self._directory.older_checkpoints()
            if known is None:
                warn_once(f'{self._files.root} has no identity yet: version 0.4.0 made it')
            elif self._index_sha256(name) != known.get(name):
                return 'belongs to another run: it has no identity, and this run has one'
            return None
        if half := self._identity.difference(origin.identity) if self._identity else '':
            return (f'belongs to another run: another {half} than '
                    f'{"config.json says" if half == "config" else "this one was with"}')
        if origin.preparation_sha256 != self._preparation_sha256():
            return f'was made with another {PREPARATION} than there is'
        return None

    def _index_sha256(self, name: str) -> str:
        """Returns the digest of an index, which holds the checksums of all that it is of."""
        return hashlib.sha256(self._files.read(f'{name}.index')).hexdigest()

    def _preparation_sha256(self) -> str:
        content = self._directory.content(PREPARATION)
        return '' if content is None else hashlib.sha256(content).hexdigest()

    def without_origin(self) -> dict[str, str]:
        """Returns {name: digest of its index} of those that version 0.4.0 has left in a run."""
        names = [f'ckpt-{step}' for step in self.steps()]
        names += [f'{run_files.KEPT}/ckpt-{step}' for step in self.kept_steps()]
        return {name: self._index_sha256(name) for name in names
                if self._files.has(f'{name}.index') and self.origin_of(name) is None}

    def origin_of(self, name: str) -> Origin | None:
        """Returns what a checkpoint says of itself; None if it says nothing, or is damaged."""
        try:
            with literal(self._files) as root:
                return origins.parse(tf.train.load_variable(f'{root}/{name}', _ORIGIN))
        except _UNREADABLE:
            return None

    def _restore(self, state: TrainingState, step: int, found: _Found) -> bool:
        """Returns False if the files have gone since they were examined."""
        checkpoint = self._with_origin(state, has_origin=found.origin is not None)
        try:
            with literal(self._files) as root:
                checkpoint.read(f'{root}/{self._place(step)}ckpt-{step}').assert_consumed()
        except (AssertionError, ValueError) as error:
            raise RunFailedError(f'checkpoint ckpt-{step} does not fit this model: it was '
                                 'written by another version of the project') from error
        except tf.errors.OpError as error:
            if step in checkpoint_files.all_steps(self._directory):
                raise RunFailedError(f'checkpoint ckpt-{step} cannot be restored '
                                     f'({type(error).__name__})') from error
            return False
        return True

    def _with_origin(self, state: TrainingState, *, has_origin: bool = True) -> tf.train.Checkpoint:
        """Returns the checkpoint of a state as it is stored; 0.4.0 stored no origin."""
        checkpoint = state.checkpoint
        checkpoint.save_counter.assign(0)  # what it holds is made when it is first asked for
        if has_origin:
            checkpoint.origin = self._origin
        elif hasattr(checkpoint, 'origin'):
            del checkpoint.origin
        return checkpoint

    def open_for_saving(self, *, keep: int, restored: int | None) -> None:
        """Prepares saving.

        Args:
          keep: how many of the newest checkpoints stay.
          restored: the step restored; None for a new run, which owns no checkpoint yet.
        """
        self._keep = keep
        if restored is not None:
            self._own = [step for step in reversed(self.steps())
                         if step <= restored and not self._is_foreign(step)]
        self._prune()  # a kill may have come between the last save and this
        self._write_state_file()

    def _is_foreign(self, step: int) -> bool:
        """True of a checkpoint that says it belongs to another run."""
        origin = self.origin_of(f'ckpt-{step}')
        return origin is not None and self._identity is not None and (
            self._identity.difference(origin.identity) != '')

    def save(self, state: TrainingState, step: int, rows_sha256: str = '') -> None:
        """Writes `ckpt-STEP`, then removes the oldest beyond those kept, by their exact names.

        Raises:
          tf.errors.OpError, OSError: it could not be written; the older ones are intact.
        """
        self._write(state, '', step, rows_sha256)
        self._own = [*(own for own in self._own if own != step), step]
        self._prune()
        self._write_state_file()

    def keep(self, state: TrainingState, step: int, rows_sha256: str = '',
             place: str = run_files.KEPT) -> None:
        """Writes `kept/ckpt-STEP`, which nothing removes, or the same in another place.

        Raises:
          tf.errors.OpError, OSError: it could not be written.
        """
        self._write(state, f'{place}/', step, rows_sha256)

    def keep_only_best(self, step: int) -> None:
        """Removes those that were the best before that of a step, which has to be there."""
        steps = self.best_steps()
        for other in steps if step in steps else ():
            if other != step:
                self._remove(other, run_files.KEPT_BEST)

    def _write(self, state: TrainingState, place: str, step: int, rows_sha256: str) -> None:
        saving, name = run_files.SAVING, f'ckpt-{step}'
        self._directory.check_present()
        self._origin.assign(Origin(self._identity or Identity(''), rows_sha256,
                                   self._preparation_sha256()).to_json())
        self._files.make(saving)
        try:
            with literal(self._files) as root:
                self._writer.write(self._with_origin(state), f'{root}/{saving}/{name}')
            self._files.remove(f'{place}{name}.index')  # of a damaged one, or its data would fit it
            self._directory.check_present()
            for file in sorted(self._files.names(saving)):  # the index comes after the data
                if checkpoint_files.FILE.fullmatch(file):
                    self._files.move(f'{saving}/{file}', f'{place}{file}')
        finally:  # on a full disk every byte of the attempt counts
            leftovers.remove_whole(self._files, saving)

    def _prune(self) -> None:
        while len(self._own) > self._keep:
            self._remove(self._own.pop(0))

    def _remove(self, step: int, place: str = '') -> None:
        """Removes a checkpoint: the index first, without which the rest is none."""
        for name in sorted(self._files.names(place), reverse=True):
            match = checkpoint_files.FILE.fullmatch(name)
            if match and int(match[1]) == step:
                self._files.remove(f'{place}/{name}' if place else name)

    def _write_state_file(self) -> None:
        """Tells other tools which there are."""
        if self._own:
            self._files.write(STATE_FILE, state_file.content(self._own))

    def _place(self, step: int) -> str:
        """Where a checkpoint is: among the newest if it is there, else among those kept."""
        return next((place for place in ('', f'{run_files.KEPT}/', f'{run_files.KEPT_BEST}/')
                     if step in checkpoint_files.steps(self._files.names(place.rstrip('/')))), '')
