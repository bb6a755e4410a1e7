"""Command lines in processes of their own that need not import TensorFlow first.

A server imports it once and computes nothing; a command line, or code, then runs in a fork: a real
process, with its own working directory, environment and output, that can really be killed. What
depends on how a process starts, its import and its quiet, is tested in a process from nothing.

Protocol, a line each: a request as JSON; the number of the process; its status as os.waitpid has
it.
"""

import gc
import json
import os
from pathlib import Path
import select
import signal
import subprocess
import sys
import tempfile
import traceback


class ForkServer:
    """The client's end."""

    def __init__(self, root: Path):
        self._process = subprocess.Popen(
            [sys.executable, '-m', 'tests.fork_server'], cwd=root, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1)

    def run(self, arguments, *, cwd, env, timeout, moment=None,
            code=None) -> subprocess.CompletedProcess:
        """Runs the command line, or Python's `code`.

        Args:
          moment: where it kills itself, see killed_run.py.
        """
        with tempfile.TemporaryDirectory() as directory:
            request = {'arguments': [str(one) for one in arguments], 'cwd': str(cwd), 'env': env,
                       'moment': moment, 'code': code,
                       'out': f'{directory}/out', 'err': f'{directory}/err'}
            self._process.stdin.write(f'{json.dumps(request)}\n')
            child = int(self._process.stdout.readline())
            if not select.select([self._process.stdout], [], [], timeout)[0]:
                os.kill(child, signal.SIGKILL)
                self._process.stdout.readline()
                raise subprocess.TimeoutExpired(request['arguments'], timeout)
            code = os.waitstatus_to_exitcode(int(self._process.stdout.readline()))
            return subprocess.CompletedProcess(
                request['arguments'], code, *(Path(request[name]).read_text('utf-8')
                                              for name in ('out', 'err')))

    def close(self) -> None:
        """Ends the server."""
        self._process.stdin.close()
        self._process.wait(timeout=30)


def serve() -> None:
    """The server's loop, to the end of its input."""
    from tf_labs import runtime
    runtime.import_tensorflow()
    import tf_labs.experiments.trained  # noqa: F401, with all that it imports
    from tf_labs.labs import catalog
    for name in catalog.EXPERIMENTS:
        catalog.experiment(name)
    from tests import converted_ahead
    from tests import graphs
    graphs.in_place_of_xla()
    converted_ahead.convert()
    gc.collect()
    gc.freeze()  # a fork that collects would copy all that it shares with this process
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


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
        from tests import killed_run
        from tf_labs import cli
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


if __name__ == '__main__':
    serve()
