"""`--jobs`: how many runs at once, or who hands them out, and how many threads a run has."""

import importlib.util
import re
import socket
import time
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.errors import UserError
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory

Jobs = int | str  # processes on this machine, or the address of a scheduler

IN_A_ROW = 1
_MOST = 1000
_ADDRESS = re.compile(r'(?:tcp|tls)://(?:[\w.-]+|\[[\da-fA-F:.]+\]):(\d{1,5})')
_THREADS = 'train.num_threads'
_CONNECT_SECONDS = 7  # in which somebody has to answer at an address
_PAUSE_SECONDS = 0.2


def parse(value: object) -> Jobs:
    """Returns a number of processes or an address.

    Raises:
      UserError: it is neither, or what hands out the runs is not installed.
    """
    text = str(value)
    address = _ADDRESS.fullmatch(text)
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        if text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= _MOST:
            return _installed(int(text))
        if address and 0 < int(address[1]) < 2**16:
            return _installed(text)
    raise UserError('--jobs cannot be used', received=value, expected=f'a number from 1 to {_MOST},'
                    ' or the address of a scheduler, as tcp://head:8786')


def _installed(jobs: Jobs) -> Jobs:
    if jobs != IN_A_ROW and importlib.util.find_spec('distributed') is None:
        raise UserError('--jobs needs dask.distributed, which is not installed',
                        expected="pip install 'tf_labs[parallel]'", received=f'--jobs={jobs}')
    return jobs


def check_several(config: ConfigDict, seeds: int | None, jobs: Jobs) -> None:
    """Raises `UserError` if there is one run alone, which is not shared out."""
    if jobs != IN_A_ROW and seeds is None and 'variants' not in config:
        raise UserError('--jobs is for several runs, and this is one',
                        expected='--seeds=N, or a config with variants',
                        received=f'--jobs={jobs}')


def check_answers(jobs: Jobs) -> None:
    """Raises `UserError` if nobody comes to listen at the address of a scheduler; needs no dask."""
    if isinstance(jobs, int):
        return
    host, _, port = jobs.partition('://')[2].rpartition(':')
    until = time.monotonic() + _CONNECT_SECONDS
    while True:
        left = max(_PAUSE_SECONDS, until - time.monotonic())
        try:
            return socket.create_connection((host.strip('[]'), int(port)), left).close()
        except (OSError, UnicodeError) as error:  # a name of another form cannot be looked up
            if time.monotonic() + _PAUSE_SECONDS > until:
                raise no_scheduler(jobs, getattr(error, 'strerror', None) or str(error)) from error
        time.sleep(_PAUSE_SECONDS)  # it may have been started at the same moment


def no_scheduler(address: str, why: str) -> UserError:
    """Returns what is raised where no scheduler answers."""
    return UserError('no dask scheduler answers at that address',
                     received=f'--jobs={address} ({why})',
                     expected='the address that `dask scheduler` prints, of the same version')


def with_threads(config: ConfigDict, directory: RunDirectory, jobs: Jobs) -> ConfigDict:
    """Returns a comparison's config with the number of threads of an operation settled.

    Digests depend on it, and on nothing else of `--jobs`. A config that leaves it open goes on with
    what the directory was begun with; a new one that is handed out has one thread a run, in a row
    all cores.
    """
    if not has_threads(config) or config.train.num_threads is not None:
        return config
    threads = 1 if jobs != IN_A_ROW else None
    if directory.holds_run() and has_threads(stored := directory.config()):
        threads = stored.train.num_threads
    if threads is None:
        return config
    config = config_values.copied(config)
    config.train.num_threads = threads
    return config


def has_threads(config: ConfigDict) -> bool:
    """True of the config of a classifier; a lab that computes uses all cores, as in a row."""
    return 'num_threads' in config.get('train', {})


def told_about(about: About | None, before: ConfigDict, config: ConfigDict) -> About | None:
    """Returns lesson and command, with the number of threads where that was settled."""
    if about is None or not has_threads(config) or (
            before.train.num_threads == config.train.num_threads):
        return about
    return {**about, 'overrides': [
        *about['overrides'], f'--config.{_THREADS}={config.train.num_threads}']}


def line(config: ConfigDict, jobs: Jobs) -> str:
    """Returns what is said of the jobs before the first begins."""
    return f'{who(jobs)}, {threads_of(config)}'


def who(jobs: Jobs) -> str:
    """Returns who does the runs, in words."""
    return f'{jobs} jobs' if isinstance(jobs, int) else f'jobs by {jobs}'


def threads_of(config: ConfigDict) -> str:
    """Returns the threads of a run in words."""
    threads: Any = config.train.num_threads if has_threads(config) else None
    if threads is None:
        return 'all cores an operation, as in a row'
    return f'{threads} thread{"s" * (threads > 1)} an operation (config.{_THREADS})'
