"""Other processes of this machine, by their numbers."""

import os


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
