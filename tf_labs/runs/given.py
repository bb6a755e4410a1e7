"""Arguments of calls from Python, checked for their types as the command line checks its flags."""

import contextlib
from contextlib import AbstractContextManager
import os
from pathlib import Path
from typing import Any, TYPE_CHECKING

from tf_labs.data.catalog import DataSet
from tf_labs.errors import UserError
from tf_labs.jobs import settings
from tf_labs.jobs.settings import Jobs
from tf_labs.paths import checked_path

if TYPE_CHECKING:
    import numpy as np


def path(value: Any) -> Path:
    """Returns a path, with ~ expanded.

    Raises:
      UserError: it is none.
    """
    if not isinstance(value, (str, os.PathLike)):
        raise UserError('this is not a path', expected='a text or a Path',
                        received=f'a {type(value).__name__}')
    return Path(checked_path(os.fsdecode(value)))


def held(data: Any) -> AbstractContextManager[None]:
    """Returns what, while it is entered, makes data from Python the data set `python`.

    Raises:
      UserError: it is no data.
    """
    if data is None:
        return contextlib.nullcontext()
    from tf_labs.data import given_arrays
    return given_arrays.held(data)


def new_file(value: Any) -> Path:
    """Returns the path of a file that can be written, as far as its directory tells.

    Raises:
      UserError: it is none.
    """
    file = path(value)
    if not file.parent.is_dir() or file.is_dir():
        raise UserError('the file cannot be written', expected='a file in a directory that exists',
                        received=file)
    return file


def devices(value: Any) -> str:
    """Returns what `runtime.parse_devices` reads: 'auto', 'cpu' or a number, or what it refuses."""
    return value if isinstance(value, str) else repr(value)


def jobs(value: Any, *, is_told: bool) -> Jobs:
    """Returns how many runs at once, or who hands them out.

    Args:
      value: a number or an address.
      is_told: callbacks of this process want to be told of the runs.

    Raises:
      UserError: it is neither, or callbacks would not be called.
    """
    found = settings.parse(value)
    if is_told and found != settings.IN_A_ROW:
        raise UserError('callbacks cannot be called from the other processes where the runs train',
                        expected='jobs=1, or no callbacks', received=f'jobs={found!r}')
    return found


def check_count(name: str, value: Any) -> None:
    """Raises `UserError` unless a value is None or a whole number from 1 on."""
    if value is not None and not (_is_whole(value) and value > 0):
        raise UserError(f'{name} is not possible', received=repr(value),
                        expected='a whole number from 1 on, or None')


def check_arguments(values: list[Any]) -> None:
    """Raises `UserError` unless values are arguments of a command line that set fields."""
    if not all(isinstance(one, str) for one in values) or (values and values[0][:1] != '-'):
        raise UserError('overrides are no arguments', received=repr(values),
                        expected="{'FIELD': VALUE}, or texts as on a command line")


def check_about(value: Any) -> None:
    """Raises `UserError` unless a value is None or what `config_files.about` returns."""
    if value is None:
        return
    is_whole = isinstance(value, dict) and set(value) == {'lesson', 'config', 'overrides'} and (
        isinstance(value['lesson'], str) and isinstance(value['config'], str) and
        isinstance(value['overrides'], list) and
        all(isinstance(one, str) for one in value['overrides']))
    if not is_whole:
        raise UserError('about is not possible', received=repr(value), expected='a text for '
                        "'lesson' and for 'config', a list of texts for 'overrides'")


def check_step(value: Any) -> None:
    """Raises `UserError` unless a value is None, a whole number from 0 on, or a word for one."""
    is_word = value is None or isinstance(value, str) and value in ('best', 'newest')
    if not is_word and not (_is_whole(value) and value >= 0):
        raise UserError('step is not possible', received=repr(value),
                        expected="a whole number from 0 on, 'best', 'newest' or None")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def batch(images: Any, data: DataSet, side: int) -> 'np.ndarray':
    """Returns images as uint8 [N, H, W, C]; numbers as float32, those of a table standardized.

    Args:
      images: [N, H, W, C] or [H, W, C]; of one channel also [N, H, W] or [H, W]; of a table [N, D]
        or [D].
      data: facts of the data set of the run.
      side: of the squares that photographs are brought to.

    Raises:
      UserError: they are of another type or size, or have pixels that the data set has not.
    """
    import numpy as np
    if data.values == 'numbers':
        return _numbers(images, data)
    height, width, channels = shape = data.shape(side)
    expected = f'uint8 [N, {height}, {width}, {channels}] of 0 to {data.pixel_max}'
    array = np.asarray(images) if hasattr(images, '__array__') else None
    if array is None or array.dtype != np.uint8:
        raise UserError('images are of the wrong type', expected=expected,
                        received=type(images).__name__ if array is None else array.dtype)
    forms = [shape, shape[:2]] if channels == 1 else [shape]
    if not any(array.shape == form or array.shape[1:] == form for form in forms):
        raise UserError('images are of the wrong shape', expected=expected,
                        received=f'[{", ".join(map(str, array.shape))}]')
    if array.size and array.max() > data.pixel_max:
        raise UserError('pixels are too large', expected=expected, received=array.max())
    return array.reshape(-1, *shape)


def _numbers(values: Any, data: DataSet) -> 'np.ndarray':
    """Returns numbers as float32 [N, H, W, C]; the rows of a table standardized."""
    import numpy as np

    from tf_labs.data import standardising
    shape = (len(data.columns),) if data.columns else data.image_shape
    expected = f'finite numbers [N, {", ".join(map(str, shape))}]' + (
        ', the columns in the order of the table' if data.columns else '')
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise UserError('rows are of different lengths', expected=expected,
                        received=type(values).__name__) from error
    if array.dtype.kind not in 'buif' or not np.isfinite(array).all():
        raise UserError('images are of the wrong type', expected=expected,
                        received='not finite' if array.dtype.kind == 'f' else array.dtype)
    if shape not in (array.shape, array.shape[1:]):
        raise UserError('images are of the wrong shape', expected=expected,
                        received=f'[{", ".join(map(str, array.shape))}]')
    if not data.columns:
        return array.astype(np.float32).reshape(-1, *shape)
    rows = array.astype(np.float64).reshape(-1, *shape)
    return standardising.standardised(rows, data.columns, 'rows').reshape(-1, *data.image_shape)
