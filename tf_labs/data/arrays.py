"""Arrays read back from .npz files, which may be damaged or made by anybody.

zipfile, zlib and numpy raise a dozen kinds of errors of a damaged file, some of them on purpose.
All of them become one here, and no header of a file decides how much memory is taken.
"""

from collections.abc import Mapping
import dataclasses
import io
import math
from pathlib import Path
from typing import Any
import zipfile

import numpy as np

from tf_labs.data.regular_files import read_bytes

LIMIT = 2**30  # bytes in memory
OBJECTS = 'an array of objects, which could be code'
# Of an archive without a comment, the number of its members: the list of them has no checksum, and
# zipfile does not miss those that a flipped bit there takes away.
COUNT = slice(-12, -10)


class UnreadableArraysError(Exception):
    """A file of arrays that is missing, damaged, too large or not what was expected."""


@dataclasses.dataclass(frozen=True)
class Form:
    """What an array must be.

    Attributes:
      kind: a dtype, `float32`, or the letter of a kind of dtypes, as `i` or `U`.
      shape: of the array; None where any length will do.
      optional: the array may be missing.
      below: its values are whole numbers from 0 up to, not with, this one; None: any will do.
    """

    kind: str
    shape: tuple[int | None, ...]
    optional: bool = False
    below: int | None = None

    def fits(self, array: np.ndarray) -> bool:
        """True if an array is of this form."""
        return self.kind in (array.dtype.kind, array.dtype.name) and (
            len(self.shape) == array.ndim and all(
                expected in (None, length) for expected, length in zip(self.shape, array.shape)))


def read_arrays(source: Path | bytes, forms: Mapping[str, Form] | None = None, *,
                limit: int = LIMIT) -> dict[str, Any]:
    """Reads all arrays of an .npz file.

    Args:
      source: the file, or its content.
      forms: of each array by its name; others are refused. None: any arrays are taken.
      limit: bytes that the arrays may take together, and the file.

    Raises:
      UnreadableArraysError: it is missing, no regular file, damaged or too large, holds objects,
        or other arrays than `forms` says.
    """
    try:
        content = source if isinstance(source, bytes) else read_bytes(source, limit)
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(member.file_size for member in file.infolist()) > limit:
                raise ValueError(f'more than {limit} bytes')
            arrays = {name.removesuffix('.npy'): _array(file.read(name))
                      for name in file.namelist()}
        if len(arrays) != int.from_bytes(content[COUNT], 'little'):
            raise ValueError('arrays are missing')
        if forms is not None:
            check(arrays, forms)
    except Exception as error:  # pylint: disable=broad-except
        # Among them are NotImplementedError, RuntimeError, zlib.error and MemoryError.
        raise UnreadableArraysError(f'{type(error).__name__}: {error}'.splitlines()[0]) from error
    return arrays


def _array(content: bytes) -> np.ndarray:
    """Returns the array of a member, once its header is known to agree with its length."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = (np.lib.format.read_array_header_1_0 if version == (1, 0)
                   else np.lib.format.read_array_header_2_0)
    shape, _, dtype = read_header(file)
    if dtype.hasobject:
        raise ValueError(OBJECTS)
    if math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise ValueError('header and data of an array do not agree')
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)


def check(arrays: Mapping[str, np.ndarray], forms: Mapping[str, Form]) -> None:
    """Raises `ValueError` if there are other arrays than `forms` says."""
    for name, form in forms.items():
        if name not in arrays:
            if not form.optional:
                raise ValueError(f'no array {name}')
        elif not form.fits(arrays[name]):
            raise ValueError(f'{name} is {arrays[name].dtype} {list(arrays[name].shape)}')
        elif form.below is not None and not (
                (0 <= arrays[name]) & (arrays[name] < form.below)).all():
            raise ValueError(f'{name} holds other values than 0 to {form.below - 1}')
    if unknown := arrays.keys() - forms.keys():
        raise ValueError(f'unexpected arrays: {", ".join(sorted(unknown))}'[:200])
