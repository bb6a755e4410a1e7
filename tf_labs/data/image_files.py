"""Opening image files of any form and origin: the one place where Pillow's exceptions end.

Files are never trusted. Pillow's plugins raise what they stumble over: besides OSError and
SyntaxError also struct.error, IndexError, KeyError, TypeError, OverflowError, ZeroDivisionError,
MemoryError, RuntimeError. All of it becomes `UnreadableImageError`, and nothing that is too large
is decoded.
"""

from collections.abc import Callable
import ctypes
import functools
import io
import logging
import os
from typing import IO, TypeVar
import warnings

from PIL import ExifTags
from PIL import Image
from PIL import ImageOps
from PIL import UnidentifiedImageError

# Above it Pillow itself warns. 89 million pixels are a sheet of A4 scanned at 900 dots an inch;
# decoded, with transparency, 360 MB.
MAX_PIXELS = 2**30 // 12
MAX_FRAMES = 100  # so many are looked at for one that is not blank
BLANK_RANGE = 8  # of 255: a frame whose values lie so close shows nothing
_HEIF_BRANDS = (b'heic', b'heix', b'heim', b'heis', b'hevc', b'hevx', b'mif1', b'msf1')

Draft = Callable[[Image.Image], object]
_Read = TypeVar('_Read')


class UnreadableImageError(ValueError):
    """No image, or only a part of one, or one that is too large to be decoded."""


def decode(encoded: bytes, draft: Draft) -> Image.Image:
    """Returns the first frame of an encoded image, loaded.

    Args:
      encoded: the file.
      draft: may ask Pillow for a smaller JPEG before it is decoded.

    Raises:
      UnreadableImageError: it cannot be decoded.
    """
    return _translated(lambda: _loaded(Image.open(io.BytesIO(encoded)), draft))


def read(path: str | IO[bytes], draft: Draft) -> tuple[Image.Image, list[str]]:
    """Returns an image file upright, and a line for each thing that was done to it.

    Of several frames it is the first that is not blank.

    Raises:
      UnreadableImageError: it cannot be decoded.
    """
    def whole() -> tuple[Image.Image, list[str]]:
        with Image.open(path) as file:
            picture, notes = _first_with_content(file, draft)
            upright, more = _upright(picture, file)
            return upright, notes + more

    return _translated(whole)


def header(file: IO[bytes]) -> Image.Image:
    """Returns an image file of which only the header was read, within the bounds of its size.

    Raises:
      UnreadableImageError: it is none, or too large.
    """
    return _translated(lambda: _bounded(Image.open(file)))


def is_heif(path: str) -> bool:
    """True if a file is a HEIC or HEIF photograph, which Pillow does not read."""
    with open(path, 'rb') as file:
        start = file.read(12)
    return start[4:8] == b'ftyp' and start[8:12] in _HEIF_BRANDS


def _translated(function: Callable[[], _Read]) -> _Read:
    _quieten()
    try:
        return function()
    except UnreadableImageError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except UnidentifiedImageError as error:
        raise UnreadableImageError('it is not an image that Pillow can read') from error
    except Exception as error:  # whatever a plugin stumbles over
        raise UnreadableImageError(type(error).__name__) from error


def _loaded(picture: Image.Image, draft: Draft) -> Image.Image:
    draft(picture)
    _bounded(picture).load()
    return picture


def _bounded(picture: Image.Image) -> Image.Image:
    if min(picture.size) < 1:
        raise UnreadableImageError('it has no pixels')
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large(f' and not {picture.width}x{picture.height}')
    return picture


def _too_large(received: str = '') -> UnreadableImageError:
    return UnreadableImageError(
        f'too large: at most {MAX_PIXELS / 1e6:.0f} million pixels are read{received}')


def _first_with_content(file: Image.Image, draft: Draft) -> tuple[Image.Image, list[str]]:
    first = _loaded(file, draft)
    if not getattr(file, 'is_animated', False) or not _is_blank(first):
        return first, []
    first = first.copy()
    for number in range(1, MAX_FRAMES):
        try:
            file.seek(number)
        except EOFError:
            break
        if not _is_blank(_loaded(file, lambda _: None)):
            return file.copy(), [f'frame {number + 1} is taken: before it there are only blank '
                                 'ones']
    return first, []


def _is_blank(picture: Image.Image) -> bool:
    if picture.mode in ('P', 'PA', 'LA'):
        picture = picture.convert('RGBA')
    extrema = picture.getextrema()
    bands = [extrema] if isinstance(extrema[0], (int, float)) else list(extrema)
    if picture.mode == 'RGBA' and bands[3][1] == 0:
        return True
    if picture.mode.startswith(('I', 'F')):
        return bands[0][0] == bands[0][1]
    return all(high - low < BLANK_RANGE for low, high in bands)


def _upright(picture: Image.Image, file: Image.Image) -> tuple[Image.Image, list[str]]:
    """Turns back what a camera was turned by; damaged notes of it do not spoil the picture."""
    try:
        turn = file.getexif().get(ExifTags.Base.Orientation, 1)
        if turn not in range(2, 9):
            return picture.copy(), []
        return ImageOps.exif_transpose(picture), ['turned upright, as the camera says it was held']
    except Exception as error:  # the notes of a camera are as little to be trusted as the pixels
        return picture.copy(), [f'not turned: what the camera noted cannot be read '
                                f'({type(error).__name__})']


@functools.cache
def _quieten() -> None:
    """Keeps to themselves what Pillow and libtiff would say on stderr of a malformed file."""
    warnings.filterwarnings('ignore', module=r'PIL\b')
    warnings.filterwarnings('ignore', category=Image.DecompressionBombWarning)
    logging.getLogger('PIL').setLevel(logging.CRITICAL)
    try:  # libtiff comes with Pillow, and is found through the module that is linked to it
        libtiff = ctypes.CDLL(Image.core.__file__)  # type: ignore[attr-defined]
        for name in ('TIFFSetErrorHandler', 'TIFFSetWarningHandler'):
            getattr(libtiff, name).restype = ctypes.c_void_p
            getattr(libtiff, name)(None)
    except (OSError, AttributeError):
        pass  # linked in another way: its lines stay


def expanded(path: str) -> str:
    """Returns a path with `~` written out, as no shell does behind `--image=`."""
    return os.path.expanduser(path)
