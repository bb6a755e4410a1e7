"""Pictures of any mode as numbers: transparency laid on what shows the ink, every range 0..255."""

import math

import numpy as np
from PIL import Image

# Ink of a six hundredth of the picture's side is still a pixel wide, and a second is enough.
WORKING_PIXELS = 400_000


def of(picture: Image.Image) -> tuple[np.ndarray, list[str]]:
    """Returns float32 [h, w, C], C 1 or 3, 0..255, with at most some WORKING_PIXELS; and notes."""
    notes: list[str] = []
    if picture.mode.startswith(('I', 'F')):
        values, note = _stretched(_block_means(np.asarray(picture), _factor(picture.size)))
        return values[..., np.newaxis], [note]
    is_transparent = 'A' in picture.getbands() or 'transparency' in picture.info
    if is_transparent:
        picture = picture.convert('RGBA')
    elif picture.mode == '1':
        picture = picture.convert('L')
    elif picture.mode not in ('L', 'RGB'):
        picture = picture.convert('RGB')
    factor = _factor(picture.size)
    if factor > 1:
        picture = picture.reduce(factor)
    if is_transparent:
        picture, notes = _laid(picture)
    values = np.asarray(picture, dtype=np.float32)
    if values.ndim == 2:
        return values[..., np.newaxis], notes
    is_grey = (values == values[..., :1]).all()
    return (values[..., :1] if is_grey else values), notes


def _factor(size: tuple[int, int]) -> int:
    return max(1, round(math.sqrt(size[0] * size[1] / WORKING_PIXELS)))


def _laid(picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """Lays RGBA on its own paper, or on white or black if the ink alone is opaque."""
    pixels = np.asarray(picture, dtype=np.float32)
    alpha = pixels[..., 3:] / 255
    if alpha.min() == 1:
        return picture.convert('RGB'), []
    opaque = alpha[..., 0] > 0.5
    if opaque.mean() > 0.6:  # a sheet with transparent corners
        ground, name = np.median(pixels[opaque][:, :3], axis=0).astype(np.float32), 'its own paper'
    else:
        grey = np.asarray(picture.convert('L'), dtype=np.float32)
        shown = (grey * alpha[..., 0]).sum() / max(float(alpha.sum()), 1e-6)
        ground, name = (
            (np.zeros(3, np.float32), 'black') if shown > 127
            else (np.full(3, 255, np.float32), 'white'))
    laid = pixels[..., :3] * alpha + ground * (1 - alpha)
    return (Image.fromarray(np.rint(laid).astype(np.uint8)),
            [f'laid on {name} where it is transparent'])


def _block_means(values: np.ndarray, factor: int) -> np.ndarray:
    """Means of blocks, a strip at a time: 16 bits of a large scan would not fit as floats."""
    height, width = (max(1, side // factor) for side in values.shape)
    high, wide = (min(factor, side) for side in values.shape)
    means = np.empty((height, width), np.float32)
    for row in range(height):
        strip = values[row * high:(row + 1) * high, :width * wide].astype(np.float64)
        means[row] = strip.reshape(high, width, wide).mean(axis=(0, 2))
    return means


def _stretched(values: np.ndarray) -> tuple[np.ndarray, str]:
    finite = np.isfinite(values)
    low, high = ((float(values[finite].min()), float(values[finite].max())) if finite.any()
                 else (0.0, 0.0))
    values = np.where(finite, values, low)
    scale = 255 / (high - low) if high > low else 0.0
    return np.clip((values - low) * scale, 0, 255).astype(np.float32), (
        f'its values from {low:g} to {high:g} are taken as black to white')
