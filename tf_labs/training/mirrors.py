"""The rows of runs, mirrored elsewhere while they train: `--log=mlflow:URI`, or a logger given.

A logger changes no number, so it is no part of a config. It is asked in turn: `begin`, `row` for
each row of metrics.jsonl, also of those before a resume, and `end`. One that fails costs a line,
not the run, and is not asked again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
import contextlib
import dataclasses
import importlib
import importlib.util
from pathlib import Path
from typing import Any, Protocol

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.console import warn
from tf_labs.errors import DivergedError
from tf_labs.errors import StoppedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.training import metrics_log
from tf_labs.training.identity import Identity
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory

FILE = 'loggers'
_KNOWN = {'mlflow': 'tf_labs.training.mlflow_logger:MLflowLogger',
          'wandb': 'tf_labs.training.wandb_logger:WandbLogger'}
_LONGEST = 200  # characters of what a library says


@dataclasses.dataclass(frozen=True)
class LoggedRun:
    """What a logger is told of a run.

    Attributes:
      name: VARIANT/seed-N of a comparison, else that of the directory.
      lab, identity: of the run; runs of one config and one data set have one identity.
      directory: of the run.
      fields: the config by dotted paths.
      number: under which the logger knows the run; '' the first time.
      keep: stores that number in the run directory, for when the run goes on.
    """

    name: str
    lab: str
    identity: str
    directory: Path
    fields: Mapping[str, Any]
    number: str
    keep: Callable[[str], None]


class Logger(Protocol):
    """What rows are mirrored to."""

    def begin(self, run: LoggedRun) -> None:
        """A run begins or goes on."""

    def row(self, row: Mapping[str, Any]) -> None:
        """A row of metrics.jsonl; after a resume those from before it come again."""

    def end(self, state: str, result: Mapping[str, Any] | None) -> None:
        """A run has ended: finished, with its result, or stopped, diverged or failed."""


class _Guarded:
    """A logger, until it fails."""

    def __init__(self, title: str, make: Callable[[], Logger]):
        self.title = title
        self._make = make
        self._logger: Logger | None = None
        self._is_broken = False
        self._is_begun = False

    def begin(self, run: LoggedRun) -> None:
        self._is_begun = True
        self._ask(lambda logger: logger.begin(run))

    def row(self, row: Row) -> None:
        self._ask(lambda logger: logger.row(dict(row)))

    def end(self, state: str, result: Mapping[str, Any] | None) -> None:
        if self._is_begun:
            self._ask(lambda logger: logger.end(state, result))
        self._is_begun = False

    @property
    def is_begun(self) -> bool:
        return self._is_begun

    def _ask(self, question: Callable[[Logger], None]) -> None:
        if self._is_broken:
            return
        try:
            if self._logger is None:
                self._logger = self._make()
            question(self._logger)
        except Exception as error:  # of a library, or of a logger of one's own
            self._is_broken = True
            first = (str(error).strip().splitlines() or [''])[0][:_LONGEST]
            warn(f'the logger {self.title} has failed ({type(error).__name__}: {first}); the run '
                 'goes on without it')


_active: list[_Guarded] = []


@contextlib.contextmanager
def to(loggers: Sequence[Any]) -> Iterator[None]:
    """Mirrors the rows of all runs of its body."""
    before = list(_active)
    _active[:] = [_guarded(one) for one in loggers]
    try:
        yield
    finally:
        _active[:] = before


def texts() -> list[str]:
    """Returns what names the loggers, for another process.

    Raises:
      UserError: one is an object of this process.
    """
    for logger in _active:
        if logger.title.partition(':')[0] not in _KNOWN:
            raise UserError('a logger object cannot follow runs in other processes',
                            expected="texts alone, as 'mlflow:mlruns', or jobs=1",
                            received=logger.title)
    return [logger.title for logger in _active]


def _guarded(logger: Any) -> _Guarded:
    if not isinstance(logger, str):
        return _Guarded(type(logger).__name__, lambda: logger)
    name, _, address = logger.partition(':')
    module, kind = _KNOWN[name].split(':')
    return _Guarded(logger, lambda: getattr(importlib.import_module(module), kind)(address))


def check(loggers: Any, experiment: str) -> None:
    """Raises `UserError` for what is no logger, is not installed, or has nothing to log."""
    if isinstance(loggers, str) or not isinstance(loggers, Sequence):
        raise UserError('loggers are not a list', received=repr(loggers),
                        expected="as ['mlflow:mlruns'], or objects with begin, row and end")
    for logger in loggers:
        if isinstance(logger, str):
            _check_installed(logger)
        elif not all(callable(getattr(logger, name, None)) for name in ('begin', 'row', 'end')):
            raise UserError('this is not a logger', received=type(logger).__name__,
                            expected='a text, '
                            "as 'mlflow:mlruns', or an object with begin, row and end")
    if loggers and experiment != 'supervised':
        raise UserError('there are no rows to log', received=f'the experiment {experiment}',
                        expected='a run of the experiment supervised')


def _check_installed(logger: str) -> None:
    name = logger.partition(':')[0]
    if name not in _KNOWN:
        raise unknown_name('logger', name, _KNOWN)
    if importlib.util.find_spec(name) is None:
        raise UserError(f'the logger {name} is not installed', received=f'--log={logger}',
                        expected=f"pip install 'tf_labs[{name}]'")


class _Beside:
    """Shows rows to TensorBoard and to the loggers."""

    def __init__(self, board: Any):
        self._board = board

    def metrics(self, row: Row) -> None:
        """Shows a row."""
        self._board.metrics(row)
        for logger in _active:
            logger.row(row)


class Session(Protocol):
    """What is known of a run that begins or goes on."""

    directory: RunDirectory
    config: ConfigDict
    identity: Identity


def beside(board: Any, session: Session) -> Any:
    """Returns what shows rows to a board and to the loggers, which are told that a run begins."""
    if not _active:
        return board
    _begin(session.directory, session.config, session.identity)
    return _Beside(board)


def _begin(directory: RunDirectory, config: ConfigDict, identity: Identity) -> None:
    path = directory.path.absolute()
    name = f'{path.parent.name}/{path.name}' if path.name.startswith('seed-') else path.name
    for logger in _active:
        def keep(number: str, title: str = logger.title) -> None:
            directory.write_json(FILE, {**(directory.read_json(FILE) or {}), title: number})
        logger.begin(LoggedRun(
            name, config.lab, str(identity), path, dict(config_values.fields(config)),
            (directory.read_json(FILE) or {}).get(logger.title, ''), keep))


def followed(directory: RunDirectory, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Does a run, and tells the loggers how it has ended; one that was done already is sent now."""
    try:
        result = run()
    except BaseException as error:
        state = next((name for kind, name in _STATES if isinstance(error, kind)), 'failed')
        for logger in _active:
            logger.end(state, None)
        raise
    if _active and not any(logger.is_begun for logger in _active):
        _begin(directory, directory.config(), directory.identity())
        for row in metrics_log.read(directory):
            for logger in _active:
                logger.row(row)
    for logger in _active:
        logger.end('finished', result)
    return result


_STATES: tuple[tuple[type[BaseException], str], ...] = (
    (StoppedError, 'stopped'), (DivergedError, 'diverged'))
