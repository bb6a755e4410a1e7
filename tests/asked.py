"""The command line asked in this process: in no time, for what ends before TensorFlow is needed."""

import contextlib
import io
import signal
import subprocess

from tf_labs import cli


def ask(*arguments, cwd='.') -> subprocess.CompletedProcess:
    """Does a command line; returns its status and what it printed."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(
                err):
            status = cli.main([str(one) for one in arguments])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())
