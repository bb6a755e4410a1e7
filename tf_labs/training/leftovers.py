"""What processes leave behind that are killed while they write into a run directory."""

import contextlib
import re

from tf_labs import processes
from tf_labs.training import folder
from tf_labs.training import run_files
from tf_labs.training.folder import Folder

_PLACES = ('', 'figures/', 'tables/', 'kept/', 'kept/best/')
_OURS = re.compile(r'ckpt-\d+(_temp|\..+)|part-\d+.*')  # within what a checkpoint is written in


def remove(files: Folder) -> None:
    """Removes it. The run directory is locked by this process."""
    for place in _PLACES:
        names = files.names(place.rstrip('/'))
        for name in names:
            if run_files.unfinished(f'{place}{name}'):
                remove_whole(files, f'{place}{name}')
            elif _was_being_written(place, name) or _is_half_a_checkpoint(place, name, names):
                files.remove(f'{place}{name}')


def remove_of_reports(files: Folder) -> None:
    """Removes what killed reports had begun; a process that trains may hold the lock."""
    for place in ('', 'figures/'):
        for name in files.names(place.rstrip('/')):
            begun = folder.being_written(name)
            kind = run_files.of(f'{place}{begun[0]}') if begun else None
            if kind is not None and kind.writer == run_files.REPORT and (
                    _was_being_written(place, name)):
                files.remove(f'{place}{name}')


def remove_whole(files: Folder, name: str) -> None:
    """Removes a file, or what is ours in a directory and that itself if nothing else is in it."""
    for inner in files.names(name):
        if _OURS.fullmatch(inner):
            remove_whole(files, f'{name}/{inner}')
    with contextlib.suppress(OSError):
        if files.is_directory(name):
            files.remove_directory(name)
        else:
            files.remove(name)


def _was_being_written(place: str, name: str) -> bool:
    """True of what is no longer written: a report may be, by a process without the lock."""
    begun = folder.being_written(name)
    if begun is None:
        return False
    kind = run_files.of(f'{place}{begun[0]}')
    return kind is not None and (
        kind.writer != run_files.REPORT or not processes.is_alive(begun[1]))


def _is_half_a_checkpoint(place: str, name: str, names: list[str]) -> bool:
    """True of the data of a checkpoint without an index, which is written last."""
    stem, data, _ = name.partition('.data-')
    return bool(data) and run_files.of(f'{place}{name}') is not None and (
        f'{stem}.index' not in names)
