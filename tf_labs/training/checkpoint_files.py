"""Which checkpoints a run directory holds, by the names of their files. Imports no TensorFlow."""

from collections.abc import Iterable
import re

from tf_labs.errors import UserError
from tf_labs.training import run_files
from tf_labs.training.run_directory import RunDirectory

FILE = re.compile(r'ckpt-(\d+)\.(index|data-\d+-of-\d+)')


def steps(names: Iterable[str]) -> list[int]:
    """Returns the steps of all checkpoints with any file left, newest first."""
    return sorted({int(match[1]) for name in names if (match := FILE.fullmatch(name))},
                  reverse=True)


def all_steps(directory: RunDirectory) -> list[int]:
    """Returns the steps of the newest checkpoints and of those that are kept, newest first."""
    return sorted({step for place in ('', run_files.KEPT, run_files.KEPT_BEST)
                   for step in steps(directory.files.names(place))}, reverse=True)


def check_step(directory: RunDirectory, step: int | str | None) -> None:
    """Raises `UserError` for a step of no checkpoint; a word, and None, stand for one."""
    if step == 'best' and not directory.config().train.keep_best:
        raise UserError('this run keeps no best checkpoint', received='step best',
                        expected='the number of a step, newest, or a run with train.keep_best')
    if isinstance(step, int) and step not in (known := all_steps(directory)):
        raise UserError(f'no checkpoint of step {step} in {directory.path}', received=step,
                        expected=f'one of {", ".join(map(str, known)) or "none"}')
