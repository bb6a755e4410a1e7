"""What a process of runs has in its environment, wherever it is started."""

from collections.abc import Mapping
import os
from pathlib import Path

import tf_labs

# What decides how many threads NumPy's library has, which dask sets to 1 for its workers, and
# whether oneDNN computes.
_NAMES = ('OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS',
          'MALLOC_TRIM_THRESHOLD_', 'TF_ENABLE_ONEDNN_OPTS')


def here() -> dict[str, str | None]:
    """Returns what the processes of a command have as it has it; None: not set."""
    return {name: os.environ.get(name) for name in _NAMES}


def of_process(wanted: Mapping[str, str | None]) -> dict[str, str]:
    """Returns the environment of a process: this one's, but for what is wanted of `here`."""
    others = {name: value for name, value in os.environ.items() if name not in _NAMES}
    set_there = {name: value for name, value in wanted.items() if value is not None}
    home = str(Path(tf_labs.__file__).parents[1])
    paths = [home, *filter(None, [os.environ.get('PYTHONPATH')])]
    return {**others, **set_there, 'PYTHONPATH': os.pathsep.join(paths)}
