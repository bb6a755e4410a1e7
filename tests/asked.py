"""The command line asked in this process: in no time, for what ends before TensorFlow is needed."""

import contextlib
import io
import signal
import subprocess
import sys

import pytest

from tf_labs import cli


def ask(*arguments, cwd='.', script='') -> subprocess.CompletedProcess:
    """Does a command line, to which a script is given; returns its status and what it printed."""
    handlers = {number: signal.getsignal(number)
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(
                err), pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, 'stdin', io.StringIO(script))
            status = cli.main([str(one) for one in arguments])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())
