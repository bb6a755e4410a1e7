"""Memory that the process of a run takes: told before it starts, and more than there is refused."""

import math
from pathlib import Path
import re

from ml_collections import ConfigDict

from tf_labs.config import data_names
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.jobs.settings import Jobs

PROCESS_BYTES = 850_000_000  # measured: TensorFlow, the project, and a net for small digits
_SYSTEM, _CGROUP = Path('/proc/meminfo'), Path('/sys/fs/cgroup')


def data_bytes(config: ConfigDict) -> int:
    """Returns what the examples of a config take; of photographs, which are streamed, nothing."""
    if 'data' not in config or 'name' not in config.data or (
            config.data.name == data_names.PYTHON):
        return 0
    facts = data_sets.describe(config.data)
    if facts.streamed:
        return 0
    numbers = sum(facts.examples.values()) * math.prod(facts.image_shape)
    return numbers * (4 if facts.values == 'numbers' else 1)


def check(each: int, jobs: Jobs, runs: int | None = None) -> str:
    """Returns in words what the processes take.

    Args:
      each: bytes of a process.
      jobs: their number; where others start them their memory is not known here.
      runs: of which each process does one at a time; None: more than there are processes.

    Raises:
      UserError: they do not fit.
    """
    if not isinstance(jobs, int):
        return f'about {_size(each)} each'
    free = available()
    if free is None:
        return f'about {_size(each)} each'
    if each * (jobs if runs is None else min(jobs, runs)) > free:
        fit = free // each
        fits = f'at most {fit}' if fit > 1 else '--jobs=1, in this process,'
        raise UserError('there is not enough memory for --jobs', received=f'--jobs={jobs}',
                        expected=f'{fits} of about {_size(each)} each: {_size(free)} are free')
    return f'about {_size(each)} each of {_size(free)} free'


def available() -> int | None:
    """Returns how many bytes processes can still take, here or in the container that this is.

    None where that is not known: on another system than Linux, without psutil, which dask brings.
    """
    free = _of_system()
    limit, used = _number('memory.max'), _number('memory.current')
    if free is not None and limit is not None and used is not None:
        return min(free, max(0, limit - used))
    return free


def _of_system() -> int | None:
    try:
        import psutil
        return int(psutil.virtual_memory().available)
    except ImportError:
        pass
    try:
        found = re.search(r'MemAvailable:\s*(\d+) kB', _SYSTEM.read_text('ascii'))
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def _number(name: str) -> int | None:
    try:
        return int((_CGROUP / name).read_text('ascii'))
    except (OSError, ValueError):  # there is none, or no limit
        return None


def _size(count: int) -> str:
    return f'{count / 1e9:.2g} GB'
