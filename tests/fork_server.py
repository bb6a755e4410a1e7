"""Command lines in processes of their own that need not import TensorFlow first.

They are forks of the server that `tf-labs shell` has too: real processes, each with its own working
directory, environment and output, that can really be killed. The server is itself a fork of the
process of the tests, from before that computes: TensorFlow is imported once for both. What depends
on how a process starts, its import and its quiet, is tested in a process from nothing.
"""

import atexit
import fcntl
import gc
import os
from pathlib import Path
import signal
import subprocess
import sys
import tempfile
import termios

from tf_labs.shell.fork_server import ForkServer


class CommandLines:
    """Runs command lines in forks of a server."""

    def __init__(self, shared: Path | None = None):
        """Forks the server; this process has computed nothing.

        Args:
          shared: a file for what the servers of all processes of the tests have to find out.
        """
        self._server = ForkServer(lambda: _prepare(shared), _become)
        self._is_prepared = False

    def run(self, arguments, *, cwd, env, timeout, moment=None, drawn=True, code=None, script='',
            terminal=None) -> subprocess.CompletedProcess:
        """Runs the command line, or Python's `code`.

        Args:
          moment: where it kills itself, see killed_run.py.
          drawn: whether figures are drawn, see undrawn.py.
          script: what it reads from standard input.
          terminal: the path of a terminal that it has in place of files.
        """
        from tests import undrawn
        if not self._is_prepared:
            self._server.prepare()
            self._server.prepared()
            self._is_prepared = True
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory)
            for name, text in (('in', script), ('out', ''), ('err', '')):
                (place / name).write_text(text, 'utf-8')
            request = {'arguments': [str(one) for one in arguments], 'cwd': str(cwd), 'env': env,
                       'moment': moment, 'code': code, 'terminal': terminal,
                       'drawn': drawn and not undrawn.are_figures_undrawn(), 'place': place}
            status = self._status(request, timeout)
            return subprocess.CompletedProcess(request['arguments'], status, *(
                (place / name).read_text('utf-8') for name in ('out', 'err')))

    def _status(self, request: dict, timeout: float) -> int:
        child = self._server.begin(request)
        try:
            return self._server.outcome(timeout)
        except TimeoutError as error:
            os.kill(child, signal.SIGKILL)
            self._server.outcome()
            raise subprocess.TimeoutExpired(request['arguments'], timeout) from error

    def close(self) -> None:
        """Ends the server."""
        self._server.close()


def _prepare(shared: Path | None) -> None:
    atexit._clear()  # what the process of the tests does at its end
    import tf_labs.experiments.trained  # noqa: F401, with all that it imports
    from tf_labs.labs import catalog
    for name in catalog.EXPERIMENTS:
        catalog.experiment(name)
    from tests import known_ahead
    known_ahead.learn(shared=shared)
    from tf_labs.data import sources
    sources.load('digits', ('train',), None)  # which keeps them
    gc.collect()
    gc.freeze()  # a fork that collects would copy all that it shares with this process


def _become(request: dict) -> int:
    """Makes this fork the command line; returns its status."""
    os.chdir(request['cwd'])
    os.environ.update(request['env'])
    for descriptor, place in enumerate(_streams(request)):
        os.dup2(place, descriptor)
    # pytest's own, which the server has from its parent, do not lead there.
    sys.stdin = open(0, encoding='utf-8', closefd=False)
    sys.stdout = open(1, 'w', 1 if request['terminal'] else -1, 'utf-8', closefd=False)
    sys.stderr = open(2, 'w', 1, 'utf-8', 'backslashreplace', closefd=False)
    from tests import killed_run
    from tests import undrawn
    from tf_labs import cli
    undrawn_to_its_end = undrawn.figures_undrawn()  # held: what is let go of, ends
    if not request['drawn']:
        undrawn_to_its_end.__enter__()
    if request['moment'] is not None:
        killed_run.kill_at(request['moment'])
    if request['code'] is None:
        return cli.main(request['arguments'])
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as a program of Python begins
    exec(compile(request['code'], 'code', 'exec'), {})
    return 0


def _streams(request: dict) -> tuple[int, int, int]:
    """Opens what stands for standard input, output and error."""
    if request['terminal'] is not None:
        os.setsid()
        terminal = os.open(request['terminal'], os.O_RDWR)
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)  # its Ctrl-C is for this process
        return terminal, terminal, terminal
    place = request['place']
    return (os.open(place / 'in', os.O_RDONLY), os.open(place / 'out', os.O_WRONLY),
            os.open(place / 'err', os.O_WRONLY))
