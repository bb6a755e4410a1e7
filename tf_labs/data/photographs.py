"""Photographs of any size and form, brought to squares of one size in colour."""

from typing import IO

import numpy as np
from PIL import Image
from PIL import ImageOps

from tf_labs.data import image_files

RANGES = tuple(2**bits - 1 for bits in (8, 10, 12, 14, 16))


def decode(encoded: bytes, side: int, channels: int = 3) -> np.ndarray:
    """Returns an encoded photograph as uint8 [side, side, C], grey if C is 1.

    Large JPEGs are decoded at a half, a quarter or an eighth of their size as long as that is not
    smaller than the square: it saves most of the time.

    Raises:
      UnreadableImageError: it is no image, or only a part of one.
    """
    return square(image_files.decode(encoded, draft(side)), side, channels)


def upright(file: str | IO[bytes], shape: tuple[int, int, int]) -> tuple[np.ndarray, list[str]]:
    """Returns a photograph as a camera held it, as uint8 of a shape, and what was done to it.

    Raises:
      UnreadableImageError: it is no image, or only a part of one.
    """
    picture, notes = image_files.read(file, draft(shape[0]))
    return square(picture, shape[0], shape[2]), notes


def draft(side: int) -> image_files.Draft:
    """Returns what asks Pillow for a JPEG that is not much larger than the square."""
    return lambda picture: picture.draft('RGB', (side, side))


def square(picture: Image.Image, side: int, channels: int = 3) -> np.ndarray:
    """Returns uint8 [side, side, C]: the shorter side is brought to `side`, the middle cut out.

    Smaller pictures are enlarged. One channel becomes three, or three become one; transparent
    pixels become white.
    """
    return fitted(picture, (side, side, channels))


def fitted(picture: Image.Image, shape: tuple[int, int, int]) -> np.ndarray:
    """Returns uint8 [H, W, C], as `square` does for H = W."""
    height, width, channels = shape
    whole = in_color(picture)
    if channels == 1:  # of grey in three channels it is what it was
        whole = whole.convert('L')
    return np.asarray(ImageOps.fit(whole, (width, height), Image.Resampling.BILINEAR)
                      ).reshape(shape)


def in_color(picture: Image.Image) -> Image.Image:
    """Returns a picture of any mode in red, green and blue."""
    if picture.mode == 'RGB' and 'transparency' not in picture.info:
        return picture
    if picture.mode.startswith(('I', 'F')):
        picture = in_bytes(picture)
    return on_white(picture).convert('RGB')


def in_bytes(picture: Image.Image) -> Image.Image:
    """Returns a picture of 16 bits and more a pixel in 8 bits: Pillow would clip, not scale.

    White is the largest value of the fewest of 8, 10, 12, 14 and 16 bits that hold it all, or 1 of
    shares; other values are stretched from the least to the largest.
    """
    values = np.asarray(picture, dtype=np.float64)
    values = np.where(np.isfinite(values), values, 0)
    low, high = float(values.min()), float(values.max())
    tops = (1, *RANGES) if picture.mode.startswith('F') else RANGES
    top = next((top for top in tops if high <= top), high)
    if low < 0 or high > RANGES[-1]:
        values, top = values - low, (high - low) or 1
    return Image.fromarray(np.clip(np.rint(values * (255 / top)), 0, 255).astype(np.uint8))


def on_white(picture: Image.Image) -> Image.Image:
    """Returns a picture without transparency: it lies on white paper."""
    if not is_transparent(picture):
        return picture
    picture = picture.convert('RGBA')
    return Image.alpha_composite(Image.new('RGBA', picture.size, 'white'), picture)


def is_transparent(picture: Image.Image) -> bool:
    """True if a picture says of its pixels how much they let through."""
    return 'A' in picture.getbands() or 'transparency' in picture.info
