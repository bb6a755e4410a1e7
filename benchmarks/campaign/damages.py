"""Ways in which a file is damaged."""

from collections.abc import Callable
from pathlib import Path
import random
import shutil


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[:chance.randrange(max(len(data), 1))]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return b'\x01'
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1:]


def _zeros(data: bytes, chance: random.Random) -> bytes:
    place, size = chance.randrange(len(data) + 1), min(512, max(1, len(data) // 3))
    return data[:place] + bytes(min(size, len(data) - place)) + data[place + size:]


def _garbage(data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(max(len(data), 64))


def _noise(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(16) + data[place + 16:]


def _head(data: bytes, chance: random.Random) -> bytes:
    """Formats are told by their first bytes, and sizes stand there."""
    place = chance.randrange(min(len(data), 64))
    return data[:place] + chance.choice((b'\xff', b'\x00', b'\x7f')) * 4 + data[place + 4:]


CONTENTS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    'emptied': lambda data, chance: b'',
    'halved': lambda data, chance: data[:len(data) // 2],
    'cut': _cut, 'flip': _flip, 'zeros': _zeros, 'garbage': _garbage, 'noise': _noise,
}
MUTATIONS = {**CONTENTS, 'head': _head,
             'doubled': lambda data, chance: data + data}
_TEXTS = {'object': '{}', 'list': '[]', 'null': 'null', 'nan': 'NaN'}
WHOLE = ('removed', 'directory', 'link', 'other_seed')
DAMAGES = (*CONTENTS, *_TEXTS, *WHOLE)


def damage(file: Path, way: str, chance: random.Random, outside: Path, other: Path | None) -> bool:
    """Damages a file; returns False if it cannot be damaged so.

    Args:
      file: that is damaged.
      way: a name of DAMAGES.
      chance: draws places and bytes.
      outside: a file that `link` lets it stand for.
      other: the same file of a run with another seed; None: there is none.
    """
    if way == 'other_seed':
        return _exchanged(file, other)
    if way in CONTENTS or way in _TEXTS:
        data = file.read_bytes()
        new = _TEXTS[way].encode() if way in _TEXTS else CONTENTS[way](data, chance)
        file.write_bytes(new)
        return new != data
    if way == 'link':
        shutil.copy(file, outside)
    file.unlink()
    if way == 'directory':
        file.mkdir()
    elif way == 'link':
        file.symlink_to(outside)
    return True


def _exchanged(file: Path, other: Path | None) -> bool:
    """Takes the place of a file; of a checkpoint all files are exchanged."""
    if other is None or not other.is_file() or other.read_bytes() == file.read_bytes():
        return False
    checkpoint = file.name.split('.')[0]
    group = ([one for one in other.parent.iterdir() if one.name.startswith(f'{checkpoint}.')]
             if checkpoint.startswith('ckpt-') else [other])
    for one in group:
        shutil.copy(one, file.parent / one.name)
    return True
