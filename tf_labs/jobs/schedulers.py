"""Schedulers of dask.distributed: one of this machine, or that at an address."""

from collections.abc import Iterator, Mapping
import contextlib
import logging
from typing import Any
import warnings

from tf_labs.console import say
from tf_labs.errors import UserError
from tf_labs.jobs import settings
from tf_labs.jobs.settings import Jobs

_CONNECT_SECONDS = 7  # in which a scheduler has to answer
_NOT_FOR_OTHERS = '127.0.0.1:0'  # the pages of dask, on all addresses of the machine by default
_LOGGERS = ('distributed', 'tornado', 'asyncio', 'dask')


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps dask from telling what is told here."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        import distributed  # noqa: F401, which sets its loggers
        loggers = [logging.getLogger(name) for name in (*_LOGGERS, *logging.root.manager.loggerDict)
                   if name.partition('.')[0] in _LOGGERS]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels):
                logger.setLevel(level)


@contextlib.contextmanager
def client(jobs: Jobs, runs: int) -> Iterator[Any]:
    """Enters the cluster of this machine, or that at an address."""
    import distributed
    if isinstance(jobs, int):
        # Workers in threads: what computes is the process that each of them starts, and a script
        # that calls this need not guard its own import.
        with distributed.LocalCluster(
                n_workers=min(jobs, runs), threads_per_worker=1, processes=False,
                worker_dashboard_address=_NOT_FOR_OTHERS, memory_limit=0,
                scheduler_kwargs={'dashboard': False, 'dashboard_address': _NOT_FOR_OTHERS},
                silence_logs=logging.CRITICAL) as cluster:
            with distributed.Client(cluster, set_as_default=False) as found:
                yield found
        return
    with _connected(jobs) as found:
        check_versions(found.get_versions(), jobs)
        if not found.scheduler_info()['workers']:
            say(f'no worker has joined {jobs} yet: the runs wait for one')
        yield found


def _connected(address: str) -> Any:
    import distributed

    class Client(distributed.Client):
        """One that is not closed when it is forgotten: unconnected it waits, and then complains."""

        def __del__(self) -> None:
            pass

    settings.check_answers(address)
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except Exception as error:  # another version may answer anything
        raise settings.no_scheduler(address, type(error).__name__) from error


def check_versions(found: Mapping[str, Any], address: str) -> None:
    """Raises `UserError` if scheduler and this process are of other versions of dask.

    Args:
      found: of `Client.get_versions`.
      address: of the scheduler.
    """
    ours, theirs = (found[who]['packages'] for who in ('client', 'scheduler'))
    for name in ('distributed', 'dask', 'msgpack', 'cloudpickle'):
        if ours.get(name) != theirs.get(name):
            raise UserError(f'the scheduler at {address} has another version of {name}',
                            expected=ours.get(name), received=theirs.get(name))
