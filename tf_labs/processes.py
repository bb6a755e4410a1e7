"""The processes of this machine, by their numbers, and its cores."""

import os
import sys


def is_alive(process: int) -> bool:
    """True if another process of this machine has that number."""
    if process in (0, os.getpid()):
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def cores() -> int:
    """Returns how many cores this process may use, as TensorFlow does when it is not told."""
    if sys.platform == 'linux':
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
