"""Which workers share a run, at which addresses, and which of them this process is."""

from collections.abc import Sequence
import dataclasses
import json
import re
from typing import Any

from tf_labs.errors import UserError

_ADDRESS = re.compile(r'(?P<host>[\w.-]+):(?P<port>\d{1,5})')
_JOBS = ('chief', 'worker')  # of TF_CONFIG; a chief is worker 0
_EXAMPLE = '--workers=host1:2222,host2:2222 --worker=0'


@dataclasses.dataclass(frozen=True)
class Cluster:
    """All workers of a run.

    Attributes:
      addresses: HOST:PORT of each.
      index: of this process; worker 0 alone reads and writes the run directory.
    """

    addresses: tuple[str, ...]
    index: int

    @property
    def size(self) -> int:
        """How many workers there are."""
        return len(self.addresses)

    @property
    def is_first(self) -> bool:
        """True of worker 0."""
        return self.index == 0

    @property
    def port(self) -> int:
        """On which this worker is called."""
        return place(self.addresses[self.index])[1]

    def named(self, index: int) -> str:
        """Returns a worker in words: its number and its address."""
        return f'worker {index} ({self.addresses[index]})'


def place(address: str) -> tuple[str, int]:
    """Returns host and port of an address of a cluster."""
    host, _, port = address.rpartition(':')
    return host, int(port)


def from_flags(workers: str, worker: int | None) -> Cluster:
    """Returns the cluster of `--workers=HOST:PORT,... --worker=I`.

    Raises:
      UserError: they name no cluster, or no worker of it.
    """
    addresses = workers.split(',')
    _check(addresses, '--workers')
    if worker is None:
        raise UserError('--worker is missing', received=f'--workers={workers}', expected='which of '
                        f'the workers this one is: {_EXAMPLE}')
    return _with_index(addresses, worker, '--worker')


def from_tf_config(text: str) -> Cluster | None:
    """Returns the cluster of the environment variable TF_CONFIG; None if it names no other worker.

    Args:
      text: its value, as Kubernetes sets it for a TFJob.

    Raises:
      UserError: it is no JSON, or has other jobs than a chief and workers.
    """
    if not text.strip():
        return None
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_config(f'{text} ({error})', 'JSON') from error
    jobs, task = _of_config(config, 'cluster'), _of_config(config, 'task')
    for job in (*jobs, task.get('type', 'worker')):
        if job not in _JOBS:
            raise UserError(f'TF_CONFIG names the job {job}', received=text, expected='the jobs '
                            'chief and worker: every worker holds the whole net, and worker 0 '
                            'evaluates it')
    lists = [jobs.get(job, []) for job in _JOBS]
    if not all(isinstance(one, list) and all(isinstance(address, str) for address in one)
               for one in lists):
        raise _no_config(text, 'a list of HOST:PORT for each job')
    addresses = [address for one in lists for address in one]
    if len(addresses) < 2:
        return None
    _check(addresses, 'TF_CONFIG')
    number = task.get('index')
    if not isinstance(number, int) or isinstance(number, bool):
        raise _no_config(text, "a task with a type and an index, as {'type': 'worker', 'index': 0}")
    own = _JOBS.index(task.get('type', 'worker'))
    _with_index(lists[own], number, 'the task of TF_CONFIG')  # chief 1 is not worker 0
    return _with_index(addresses, number + own * len(lists[0]), 'the task of TF_CONFIG')


def local_count(workers: str) -> int | None:
    """Returns N of `--workers=N`; None of anything else.

    Raises:
      UserError: there cannot be so many.
    """
    if not re.fullmatch(r'-?\d+', workers):
        return None
    if len(workers) > 6 or int(workers) < 1:
        raise UserError('--workers cannot be used', received=workers, expected='1 or more workers '
                        f'of this machine, slurm, or addresses as {_EXAMPLE}')
    return int(workers)


def _of_config(config: Any, name: str) -> dict[str, Any]:
    found = config.get(name, {}) if isinstance(config, dict) else None
    if not isinstance(found, dict):
        raise _no_config(json.dumps(config), f'an object with an object {name}')
    return found


def _no_config(received: str, expected: str) -> UserError:
    return UserError('TF_CONFIG cannot be used', expected=expected, received=received)


def _check(addresses: Sequence[str], name: str) -> None:
    for address in addresses:
        match = _ADDRESS.fullmatch(address)
        if match is None or not 1 <= int(match['port']) <= 65535:
            what = 'no port' if re.fullmatch(r'[\w.-]+', address) else 'no address'
            if address.count(':') > 1:
                raise UserError(f'{name} holds an address of IPv6, on which TensorFlow does not '
                                'listen', received=address, expected='a name, or an address of '
                                f'IPv4, of each worker, as {_EXAMPLE}')
            raise UserError(f'{name} holds {what}', received=address,
                            expected=f'HOST:PORT of each worker, as {_EXAMPLE}')
    places = [place(address.lower()) for address in addresses]
    for address, one in zip(addresses, places):
        if places.count(one) > 1:
            raise UserError(f'{name} holds an address twice', received=address,
                            expected='an address of its own for each worker')


def _with_index(addresses: Sequence[str], index: int, name: str) -> Cluster:
    if not 0 <= index < len(addresses):
        raise UserError(f'{name} is not a worker of this run', received=index,
                        expected=f'a number from 0 to {len(addresses) - 1}')
    return Cluster(tuple(addresses), index)
