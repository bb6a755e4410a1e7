"""The checkpoint with the smallest validation loss, of a run that keeps it: who answers with it."""

from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.console import warn
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import run_files
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.state import TrainingState


def restore(config: ConfigDict, checkpoints: Checkpoints, state: TrainingState,
            step: int | str | None) -> None:
    """Restores a checkpoint; says which one it is if that was not asked for.

    Args:
      config: of the run.
      checkpoints: of the run.
      state: of the run.
      step: of the checkpoint, `best` or `newest`; None: the best of a run that keeps it, else the
        newest.

    Raises:
      UserError: there is no such checkpoint, or the run keeps no best one.
      RunFailedError: it cannot be read.
    """
    checkpoints.check_step(step)
    if isinstance(step, int):
        checkpoints.restore(state, step)
    elif step == 'newest' or not config.train.keep_best:
        checkpoints.restore_newest(state)
    else:
        _restore_best(checkpoints, state, is_default=step is None)


def _restore_best(checkpoints: Checkpoints, state: TrainingState, *, is_default: bool) -> None:
    steps = checkpoints.best_steps()
    if steps:
        checkpoints.restore(state, steps[0])
        if is_default:
            say(f'using the best checkpoint, of step {steps[0]}; --step=newest uses the newest')
        return
    checkpoints.restore_newest(state)
    lost = 0 if state.best is None else int(state.best.step)
    if lost:
        raise RunFailedError(f'{run_files.KEPT_BEST}/ckpt-{lost} is missing, the best checkpoint; '
                             '--step=newest uses the newest')
    if not is_default:
        raise UserError('there is no best checkpoint before the first evaluation',
                        expected='the number of a step, or newest', received='step best')
    say(f'no evaluation yet: using the newest checkpoint, of step {int(state.step)}')


def check(config: ConfigDict, state: TrainingState, checkpoints: Checkpoints) -> None:
    """Tells of a best checkpoint that is lost, and removes those before it.

    One of a later step is that of a run which was killed behind it: it is trained again.
    """
    if state.best is None or not config.train.keep_best:
        return
    best = int(state.best.step)
    if best > max(checkpoints.best_steps(), default=0):
        warn(f'{run_files.KEPT_BEST}/ckpt-{best} is missing: there is no best checkpoint until '
             'there is a better one')
    checkpoints.keep_only_best(best)
