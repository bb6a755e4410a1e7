"""What the program says: results on standard output, warnings on standard error."""

from collections.abc import Iterator
import contextlib
import sys

from tf_labs.errors import printable

_silent = 0
_told: set[str] = set()
_waiting = ''  # what stands on the terminal and is wiped away


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keeps `say` from printing: of many runs in one command only the outcomes are told."""
    global _silent
    _silent += 1
    try:
        yield
    finally:
        _silent -= 1


@contextlib.contextmanager
def waiting(for_what: str) -> Iterator[None]:
    """Shows on a terminal what is waited for, and wipes it away; says nothing elsewhere."""
    global _waiting
    if sys.stderr.isatty() and not _waiting and not _silent:
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
    if not _silent:
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
