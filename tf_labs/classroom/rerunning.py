"""A run done again with its own config, and compared."""

from collections.abc import Iterator, Mapping
import math
from pathlib import Path
import tempfile
from typing import Any

from tf_labs.classroom.findings import DAMAGED
from tf_labs.classroom.findings import DIFFERS
from tf_labs.classroom.findings import Examined
from tf_labs.classroom.findings import Finding
from tf_labs.console import silence
from tf_labs.errors import LabError
from tf_labs.experiments import outcomes
from tf_labs.runs import running
from tf_labs.training.run_directory import RunDirectory

ROOM = 0.02  # of a number, or of 1 where that is more


def check(directory: RunDirectory, devices: str, found: Examined) -> None:
    """Does a run again in a directory that is thrown away.

    Args:
      directory: of a run with nothing wrong in its files.
      devices: of `runtime.start`.
      found: what is wrong is noted there, or how it was checked.
    """
    try:
        with tempfile.TemporaryDirectory() as place:
            again = RunDirectory(Path(place) / 'run')
            config = directory.config()
            if 'dir' in config.get('data', {}):
                config.data.dir = None  # of the student's machine
            with silence():
                running.run(config, again.path, None, devices, None)
            _compare(directory, again, found)
    except (LabError, OSError) as error:
        found.finding = Finding(DAMAGED, f'it cannot be run again: {error}')


def _compare(directory: RunDirectory, again: RunDirectory, found: Examined) -> None:
    """Equal bits are the same run; else the numbers have to agree about."""
    before, after = directory.read_json('result') or {}, again.read_json('result') or {}
    changed = _changes(directory, again)
    differing = list(_differences(before, after, 0.0))
    if before.get('digest') == after.get('digest') and not differing:
        found.checked.append('run again: same digest' if before.get('digest')
                             else 'run again: same numbers')
        return
    why = f'with {", ".join(changed)}' if changed else 'with the same versions'
    wrong = list(_differences(before, after, ROOM))
    if wrong:
        found.finding = Finding(DIFFERS, f'run again {why}: {"; ".join(wrong[:3])} (digest '
                                f'{str(after.get("digest"))[:12]} in place of '
                                f'{str(before.get("digest"))[:12]})')
        return
    found.checked.append(f'run again {why}: another digest, numbers equal to {ROOM}')


def _changes(directory: RunDirectory, again: RunDirectory) -> list[str]:
    """Returns what differs between the two of what the last bit may depend on."""
    before, after = (dict((one.read_json('manifest') or {}).get('environment', {}))
                     for one in (directory, again))
    return [f'{name} {after.get(name)} in place of {before.get(name)}'
            for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def _differences(before: Mapping[str, Any], after: Mapping[str, Any],
                 room: float) -> Iterator[str]:
    stated, measured = dict(outcomes.measured(before)), dict(outcomes.measured(after))
    for name in dict.fromkeys((*stated, *measured)):
        one, other = stated.get(name, math.nan), measured.get(name, math.nan)
        if not abs(one - other) <= room * max(1.0, abs(one), abs(other)):
            yield f'{name} {other:.6g} in place of {one:.6g}'
