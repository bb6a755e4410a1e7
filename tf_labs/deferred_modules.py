"""Modules that are executed when something first looks into them, not when they are imported.

importlib.util.LazyLoader does that as well, but up to Python 3.11 not where several threads look,
and a module whose first execution fails is of no use to it from then on.
"""

from collections.abc import Collection, Iterator, Sequence
import contextlib
from importlib import abc
from importlib import machinery
import sys
import threading
from types import ModuleType
from typing import Any

# Of a module that is not executed yet: what `import`, `inspect` and such ask every module for.
_KNOWN_AHEAD = frozenset(('__class__', '__name__', '__spec__', '__loader__', '__package__',
                          '__file__', '__cached__', '__path__'))
_turn = threading.RLock()
_executing: set[str] = set()


@contextlib.contextmanager
def deferred(names: Collection[str]) -> Iterator[None]:
    """Defers modules that the body imports in this thread, until an attribute of one is asked for.

    Only for modules that are imported as such, `from a import module`: to take something out of a
    module is to ask for an attribute. For those that no module they import looks into; where a
    thread could wait for another's import while that waits for it, none may be deferred.
    """
    finder = _Finder(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(abc.MetaPathFinder):
    """Finds modules as ever, and has those of some names deferred."""

    def __init__(self, names: Collection[str]):
        self._names = names
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, path: Sequence[str] | None,
                  target: ModuleType | None = None) -> machinery.ModuleSpec | None:
        if fullname not in self._names or threading.get_ident() != self._thread:
            return None
        spec = machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, machinery.SourceFileLoader):
            return None
        spec.loader = _Loader(spec.loader)
        return spec


class _Loader(abc.Loader):
    """Leaves a module as if its own loader had loaded it, except that it is not executed."""

    def __init__(self, loader: abc.Loader):
        self._loader = loader

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._loader
        module.__class__ = _Deferred


class _Deferred(ModuleType):
    """A module that is executed by the first look into it, whichever thread looks."""

    def __getattribute__(self, name: str) -> Any:
        if name not in _KNOWN_AHEAD:
            _execute(self)
        return ModuleType.__getattribute__(self, name)

    def __delattr__(self, name: str) -> None:
        _execute(self)
        ModuleType.__delattr__(self, name)


def _execute(module: ModuleType) -> None:
    """Executes a deferred module, unless that has been done or is being done by this thread.

    What has been set in it before stays as it is set. If it raises, it is as if it had not been
    tried: the next look tries again.
    """
    with _turn:
        spec = module.__spec__
        if module.__class__ is not _Deferred or spec is None or spec.name in _executing:
            return
        _executing.add(spec.name)
        try:
            namespace = ModuleType.__getattribute__(module, '__dict__')
            before = dict(namespace)
            try:
                assert spec.loader is not None
                spec.loader.exec_module(module)
            except BaseException:
                namespace.clear()
                namespace.update(before)
                raise
            namespace.update((name, value) for name, value in before.items()
                             if not name.startswith('__'))
            # One that has put another into its place, as TensorFlow's wrappers of itself do, is
            # known by now to those who imported it.
            if spec.name in sys.modules:
                sys.modules[spec.name] = module
            if module.__class__ is _Deferred:
                module.__class__ = ModuleType  # type: ignore[assignment]
        finally:
            _executing.discard(spec.name)
