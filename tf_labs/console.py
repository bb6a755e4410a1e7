"""What the program says: results on standard output, warnings on standard error."""

from collections.abc import Iterator
import contextlib
import sys

from tf_labs.errors import printable

_silences: list[str] = []  # what may still be told in each, by its title
_told: set[str] = set()
_waiting = ''  # what stands on the terminal and is wiped away


@contextlib.contextmanager
def silence(title: str = '') -> Iterator[None]:
    """Keeps `say` from printing: of many runs in one command only the outcomes are told.

    Args:
      title: stands before what `say_also_of_many` has to say; '': that is not printed either.
    """
    _silences.append(title)
    try:
        yield
    finally:
        _silences.pop()


@contextlib.contextmanager
def waiting(for_what: str) -> Iterator[None]:
    """Shows on a terminal what is waited for, and wipes it away; says nothing elsewhere."""
    global _waiting
    if sys.stderr.isatty() and not _waiting and not _silences:
        _waiting = f'{for_what} ...'
        print(_waiting, end='', file=sys.stderr, flush=True)
    try:
        yield
    finally:
        _wipe()


def _wipe() -> None:
    global _waiting
    if _waiting:
        print('\r' + ' ' * len(_waiting), end='\r', file=sys.stderr, flush=True)
        _waiting = ''


def say(text: str) -> None:
    """Prints results at once, also into a pipe."""
    if not _silences:
        _print(text)


def say_also_of_many(line: str) -> None:
    """Prints what should be known before a run ends, after its titles if it is one of many."""
    if all(_silences):
        _print(': '.join([*_silences, line]))


def _print(text: str) -> None:
    _wipe()
    print(printable(text, keep='\n'), flush=True)


def warn(line: str) -> None:
    """Prints one line that the user should know and need not act on."""
    _wipe()
    print(f'tf-labs: warning: {printable(line)}', file=sys.stderr, flush=True)


def warn_once(line: str) -> None:
    """As `warn`, but says the same thing once a command, however often it is met."""
    if line not in _told:
        _told.add(line)
        warn(line)


def begin() -> None:
    """Tells that a command begins: nothing was said yet."""
    _told.clear()
