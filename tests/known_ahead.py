"""What each fork of a server would do again, done once in the server.

One fork trains, and tells which modules it has imported late, and which questions whether a class
is a subclass of an abstract one it has answered, which Python does slowly the first time. The
server imports and asks the same. What its forks compute is not changed by it.
"""

import _abc
import abc
from collections.abc import Iterator
import contextlib
import fcntl
import importlib
import json
import os
from pathlib import Path
import sys
import tempfile

from tf_labs import cli

_CONFIG = Path(__file__).parents[1] / 'configs' / 'digits.py'
_RUN = ('run', f'--config={_CONFIG}', '--workdir=run', '--config.model.hidden_sizes=4,',
        '--config.model.dropout_rate=0.1', '--config.model.batch_norm', '--config.train.steps=50',
        '--config.train.steps_per_call=7', '--config.train.probe_examples=10',
        '--config.train.execution=graph')


def learn(arguments: tuple[str, ...] = _RUN, shared: Path | None = None) -> None:
    """Imports and asks what a command line does.

    Args:
      arguments: of `tf-labs`, done in a fork and in a directory that is thrown away.
      shared: a file in which what was found stands for the other servers; None: there are none.
    """
    found = json.loads(_found(arguments) if shared is None else _found_once(arguments, shared))
    for name in found['modules']:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _ask(found['subclasses'])


def _found_once(arguments: tuple[str, ...], shared: Path) -> str:
    with shared.with_suffix('.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            shared.with_suffix('.new').write_text(_found(arguments), 'utf-8')
            shared.with_suffix('.new').rename(shared)
    return shared.read_text('utf-8')


def _found(arguments: tuple[str, ...]) -> str:
    with tempfile.TemporaryDirectory() as place:
        child = os.fork()
        if child == 0:
            _train(arguments, place)
        os.waitpid(child, 0)
        return Path(place, 'found.json').read_text('utf-8')


def _train(arguments: tuple[str, ...], place: str) -> None:
    """Runs a command line in a fork, and writes down what it has done for the first time."""
    known = set(sys.modules)
    try:
        os.chdir(place)
        for descriptor in (1, 2):
            os.dup2(os.open('out', os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
        cli.main(list(arguments))
        with open('found.json', 'w', encoding='utf-8') as file:
            json.dump({'modules': [*(sys.modules.keys() - known)], 'subclasses': _asked()}, file)
    finally:
        os._exit(0)


def _asked() -> list[list[str]]:
    """Returns [abstract class, class] of the questions that Python has an answer to."""
    return [[_name(kind), _name(one())] for kind in _abstract().values()
            for answers in _abc._get_dump(kind)[1:3] for one in answers if one() is not None]


def _ask(questions: list[list[str]]) -> None:
    kinds = _abstract()
    classes = {_name(one): one for one in _below(object)}
    for kind, one in questions:
        if kind in kinds and one in classes:
            issubclass(classes[one], kinds[kind])


def _abstract() -> dict[str, abc.ABCMeta]:
    return {_name(one): one for one in _below(object) if issubclass(type(one), abc.ABCMeta)}


def _below(one: type) -> Iterator[type]:
    """Yields all subclasses, those of C among them, which the garbage collector does not know."""
    for below in type.__subclasses__(one):
        yield below
        yield from _below(below)


def _name(one: type) -> str:
    return f'{one.__module__}.{one.__qualname__}'
