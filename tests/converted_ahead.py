"""What each fork of a server would do again, done once in the server.

Before TensorFlow traces a function, AutoGraph parses it and writes it anew: of a small run that is
more than half of the time. It is work of Python alone, on code: a server that computes nothing can
do it for its forks. One fork trains, and tells which code it has converted; the server converts
that and keeps it. So it is with modules that are imported late, and with the questions whether a
class is a subclass of an abstract one, which Python answers slowly the first time. What the code
computes is not changed by it.
"""

import _abc
import abc
from collections.abc import Collection, Iterator
import contextlib
import gc
import importlib
import json
import os
from pathlib import Path
import sys
import tempfile
import types

from tensorflow.python.autograph.core import converter
from tensorflow.python.autograph.impl import api

from tf_labs import cli

_CONFIG = Path(__file__).parents[1] / 'configs' / 'digits.py'
_RUN = ('run', f'--config={_CONFIG}', '--workdir=run', '--config.model.hidden_sizes=4,',
        '--config.model.dropout_rate=0.1', '--config.model.batch_norm', '--config.train.steps=50',
        '--config.train.steps_per_call=7', '--config.train.probe_examples=10',
        '--config.train.execution=graph')  # what is compiled is converted as well, and not faster


def convert(arguments: tuple[str, ...] = _RUN) -> int:
    """Converts what a command line has AutoGraph convert; returns how many functions these are.

    Args:
      arguments: of `tf-labs`, done in a fork and in a directory that is thrown away.
    """
    with tempfile.TemporaryDirectory() as place:
        child = os.fork()
        if child == 0:
            _train(arguments, place)
        os.waitpid(child, 0)
        with open(f'{place}/found.json', encoding='utf-8') as file:
            found = json.load(file)
    for name in found['modules']:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _ask(found['subclasses'])
    wanted = {tuple(key): options for *key, options in found['converted']}
    code_of = _codes(wanted.keys())
    for key, options in wanted.items():
        if key in code_of:
            for recursive, user_requested, internal in options:
                _convert(*code_of[key], converter.ConversionOptions(
                    recursive=recursive, user_requested=user_requested,
                    internal_convert_user_code=internal, optional_features=()))
    return len(code_of)


def _train(arguments: tuple[str, ...], place: str) -> None:
    """Runs a command line in a fork, and writes down what it has done for the first time."""
    known = set(sys.modules)
    try:
        os.chdir(place)
        for descriptor in (1, 2):
            os.dup2(os.open('out', os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
        cli.main(list(arguments))
        converted = [[*_key(code), [option.as_tuple()[:3] for option in by_options
                                    if not option.optional_features]]
                     for code, by_options in api._TRANSPILER._cache._cache.items()
                     if isinstance(code, types.CodeType)]
        with open('found.json', 'w', encoding='utf-8') as file:
            json.dump({'converted': converted, 'modules': [*(sys.modules.keys() - known)],
                       'subclasses': _asked()}, file)
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


def _key(code: types.CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(wanted: Collection[tuple[str, str, int]]
           ) -> dict[tuple[str, str, int], tuple[types.CodeType, dict]]:
    """Returns code and globals of what is wanted, of all functions that there are."""
    names = {filename for filename, _, _ in wanted}
    found = {}
    for function in gc.get_objects():
        if isinstance(function, types.FunctionType) and (
                function.__code__.co_filename in names):
            for code in _within(function.__code__):
                if _key(code) in wanted:
                    found[_key(code)] = code, function.__globals__
    return found


def _within(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _within(constant)


def _convert(code: types.CodeType, names: dict, options: converter.ConversionOptions) -> None:
    function = types.FunctionType(code, names, code.co_name, None, tuple(
        types.CellType(None) for _ in code.co_freevars))
    api._TRANSPILER.transform(function, converter.ProgramContext(options=options))
