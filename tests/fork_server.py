"""Command lines in processes of their own that need not import TensorFlow first.

A server computes nothing; each command line, or code, runs in a fork of it: a real process, with
its own working directory, environment and output, that can really be killed. The server is itself a
fork of the process of the tests, from before that computes: TensorFlow is imported once for both.
What depends on how a process starts, its import and its quiet, is tested in a process from nothing.

Protocol, a line each: a request as JSON; the number of the process; its status as os.waitpid has
it.
"""

import gc
import itertools
import json
import os
from pathlib import Path
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from typing import TextIO


class ForkServer:
    """The client's end."""

    def __init__(self):
        """Forks the server; this process has computed nothing."""
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        self._server = os.fork()
        if self._server == 0:
            try:
                os.close(self._requests)
                os.close(self._answers)
                serve(open(requests, encoding='utf-8'), open(answers, 'w', encoding='utf-8'))
            finally:
                os._exit(0)
        os.close(requests)
        os.close(answers)
        self._requests = open(self._requests, 'w', encoding='utf-8')
        self._answers = open(self._answers, encoding='utf-8')

    def run(self, arguments, *, cwd, env, timeout, moment=None, drawn=True,
            code=None) -> subprocess.CompletedProcess:
        """Runs the command line, or Python's `code`.

        Args:
          moment: where it kills itself, see killed_run.py.
          drawn: whether figures are drawn, see undrawn.py.
        """
        from tests import undrawn
        with tempfile.TemporaryDirectory() as directory:
            request = {'arguments': [str(one) for one in arguments], 'cwd': str(cwd), 'env': env,
                       'moment': moment, 'code': code,
                       'drawn': drawn and not undrawn.are_figures_undrawn(),
                       'out': f'{directory}/out', 'err': f'{directory}/err'}
            print(json.dumps(request), file=self._requests, flush=True)
            child = int(self._answers.readline())
            if not select.select([self._answers], [], [], timeout)[0]:
                os.kill(child, signal.SIGKILL)
                self._answers.readline()
                raise subprocess.TimeoutExpired(request['arguments'], timeout)
            code = os.waitstatus_to_exitcode(int(self._answers.readline()))
            return subprocess.CompletedProcess(
                request['arguments'], code, *(Path(request[name]).read_text('utf-8')
                                              for name in ('out', 'err')))

    def close(self) -> None:
        """Ends the server."""
        self._requests.close()
        os.waitpid(self._server, 0)


def serve(requests: TextIO, answers: TextIO) -> None:
    """The server's loop, to the end of its input; what it needs it prepares at the first."""
    first = requests.readline()
    if not first:
        return
    _prepare()
    for line in itertools.chain([first], requests):
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        print(child, file=answers, flush=True)
        print(os.waitpid(child, 0)[1], file=answers, flush=True)


def _prepare() -> None:
    import tf_labs.experiments.trained  # noqa: F401, with all that it imports
    from tf_labs.labs import catalog
    for name in catalog.EXPERIMENTS:
        catalog.experiment(name)
    from tests import known_ahead
    known_ahead.learn()
    from tf_labs.data import sources
    sources.load('digits', ('train',), None)  # which keeps them
    gc.collect()
    gc.freeze()  # a fork that collects would copy all that it shares with this process


def _become(request: dict) -> None:
    """Makes this fork the command line; does not return."""
    status = 1
    try:
        os.chdir(request['cwd'])
        os.environ.update(request['env'])
        flags = os.O_WRONLY | os.O_CREAT
        for descriptor, place in ((0, os.open(os.devnull, os.O_RDONLY)),
                                  (1, os.open(request['out'], flags)),
                                  (2, os.open(request['err'], flags))):
            os.dup2(place, descriptor)
        # pytest's own, which the server has from its parent, do not lead there.
        sys.stdout = open(1, 'w', encoding='utf-8', closefd=False)
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
            status = cli.main(request['arguments'])
        else:
            exec(compile(request['code'], 'code', 'exec'), {})
            status = 0
    except BaseException:  # it is told as the interpreter would, in the file that stands for it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
