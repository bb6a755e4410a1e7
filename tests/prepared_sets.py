"""Small prepared sets of both kinds, in memory and streamed, and files with one bit flipped."""

from pathlib import Path

from tests import digit_set
from tests import photo_set


def write(root, name: str) -> Path:
    """Writes a set below `root`, which then is the data directory; returns its own directory."""
    if name == 'mnist':
        return digit_set.write(root)
    return photo_set.write(root, train=12, test=4, shards=2)


def flipped(whole: bytes, place: int, bit: int) -> bytes:
    """Returns bytes with one bit of the other value."""
    return whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1:]
