"""Runs of tests are graphs where users' runs are compiled with XLA: that takes two seconds more.

The config stays as it is. What is tested of XLA asks for it by `train.execution=xla`, and a process
from nothing (`fresh_cli`) does as a user's.
"""

from tf_labs.experiments import assembly

_chosen = assembly.choose_execution


def in_place_of_xla() -> None:
    """Makes `auto` a graph in this process and in its forks."""
    assembly.choose_execution = _choose


def _choose(wanted: str, replicas: int, *, dense: bool) -> str:
    return 'graph' if wanted == 'auto' else _chosen(wanted, replicas, dense=dense)
