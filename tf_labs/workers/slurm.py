"""The workers of a step of Slurm, from the environment that srun gives to each of them.

TensorFlow's resolver sorts hosts as text, so of n[2,10] it gives rank 0 the address of n10, and it
asks nvidia-smi for GPUs.
"""

from collections.abc import Iterator, Mapping
import itertools
import re

from tf_labs.errors import UserError
from tf_labs.workers.cluster import Cluster

_FIRST_PORT, _PORTS = 20_000, 10_000  # below those that Linux gives to outgoing connections
_NEEDED = ('SLURM_PROCID', 'SLURM_STEP_NODELIST', 'SLURM_STEP_TASKS_PER_NODE', 'SLURM_JOB_ID')
_MOST = 2**14
_ITEM = re.compile(r'(?:[^,\[\]]|\[[^\[\]]*\])+')
_RANGE = re.compile(r'(\d+)(?:-(\d+))?')


def cluster(environment: Mapping[str, str]) -> Cluster:
    """Returns the cluster of a step of Slurm: a worker a task, in Slurm's order.

    Ports are made of the number of the job, so all workers know them. Two jobs on one node have
    others, unless their numbers differ by a multiple of 625 or a node has more than 16 tasks; then
    the second is told that a port is in use.

    Raises:
      UserError: this is no task of Slurm, or its tasks are not laid out node by node.
    """
    missing = [name for name in _NEEDED if not environment.get(name)]
    if missing:
        raise UserError(f'--workers=slurm needs {missing[0]} in the environment', received='none',
                        expected='a task of Slurm, as `srun -n 4 tf-labs run ... --workers=slurm`')
    numbers = {name: _number(name, environment[name]) for name in ('SLURM_PROCID', 'SLURM_JOB_ID')}
    hosts = expanded(environment['SLURM_STEP_NODELIST'])
    tasks = tasks_per_node(environment['SLURM_STEP_TASKS_PER_NODE'])
    if len(hosts) != len(tasks):
        raise UserError('SLURM_STEP_TASKS_PER_NODE does not fit SLURM_STEP_NODELIST',
                        expected=f'a number for each of {len(hosts)} nodes',
                        received=environment['SLURM_STEP_TASKS_PER_NODE'])
    places = [(node, local) for node, count in enumerate(tasks) for local in range(count)]
    rank = numbers['SLURM_PROCID']
    if rank >= len(places):
        raise UserError('SLURM_PROCID is not a task of this step', received=rank,
                        expected=f'a number from 0 to {len(places) - 1}')
    _check_layout(places[rank], environment)
    first = _FIRST_PORT + numbers['SLURM_JOB_ID'] * 16 % _PORTS
    return Cluster(tuple(f'{hosts[node]}:{first + local}' for node, local in places), rank)


def expanded(hosts: str) -> list[str]:
    """Returns the hosts of a list of Slurm's: n[2,10-11]-ib is n2-ib, n10-ib, n11-ib.

    Raises:
      UserError: it is no such list.
    """
    if not hosts or ','.join(_ITEM.findall(hosts)) != hosts:
        raise _no_list(hosts)
    return [host for item in _ITEM.findall(hosts) for host in _of_item(item, hosts)]


def _of_item(item: str, hosts: str) -> Iterator[str]:
    """Yields the hosts of one part of a list; several brackets vary the last of them fastest."""
    parts = re.split(r'\[([^\[\]]*)\]', item)  # text and what stands in brackets take turns
    choices = [list(_of_brackets(part, hosts)) if place % 2 else [part]
               for place, part in enumerate(parts)]
    return map(''.join, itertools.product(*choices))


def _of_brackets(text: str, hosts: str) -> Iterator[str]:
    for part in text.split(','):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise _no_list(hosts)
        first, last = match[1], match[2] or match[1]
        if not int(first) <= int(last) < int(first) + _MOST:
            raise _no_list(hosts)
        yield from (f'{number:0{len(first)}d}' for number in range(int(first), int(last) + 1))


def tasks_per_node(text: str) -> list[int]:
    """Returns how many tasks each node has: 2(x3),1 is 2, 2, 2, 1.

    Raises:
      UserError: it is no such text.
    """
    found: list[int] = []
    for part in text.split(','):
        match = re.fullmatch(r'(\d{1,5})(?:\(x(\d{1,5})\))?', part)
        if match is None:
            raise UserError('SLURM_STEP_TASKS_PER_NODE cannot be read', received=text,
                            expected='numbers, as 2(x3),1')
        found += [int(match[1])] * int(match[2] or 1)
    return found


def _check_layout(place: tuple[int, int], environment: Mapping[str, str]) -> None:
    """Slurm tells where a task is: what its number says must be the same."""
    for name, own in zip(('SLURM_NODEID', 'SLURM_LOCALID'), place):
        if environment.get(name, str(own)) != str(own):
            raise UserError('the tasks of this step are not laid out node by node',
                            expected=f'srun --distribution=block, which makes {name} {own}',
                            received=environment[name])


def _number(name: str, text: str) -> int:
    if not re.fullmatch(r'\d{1,12}', text):
        raise UserError(f'{name} is not a number', expected='what srun sets', received=text)
    return int(text)


def _no_list(hosts: str) -> UserError:
    return UserError('SLURM_STEP_NODELIST is not a list of hosts', received=hosts,
                     expected='hosts as n[1-3,7],gpu2')
