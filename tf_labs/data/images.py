"""Image files brought to the form of a data set: its size, its channels, light on dark if grey."""

import os

import numpy as np
from PIL import Image
from PIL import ImageOps

from tf_labs.data import image_files
from tf_labs.data import photographs
from tf_labs.errors import UserError


def parse_index(text: str, count: int) -> int | None:
    """Returns the index that a flag names; None for `random`.

    Raises:
      UserError: it is no index of the split.
    """
    if text == 'random':
        return None
    if not text.isdecimal() or int(text) >= count:
        raise UserError('--index is out of range', expected=f'0 to {count - 1}, or random',
                        received=text)
    return int(text)


def load(path: str, image_shape: tuple[int, int, int],
         pixel_max: int) -> tuple[np.ndarray, list[str]]:
    """Returns an image file as uint8 [H, W, C] and a line for each thing that was done to it.

    Transparent pixels become white, as paper is, and what a camera was turned by is turned back.
    For a grey data set an image that is not square is padded with the colour of its border, and it
    is inverted if its border is light: these data sets are light on dark. For one in colour the
    shorter side is brought to that of the data set, and the middle square is cut out.

    Raises:
      UserError: the file is missing or no image.
    """
    picture, notes = _open(path)
    pixels, more = (_photograph if image_shape[2] == 3 else _drawing)(picture, image_shape)
    scaled = np.rint(pixels.astype(np.float64) * (pixel_max / 255)).astype(np.uint8)
    return scaled, [f'{path}: {note}' for note in (*notes, *more)]


def _photograph(picture: Image.Image,
                image_shape: tuple[int, int, int]) -> tuple[np.ndarray, list[str]]:
    side, notes = image_shape[0], []
    if picture.mode != 'RGB':
        notes.append(f'brought to colour from {picture.mode}')
    if photographs.is_transparent(picture):
        notes.append('laid on white where it is transparent')
    if picture.size != (side, side):
        does = 'enlarged' if min(picture.size) < side else 'resized'
        notes.append(f'the middle square of {picture.width}x{picture.height}, '
                     f'{does} to {side}x{side}')
    return photographs.square(picture, side), notes


def _drawing(picture: Image.Image,
             image_shape: tuple[int, int, int]) -> tuple[np.ndarray, list[str]]:
    notes = []
    if picture.mode != 'L':
        notes.append(f'made grey from {picture.mode}')
        picture = _grey(picture)
    border = _border(picture)
    height, width, _ = image_shape
    if picture.size != (width, height):
        notes.append(f'resized from {picture.width}x{picture.height} to {width}x{height}')
        picture = ImageOps.pad(picture, (width, height), Image.Resampling.LANCZOS,
                               color=round(border))
    if border > 127:
        notes.append('inverted: it is dark on light')
        picture = ImageOps.invert(picture)
    return np.asarray(picture)[..., np.newaxis], notes


def _open(path: str) -> tuple[Image.Image, list[str]]:
    """Returns a picture, upright, and what was done to it."""
    if not os.path.isfile(path):
        raise UserError('image file not found', expected='the path of an image file',
                        received=path)
    try:
        return image_files.read(path, lambda picture: None)
    except image_files.UnreadableImageError as error:
        raise UserError('image file cannot be read', expected='a PNG, JPEG or other image that '
                        'Pillow reads', received=f'{path} ({error})') from error


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(('I', 'F')):
        return photographs.in_bytes(picture)
    return photographs.on_white(picture).convert('L')


def _border(picture: Image.Image) -> float:
    """Returns the mean of the outermost pixels: what the drawing stands on."""
    pixels = np.asarray(picture, dtype=np.float64)
    return float(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]).mean())
