"""Moments of a run at which a test kills it: with a real SIGKILL, or as if by one."""

import contextlib
import gc
import os
import signal
import threading
import weakref

import pytest

from tf_labs.experiments import comparison
from tf_labs.experiments import comparison_files
from tf_labs.experiments import session
from tf_labs.training import checkpoint_writer
from tf_labs.training import checkpoints
from tf_labs.training import diagnostics_log
from tf_labs.training import evaluation
from tf_labs.training import folder
from tf_labs.training import full_batch
from tf_labs.training import loop
from tf_labs.training import metrics_log
from tf_labs.training import partial_results
from tf_labs.training import run_directory

PLACES = {
    'block': (loop.Trainer, '_take'),
    'row': (metrics_log.MetricsLog, 'append'),
    'look': (diagnostics_log.DiagnosticsLog, 'append'),
    'save': (checkpoints.Checkpoints, 'save'),
    'keep': (checkpoints.Checkpoints, 'keep'),
    'keep only best': (checkpoints.Checkpoints, 'keep_only_best'),
    'write': (checkpoint_writer.CheckpointWriter, 'write'),
    'move': (folder.Folder, 'move'),  # of a checkpoint the data, then the index
    'partial': (partial_results.PartialResults, 'save'),
    'config': (run_directory.RunDirectory, 'write_config'),
    'json': (run_directory.RunDirectory, 'write_json'),
    'evaluation': (evaluation.Evaluator, 'means'),
    'result': (session.Session, '_write_result'),
    'child': (comparison, 'done'),
    'collection': (gc, 'collect'),
    'comparison': (comparison_files, 'write'),
    'descent': (full_batch, 'descend'),
    'restore': (checkpoints.Checkpoints, 'restore_newest'),
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


class _Callback:
    """What is gone as soon as it is made, and then calls back."""


def kill_at(moment: str) -> None:
    """Lets a function kill the process: `MOMENT:PLACE:N` is before or after its N-th call.

    `MOMENT:PLACE:N:SIGINT` sends that signal instead of SIGKILL. A signal can also come `soon`,
    while the call lasts, or be `dropped`: its exception is raised where nothing can catch it.
    """
    when, place, count, *names = moment.split(':')
    signum = signal.Signals[names[0]] if names else signal.SIGKILL
    owner, name = PLACES[place]
    original, calls = getattr(owner, name), []

    def counted(*arguments, **keywords):
        calls.append(1)
        if when == 'soon' and len(calls) == int(count):  # while the call lasts
            threading.Timer(0.5, os.kill, (os.getpid(), signum)).start()
        if when == 'dropped' and len(calls) == int(count):  # in a callback of a library
            weakref.finalize(_Callback(), os.kill, os.getpid(), signum)
        if when == 'before' and len(calls) == int(count):
            os.kill(os.getpid(), signum)
        value = original(*arguments, **keywords)
        if when == 'after' and len(calls) == int(count):
            os.kill(os.getpid(), signum)
        return value

    setattr(owner, name, counted)
