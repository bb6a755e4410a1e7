"""Moments of a run at which a test kills it: with a real SIGKILL, or as if by one."""

import contextlib
import os
import signal

import pytest
from tensorflow.python.ops import gen_io_ops

from tf_labs.training import checkpoints
from tf_labs.training import diagnostics_log
from tf_labs.training import loop
from tf_labs.training import metrics_log
from tf_labs.training import partial_results
from tf_labs.training import run_directory

PLACES = {
    'block': (loop.Trainer, '_take'),
    'row': (metrics_log.MetricsLog, 'append'),
    'look': (diagnostics_log.DiagnosticsLog, 'append'),
    'save': (checkpoints.Checkpoints, 'save'),
    'merge': (gen_io_ops, 'merge_v2_checkpoints'),  # shards are written, the index is not
    'partial': (partial_results.PartialResults, 'save'),
    'config': (run_directory.RunDirectory, 'write_config'),
}


class Killed(BaseException):
    """Ends a run as a kill does: nothing that catches errors sees it, nothing is saved."""


@contextlib.contextmanager
def killed_before(step: int):
    """Within it a run of this process is killed before the first call at `step` or later."""
    take = loop.Trainer._take

    def take_or_die(self, *block):
        if block[-1] >= step:
            raise Killed
        return take(self, *block)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop.Trainer, '_take', take_or_die)
        with pytest.raises(Killed):
            yield


def kill_at(moment: str) -> None:
    """Lets a function kill the process: `MOMENT:PLACE:N` is before or after its N-th call."""
    when, place, count = moment.split(':')
    owner, name = PLACES[place]
    original, calls = getattr(owner, name), []

    def counted(*arguments, **keywords):
        calls.append(1)
        if when == 'before' and len(calls) == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
        value = original(*arguments, **keywords)
        if when == 'after' and len(calls) == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    setattr(owner, name, counted)
