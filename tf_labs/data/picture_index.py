"""What is known of the pictures of a folder without decoding them, found in one pass and kept.

The pass reads every file once. Of a picture little more is held in memory than its path and the
digest of its content: of a million some hundred megabytes.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
import dataclasses
import functools
import hashlib
import itertools
import os
from pathlib import Path
import sys
from typing import Any

import numpy as np
from PIL import Image
from tqdm import tqdm

from tf_labs.data import cache
from tf_labs.data import image_files
from tf_labs.data import picture_tree
from tf_labs.data import regular_files
from tf_labs.data.arrays import Form
from tf_labs.data.picture_tree import Tree
from tf_labs.errors import DataNotAvailableError

LARGEST = 2**28  # bytes of a file
WORKERS = 8  # files are waited for, not computed with
AT_ONCE = 4096
GREY = ('1', 'L', 'LA', 'La', 'I', 'F')
TEST_SHARE = 2**32 // 6  # of the first 32 bits of a digest

_known: dict[bytes, 'Index'] = {}  # the last one that this process has read


@dataclasses.dataclass(frozen=True, eq=False)
class Index:
    """The pictures of a folder, sorted by path.

    Attributes:
      root: the folder.
      names: of the classes.
      folders: of `Tree`.
      paths: of each picture, relative to the root.
      labels: int64 [N].
      is_test: bool [N].
      is_split_by_hash: True where no folders say which pictures are for the test.
      digests: uint8 [N, 32], sha256 of the content of each file.
      sides: int64 [N], the shorter side in pixels.
      is_grey: bool [N].
      left_out: path and reason of each file that is no picture that can be used.
    """

    root: bytes
    names: tuple[str, ...]
    folders: list[tuple[bytes, int]]
    paths: list[bytes]
    labels: np.ndarray
    is_test: np.ndarray
    is_split_by_hash: bool
    digests: np.ndarray
    sides: np.ndarray
    is_grey: np.ndarray
    left_out: list[tuple[bytes, str]]

    @functools.cached_property
    def side(self) -> int:
        """The shorter side of the first training picture."""
        return int(self.sides[int(np.argmin(self.is_test))])

    @functools.cached_property
    def channels(self) -> int:
        """1 if the first picture of every class is grey, else 3."""
        first = np.unique(self.labels, return_index=True)[1]
        return 1 if self.is_grey[first].all() else 3

    def order(self, split: str) -> np.ndarray:
        """Returns the numbers of the pictures of a split, sorted by the digests of their contents.

        So they come in an order that has nothing to do with their classes, and is not changed by
        another name.
        """
        numbers = np.flatnonzero(self.is_test == (split == 'test'))
        words = self.digests[numbers].view('>u8')  # [n, 4]
        return numbers[np.lexsort((self.labels[numbers], *words.T[::-1]))]


def of(root: Path, *, again: bool = False) -> Index:
    """Returns the index of a folder.

    Args:
      root: absolute.
      again: every file is looked at for a change; else only the folders are, for files that were
        added or removed since this process has read them.

    Raises:
      DataNotAvailableError: it is missing, or cannot be read.
      UserError: it has not two classes with pictures.
    """
    place = os.fsencode(root)
    last = _known.get(place)
    if last is not None and not again and _is_fresh(last):
        return last
    index = _indexed(place, picture_tree.read(place))
    _known.clear()
    _known[place] = index
    return index


def _is_fresh(index: Index) -> bool:
    try:
        return all(os.stat(os.path.join(index.root, place)).st_mtime_ns == changed
                   for place, changed in index.folders)
    except OSError:
        return False


def _indexed(root: bytes, tree: Tree) -> Index:
    found, count = _facts(root, tree), len(tree.paths)
    is_good = np.ones(count, bool)
    is_good[found['bad']] = False
    left_out = tree.left_out + [(tree.paths[number], str(why)) for number, why
                                in zip(found['bad'], found['reasons'])]
    digests, by_hash = found['digests'][is_good], None in tree.splits
    is_test = (digests[:, :4].copy().view('>u4').ravel() < TEST_SHARE) if by_hash else (
        np.array(tree.splits, bool)[is_good])
    return Index(
        root, tree.names, tree.folders, list(itertools.compress(tree.paths, is_good)),
        np.array(tree.labels, np.int64)[is_good], is_test, by_hash, digests,
        found['sides'][is_good].astype(np.int64), found['greys'][is_good], sorted(left_out))


def _facts(root: bytes, tree: Tree) -> dict[str, np.ndarray]:
    """Returns what is known of every file, from the cache if none was changed since."""
    count, sha = len(tree.paths), hashlib.sha256(repr((root, tree.names)).encode())
    for path, label in zip(tree.paths, tree.labels):
        sha.update(repr((path, label, _state(os.path.join(root, path)))).encode())
    name = f'pictures-{sha.hexdigest()[:32]}'
    found = cache.read(name, {
        'digests': Form('uint8', (count, 32)), 'sides': Form('int32', (count,)),
        'greys': Form('bool', (count,)), 'bad': Form('int64', (None,)),
        'reasons': Form('U', (None,))})
    if found is None or not _is_possible(found, count):
        found = _examined(root, tree.paths)
        cache.write(name, found)
    return found


def _is_possible(found: dict[str, np.ndarray], count: int) -> bool:
    bad = found['bad']
    return len(bad) == len(found['reasons']) and bool(np.all((0 <= bad) & (bad < count)))


def _state(path: bytes) -> tuple[int, ...]:
    try:
        state = os.stat(path)
    except OSError:
        return ()
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns


def _examined(root: bytes, paths: list[bytes]) -> dict[str, np.ndarray]:
    digests = np.zeros([len(paths), 32], np.uint8)
    sides, greys = np.zeros(len(paths), np.int32), np.zeros(len(paths), bool)
    bad = {}
    for number, known in enumerate(_in_parallel(root, paths)):
        if isinstance(known, str):
            bad[number] = known
        else:
            digest, sides[number], greys[number] = known
            digests[number] = np.frombuffer(digest, np.uint8)
    return {'digests': digests, 'sides': sides, 'greys': greys,
            'bad': np.array(list(bad), np.int64), 'reasons': np.array(list(bad.values()), 'U200')}


def _in_parallel(root: bytes, paths: list[bytes]) -> Iterator[str | tuple[bytes, int, bool]]:
    with ThreadPoolExecutor(WORKERS) as pool, tqdm(
            total=len(paths), desc='pictures', unit='file', leave=False,
            disable=not sys.stderr.isatty()) as bar:
        for start in range(0, len(paths), AT_ONCE):
            for known in pool.map(lambda path: _one(os.path.join(root, path)),
                                  paths[start:start + AT_ONCE]):
                yield known
                bar.update()


def _one(path: bytes) -> str | tuple[bytes, int, bool]:
    """Returns digest, shorter side and whether it is grey; of what is no picture, why."""
    try:
        with open(regular_files.open_regular(Path(os.fsdecode(path))), 'rb') as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                return 'it is empty'
            if size > LARGEST:
                return f'it has {size} bytes, more than {LARGEST}'
            digest = hashlib.file_digest(file, 'sha256').digest()
            file.seek(0)
            return digest, *_form(image_files.header(file))
    except OSError as error:
        return regular_files.reason(error)
    except image_files.UnreadableImageError as error:
        return 'a HEIC photograph, which is not supported' if image_files.is_heif(
            os.fsdecode(path)) else str(error)


def _form(picture: Image.Image) -> tuple[int, bool]:
    return min(picture.size), picture.mode.split(';')[0] in GREY


@dataclasses.dataclass(frozen=True, eq=False)
class Files:
    """The pictures of a split, as `streams.Reader` reads them.

    Attributes:
      index: of the folder.
      order: int64 [N], numbers in the index.
    """

    index: Index
    order: np.ndarray

    def __len__(self) -> int:
        return len(self.order)

    def label(self, number: int) -> int:
        """Returns the class of a picture."""
        return int(self.index.labels[self.order[number]])

    def read(self, number: int) -> bytes:
        """Returns the content of a file.

        Raises:
          DataNotAvailableError: it cannot be read, or was changed.
        """
        path = Path(self.where(number))
        try:
            content = regular_files.read_bytes(path, LARGEST)
        except OSError as error:
            raise DataNotAvailableError(
                f'{path} cannot be read ({regular_files.reason(error)})') from error
        if hashlib.sha256(content).digest() != self.index.digests[self.order[number]].tobytes():
            raise DataNotAvailableError(f'{path} was changed since the folder was looked through; '
                                        'run again')
        return content

    def where(self, number: int) -> str:
        """Returns the path of a picture."""
        return os.fsdecode(os.path.join(self.index.root, self.index.paths[self.order[number]]))

    def marks(self, start: int, stop: int) -> tuple[Any, ...]:
        """Returns what tells the pictures start..stop - 1 from others."""
        part = self.order[start:stop]
        return self.index.labels[part], self.index.digests[part]
