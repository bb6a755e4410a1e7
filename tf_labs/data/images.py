"""Image files brought to the form of a data set: grey, its size, light on dark."""

from pathlib import Path
import random

import numpy as np
from PIL import Image
from PIL import ImageOps

from tf_labs.errors import UserError


def parse_index(text: str, count: int) -> int:
    """Returns the index that a flag names; `random` draws one.

    Raises:
      UserError: it is no index of the split.
    """
    if text == 'random':
        return random.SystemRandom().randrange(count)
    if not text.isdecimal() or int(text) >= count:
        raise UserError('--index is out of range', expected=f'0 to {count - 1}, or random',
                        received=text)
    return int(text)


def load(path: str, image_shape: tuple[int, int, int],
         pixel_max: int) -> tuple[np.ndarray, list[str]]:
    """Returns an image file as uint8 [H, W, 1] and a line for each thing that was done to it.

    Transparent pixels become white, as paper is. An image that is not square is padded with the
    colour of its border. It is inverted if its border is light: the data sets are light on dark.

    Raises:
      UserError: the file is missing or no image.
    """
    picture = _open(path)
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
    pixels = np.asarray(picture, dtype=np.float64) * (pixel_max / 255)
    return np.rint(pixels).astype(np.uint8)[..., np.newaxis], [f'{path}: {n}' for n in notes]


def _open(path: str) -> Image.Image:
    if not Path(path).is_file():
        raise UserError('image file not found', expected='the path of an image file',
                        received=path)
    try:
        with Image.open(path) as picture:
            picture.load()
            return picture
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UserError('image file cannot be read', expected='a PNG, JPEG or other image that '
                        'Pillow reads', received=f'{path} ({type(error).__name__})') from error


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(('I', 'F')):  # 16 bits and more: Pillow would clip, not scale
        values = np.asarray(picture, dtype=np.float64)
        largest = 65535 if values.max() > 255 else 255
        return Image.fromarray(np.clip(values * (255 / largest), 0, 255).astype(np.uint8))
    if 'A' in picture.getbands() or 'transparency' in picture.info:
        picture = picture.convert('RGBA')
        paper = Image.new('RGBA', picture.size, 'white')
        picture = Image.alpha_composite(paper, picture)
    return picture.convert('L')


def _border(picture: Image.Image) -> float:
    """Returns the mean of the outermost pixels: what the drawing stands on."""
    pixels = np.asarray(picture, dtype=np.float64)
    return float(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]).mean())
