"""What the program says: results on standard output, warnings on standard error."""

import contextlib
import sys

_silent = 0
_told: set[str] = set()


@contextlib.contextmanager
def silence():
    """Keeps `say` from printing: of many runs in one command only the outcomes are told."""
    global _silent
    _silent += 1
    try:
        yield
    finally:
        _silent -= 1


def say(line: str) -> None:
    """Prints one line of results at once, also into a pipe."""
    if not _silent:
        print(line, flush=True)


def warn(line: str) -> None:
    """Prints one line that the user should know and need not act on."""
    print(f'tf-labs: warning: {line}', file=sys.stderr, flush=True)


def warn_once(line: str) -> None:
    """As `warn`, but says the same thing once a command, however often it is met."""
    if line not in _told:
        _told.add(line)
        warn(line)
