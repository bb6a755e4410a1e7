"""Runs the command line and kills itself, with a real SIGKILL, at a chosen moment.

usage: python killed_run.py MOMENT:N run --config=...

MOMENT is where, N at which time it comes there.
"""

import os
import signal
import sys

from tf_labs import runtime

runtime.import_tensorflow()

from tensorflow.python.ops import gen_io_ops  # noqa: E402

from tf_labs import cli  # noqa: E402
from tf_labs.training import checkpoints  # noqa: E402
from tf_labs.training import loop  # noqa: E402
from tf_labs.training import metrics_log  # noqa: E402
from tf_labs.training import run_directory  # noqa: E402

PLACES = {
    'block': (loop.Trainer, '_take'),
    'row': (metrics_log.MetricsLog, 'append'),
    'save': (checkpoints.Checkpoints, 'save'),
    'merge': (gen_io_ops, 'merge_v2_checkpoints'),  # shards are written, the index is not
    'config': (run_directory.RunDirectory, 'write_config'),
    'result': (run_directory.RunDirectory, 'remove_result'),
}


def kill_at(moment: str) -> None:
    """Replaces a function by one that kills the process before or after its N-th call."""
    when, place, count = moment.split(':')
    owner, name = PLACES[place]
    original, calls = vars(owner)[name], []

    def counted(*arguments, **keywords):
        calls.append(1)
        if when == 'before' and len(calls) == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
        value = original(*arguments, **keywords)
        if when == 'after' and len(calls) == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    setattr(owner, name, counted)


if __name__ == '__main__':
    kill_at(sys.argv[1])
    sys.exit(cli.main(sys.argv[2:]))
