"""Serves command lines, each in a fork of a process that has imported TensorFlow.

    python -m benchmarks.campaign.server CORE

The process has the library of library.py preloaded and computes nothing itself. One core belongs
to it and to its forks: two servers do not slow each other down, and a run has one thread.

Protocol, a line each: a request as JSON; the number of the process; {status, rss} as JSON, where
status is that of os.waitpid and rss the largest memory in MB.
"""

import gc
import importlib
import json
import os
import pkgutil
import resource
import sys
import traceback

from benchmarks.campaign import library

OPTIONAL = ('dask', 'distributed', 'mlflow', 'wandb')  # packages of the project's extras


def serve(core: int) -> None:
    """The server's loop, to the end of its input."""
    os.sched_setaffinity(0, {core})
    answers = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _import_all()
    from tests import known_ahead
    known_ahead.learn()
    gc.collect()
    gc.freeze()  # a fork that collects would copy all that it shares with this process
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        print(child, file=answers, flush=True)
        _, status, usage = os.wait4(child, 0)
        print(json.dumps({'status': status, 'rss': usage.ru_maxrss // 1024}), file=answers,
              flush=True)


def _import_all() -> None:
    """Imports all of the project, and with it what every command would import."""
    from tf_labs import runtime
    runtime.import_tensorflow()
    import tests.photo_set  # noqa: F401
    import tf_labs
    for module in pkgutil.walk_packages(tf_labs.__path__, 'tf_labs.'):
        if module.name.endswith('__main__'):
            continue
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            if error.name in OPTIONAL:  # commands that ask for it say so themselves
                continue
            raise


def _become(request: dict) -> None:
    """Makes this fork the command line; does not return."""
    status = 1
    try:
        os.chdir(request['cwd'])
        os.environ.update(request['env'])
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        for descriptor, place in ((0, os.open(os.devnull, os.O_RDONLY)),
                                  (1, os.open(request['out'], flags)),
                                  (2, os.open(request['err'], flags))):
            os.dup2(place, descriptor)
        if request['file_limit'] is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (request['file_limit'],) * 2)
        if request['arm'] is not None:
            library.arm(*request['arm'], os.open(request['log'], flags))
        status = _call(request)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # it is told as the interpreter would, in the file that stands for it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _call(request: dict) -> int:
    if request['function'] is None:
        from tf_labs import cli
        return cli.main(request['arguments'])
    module, name = request['function'].split(':')
    getattr(importlib.import_module(module), name)(*request['arguments'])
    return 0


if __name__ == '__main__':
    serve(int(sys.argv[1]))
