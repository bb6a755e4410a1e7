"""Every run below a directory, found and summed up from its small files, without TensorFlow.

No link is followed, so there are no loops. A run is a directory whose config.json is one of this
project; those of a comparison are its runs, and the comparison itself is none. Nothing is loaded
but JSON: a config is not checked field by field, which a thousand runs would wait minutes for.
"""

from collections.abc import Iterator
import dataclasses
import datetime
import os
from pathlib import Path
import re
from typing import Any

from tf_labs.console import warn_once
from tf_labs.errors import LabError
from tf_labs.training import directory_lock
from tf_labs.training import stored_forms
from tf_labs.training.folder import Folder
from tf_labs.training.run_directory import METRICS

FINISHED, STOPPED, DIVERGED, TRAINING, DAMAGED = (
    'finished', 'stopped', 'diverged', 'training', 'damaged')
COLUMNS = ('run', 'lab', 'state', 'step', 'test_accuracy', 'test_r2', 'epochs', 'seed', 'when',
           'digest')
_CHECKPOINT = re.compile(r'ckpt-(\d+)\.index')
_OF_SEED = re.compile(r'seed-\d+')
_LARGEST = 2**24  # bytes of a file that is looked into
_DEEPEST = 4  # variants.NAME.SECTION.FIELD


@dataclasses.dataclass(frozen=True)
class FoundRun:
    """A run as its files tell of it.

    Attributes:
      path: its directory.
      values: COLUMNS, what result.json or else the last row holds, and the fields of the config by
        their dotted paths; what is not known is None or missing.
    """

    path: Path
    values: dict[str, Any]


def below(root: Path) -> Iterator[FoundRun]:
    """Yields the runs in a directory and below it, by name; each is read when it is asked for."""
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            with os.scandir(path) as entries:
                found = sorted((one.name, one.is_dir(follow_symlinks=False)) for one in entries)
        except OSError as error:
            warn_once(f'{path} cannot be read ({error.strerror}); what is below it is left out')
            continue
        names = [name for name, _ in found]
        inner = [path / name for name, is_directory in found if is_directory]
        run = _run(root, path, names) if 'config.json' in names else None
        if run is not None and not _is_comparison(run, inner):
            yield run
        else:
            waiting += reversed(inner)


def _is_comparison(run: FoundRun, inner: list[Path]) -> bool:
    """True if there are variants, or directories of seeds two levels below."""
    if any(path.startswith('variants.') for path in run.values):
        return True
    return any(_OF_SEED.fullmatch(name) for path in inner for name in _names(path))


def _names(path: Path) -> list[str]:
    try:
        return os.listdir(path)
    except OSError:
        return []


def _run(root: Path, path: Path, names: list[str]) -> FoundRun | None:
    """Returns what a directory with a config.json tells; None if it is nothing of this project."""
    files = Folder(path)
    checkpoints = [int(match[1]) for name in names if (match := _CHECKPOINT.fullmatch(name))]
    config = _json(files, 'config.json')
    shown = str(path.relative_to(root)) if path != root else str(path)
    if not _is_config(config):
        is_ours = 'manifest.json' in names and (checkpoints or 'lock' in names)
        return FoundRun(path, dict.fromkeys(COLUMNS) | {
            'run': shown, 'state': DAMAGED}) if is_ours and config is None else None
    manifest = _fitting(files, 'manifest.json', names) or {}
    result = _fitting(files, 'result.json', names)
    seen = _last_row(files) if result is None and METRICS in names else result or {}
    values = {**dict(_leaves(config)), **seen, 'run': shown, 'lab': config['lab']}
    values['state'] = _state(files, names, result)
    values['step'] = (seen.get('steps', seen.get('step')) if result
                      else max(checkpoints, default=None))
    values['epochs'] = seen.get('epoch')
    values['when'] = _when(manifest, path)
    return FoundRun(path, {name: values.get(name) for name in COLUMNS} | values)


def _is_config(config: Any) -> bool:
    return isinstance(config, dict) and isinstance(config.get('experiment'), str) and isinstance(
        config.get('lab'), str)


def _state(files: Folder, names: list[str], result: dict[str, Any] | None) -> str:
    if directory_lock.is_held(files):
        return TRAINING
    if result is not None:
        return FINISHED
    if 'result.json' in names:
        return DAMAGED
    return DIVERGED if 'diverged.json' in names else STOPPED


def _json(files: Folder, name: str) -> Any:
    """Returns what a file says; None if it cannot be read."""
    try:
        return stored_forms.loads(files.read(name, _LARGEST))
    except (OSError, ValueError, LabError):
        return None


def _fitting(files: Folder, name: str, names: list[str]) -> dict[str, Any] | None:
    found = _json(files, name) if name in names else None
    return found if stored_forms.FORMS[name].fits(found) else None


def _last_row(files: Folder) -> dict[str, Any]:
    """Returns the newest row of metrics.jsonl; {} if it has none that can be read."""
    try:
        lines = files.read(METRICS, _LARGEST).splitlines(keepends=True)
        row = stored_forms.loads(next(line for line in reversed(lines) if line.endswith(b'\n')))
    except (OSError, ValueError, LabError, StopIteration):
        return {}
    return row if stored_forms.is_row(row, of_classifier=False) else {}


def _leaves(tree: dict[str, Any], prefix: str = '', depth: int = _DEEPEST) -> Iterator[
        tuple[str, Any]]:
    """Yields (dotted path, value) of a tree; no config is deeper than a variant's fields are."""
    for key, value in tree.items():
        if isinstance(value, dict) and value and depth:
            yield from _leaves(value, f'{prefix}{key}.', depth - 1)
        else:
            yield f'{prefix}{key}', value


def _when(manifest: dict[str, Any], path: Path) -> str | None:
    """Returns when it was last begun or gone on with, in UTC."""
    sessions = manifest.get('sessions')
    if sessions:
        return str(sessions[-1]['started'])
    try:
        changed = os.stat(path / 'config.json', follow_symlinks=False).st_mtime
    except OSError:
        return None
    return datetime.datetime.fromtimestamp(changed, datetime.timezone.utc).isoformat(
        timespec='seconds')
