"""What a directory holds, and in what it differs from that of a run that was never stopped.

JSON is compared value by value, a .keras file member by member, everything else byte by byte. What
two runs that were never stopped do not share, seconds and dates first of all, cannot be asked of a
third one.
"""

from collections.abc import Mapping
import gzip
import hashlib
import json
from pathlib import Path
import re
from typing import Any
import zipfile
import zlib

Snapshot = dict[str, dict[str, Any]]  # {file: {place in it: value}}

# Named by time and process: a session has its own.
_EVENTS = re.compile(r'(.*/)?tensorboard/events[^/]*')
_OF_SESSIONS = re.compile(r'(^|/)(sessions|[^/]*seconds?[^/]*|started|date|time)(/|$)')


def take(directory: Path) -> Snapshot:
    """Returns the content of all files below a directory."""
    found = {}
    for path in sorted(directory.rglob('*')):
        name = str(path.relative_to(directory))
        if path.is_dir() and not path.is_symlink():
            found[f'{name}/'] = {}
        elif path.name == 'lock':  # holds the number of a process
            found[name] = {}
        elif path.name == 'fingerprint.pb':  # of a SavedModel: hashes, as long as they happen to be
            found[name] = {}
        elif 'saved_model' in path.parts:  # in the order of a hash that has no seed
            found[name] = {'size': path.stat().st_size}
        elif not _EVENTS.fullmatch(name):
            found[name] = _content(path)
    return found


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.suffix == '.keras':
            return _members(path)
        data = path.read_bytes()
        if path.name.endswith('.gz'):
            data = gzip.decompress(data)
        name = path.name.removesuffix('.gz')
        if name.endswith('.jsonl'):
            return _leaves([json.loads(line) for line in data.decode().splitlines()])
        if name.endswith('.json'):
            return _leaves(json.loads(data))
    except (ValueError, OSError, EOFError, zlib.error, zipfile.BadZipFile):
        data = path.read_bytes() if path.is_file() else b'no file'
    return {'': hashlib.sha256(data).hexdigest()}


def _members(path: Path) -> dict[str, Any]:
    """Returns the checksums of what a zip file holds, but for the date in metadata.json."""
    with zipfile.ZipFile(path) as file:
        return {f'/{member.filename}': member.CRC for member in file.infolist()
                if member.filename != 'metadata.json'}


def _leaves(value: Any, place: str = '') -> dict[str, Any]:
    """{'a': [1]} -> {'/a/0': 1}, without what belongs to a session."""
    if _OF_SESSIONS.search(place):
        return {}
    if isinstance(value, Mapping):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        return {place: value}
    leaves = {f'{place}#': len(items)}
    for key, one in items:
        leaves |= _leaves(one, f'{place}/{key}')
    return leaves


def shared(first: Snapshot, second: Snapshot) -> Snapshot:
    """Returns what two runs that were never stopped have in common.

    Raises:
      ValueError: they do not even hold the same files.
    """
    if first.keys() != second.keys():
        raise ValueError(f'two runs that were never stopped differ in the files they hold: '
                         f'{sorted(first.keys() ^ second.keys())}')
    return {name: {place: value for place, value in content.items()
                   if place in second[name] and _same(second[name][place], value)}
            for name, content in first.items()}


def differences(wanted: Snapshot, found: Snapshot) -> list[str]:
    """Returns in what a directory differs from what it must hold; nothing if in nothing."""
    told = [f'{name} is missing' for name in wanted if name not in found]
    told += [f'{name} is left over' for name in found if name not in wanted]
    for name, content in wanted.items():
        for place, value in content.items():
            if name in found and not _same(found[name].get(place), value):
                told.append(f'{name}{place}: {value} wanted, {found[name].get(place)} found')
                break
    return told


def _same(one: Any, other: Any) -> bool:
    """Equality to the last bit, in which NaN is equal to itself and 1 is not True."""
    return repr(one) == repr(other)
