"""What the program says: results on standard output, warnings on standard error."""

import sys


def say(line: str) -> None:
    """Prints one line of results at once, also into a pipe."""
    print(line, flush=True)


def warn(line: str) -> None:
    """Prints one line that the user should know and need not act on."""
    print(f'tf-labs: warning: {line}', file=sys.stderr, flush=True)
