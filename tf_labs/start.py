"""Where a command begins: what answers Ctrl-C until the command line itself does.

Importing the command line takes some tenths of a second, in which Python would answer a signal
with a traceback.
"""

import os
import signal
from types import FrameType


def main() -> int:
    """Runs the command line; returns the exit status."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, _end)
    from tf_labs import cli
    return cli.main()


def _end(signum: int, _: FrameType | None) -> None:
    name = signal.Signals(signum).name
    os.write(2, f'tf-labs: stopped by {name}: nothing to save\n'.encode())
    os._exit(128 + signum)
