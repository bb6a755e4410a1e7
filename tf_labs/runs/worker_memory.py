"""Memory that workers of this machine take: more than there is, is refused before they start."""

import math
from pathlib import Path
import re

from ml_collections import ConfigDict

from tf_labs.data import data_sets
from tf_labs.errors import UserError

PROCESS_BYTES = 850_000_000  # measured: TensorFlow, the project, and a net for small digits
_SYSTEM, _CGROUP = Path('/proc/meminfo'), Path('/sys/fs/cgroup')


def check(config: ConfigDict, workers: int) -> None:
    """Raises `UserError` if so many workers of a config do not fit into this machine."""
    each, free = PROCESS_BYTES + _data_bytes(config), available()
    if free is not None and each * workers > free:
        raise UserError('--workers is more than there is memory for', received=f'{workers}',
                        expected=f'at most {max(1, free // each)} of about {each / 1e9:.2g} GB: '
                        f'{free / 1e9:.2g} GB are free')


def available() -> int | None:
    """Returns how many bytes processes can still take, here or in the container that this is."""
    try:
        found = re.search(r'MemAvailable:\s*(\d+) kB', _SYSTEM.read_text('ascii'))
    except OSError:  # another system than Linux
        return None
    free = int(found[1]) * 1024 if found else None
    limit, used = _number('memory.max'), _number('memory.current')
    if free is not None and limit is not None and used is not None:
        return min(free, max(0, limit - used))
    return free


def _number(name: str) -> int | None:
    try:
        return int((_CGROUP / name).read_text('ascii'))
    except (OSError, ValueError):  # there is none, or no limit
        return None


def _data_bytes(config: ConfigDict) -> int:
    """Returns what the examples take; of photographs, which are streamed, nothing."""
    facts = data_sets.describe(config.data)
    if facts.streamed:
        return 0
    numbers = sum(facts.examples.values()) * math.prod(facts.image_shape)
    return numbers * (4 if facts.values == 'numbers' else 1)
