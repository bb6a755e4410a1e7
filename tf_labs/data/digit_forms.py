"""From ink to samples, as the authors of each data set of drawings made theirs.

templates/digit_form.js is the same for the drawing page.
"""

import numpy as np
from scipy import ndimage

ROUNDING = 1e-9  # less than this is no difference


def box_of(ink: np.ndarray) -> tuple[slice, slice]:
    """Returns rows and columns of the box around all ink [h, w]; there must be some."""
    rows, columns = (np.flatnonzero((ink > 0).any(axis=axis)) for axis in (1, 0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def mnist(ink: np.ndarray) -> np.ndarray:
    """Returns uint8 [28, 28]: the longer side 20 pixels, the centre of mass in the middle.

    As LeCun, Cortes and Burges made MNIST; the middle of their images is pixel 14, from 13.5 on.

    Args:
      ink: [h, w], 0 for paper to 1 for ink.
    """
    cut = ink[box_of(ink)].astype(np.float64)
    height, width = cut.shape
    factor = 20 / max(height, width)
    small = area_means(cut, _rounded(height * factor), _rounded(width * factor))
    top, left = (int(np.ceil(13.5 - middle - ROUNDING))
                 for middle in ndimage.center_of_mass(small))
    return np.floor(255 * _placed(small, 28, top, left) + 0.5).astype(np.uint8)


def digits(ink: np.ndarray) -> np.ndarray:
    """Returns uint8 [8, 8] of 0 to 16: how much of each 4x4 of a bitmap of 32x32 is ink.

    NIST's program makes bitmaps that are filled from top to bottom, at most 20 wide, of even
    strokes and without slant.
    """
    cut = ink[box_of(ink)].astype(np.float64)
    width = min(20, _rounded(32 * cut.shape[1] / cut.shape[0]))
    small = area_means(cut, 32, width)
    bitmap = _placed(small >= small.max() / 2 - ROUNDING, 32, 0, (32 - width) // 2) > 0
    bitmap = _upright(_evened_out(bitmap))
    levels: np.ndarray = bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3))
    return levels.astype(np.uint8)


def fashion(ink: np.ndarray) -> np.ndarray:
    """Returns uint8 [28, 28]: the longer side 28 pixels, in the middle.

    As Xiao, Rasul and Vollgraf made Fashion-MNIST.

    Args:
      ink: [h, w], 0 for the ground; of the piece how dark it is, up to 1.
    """
    return _boxed(ink, 28)


def kuzushiji(ink: np.ndarray) -> np.ndarray:
    """Returns uint8 [28, 28]: a character that fills the square, as Clanuwat et al. cut theirs."""
    return _boxed(ink, 28)


def emnist(ink: np.ndarray) -> np.ndarray:
    """Returns uint8 [28, 28]: the longer side 24 pixels, in the middle, rows and columns exchanged.

    As Cohen, Afshar, Tapson and van Schaik made EMNIST, and as TFDS reads it.
    """
    return _boxed(ink, 24).T


def area_means(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scales to [height, width]: each new cell is the mean of the area under it."""
    means: np.ndarray = (
        _overlaps(values.shape[0], height) @ values @ _overlaps(values.shape[1], width).T)
    return means


def _boxed(ink: np.ndarray, longer: int) -> np.ndarray:
    """Returns uint8 [28, 28] with the box around all ink in the middle, its longer side given."""
    cut = ink[box_of(ink)].astype(np.float64)
    factor = longer / max(cut.shape)
    height, width = (_rounded(side * factor) for side in cut.shape)
    image = _placed(area_means(cut, height, width), 28, (28 - height) // 2, (28 - width) // 2)
    boxed: np.ndarray = np.floor(255 * image + 0.5).astype(np.uint8)
    return boxed


def _overlaps(before: int, after: int) -> np.ndarray:
    """Returns [after, before]: shares of the old cells in each new one."""
    edges = np.arange(after + 1) * (before / after)
    cells = np.arange(before)
    shared = (np.minimum(edges[1:, np.newaxis], cells + 1)
              - np.maximum(edges[:-1, np.newaxis], cells))
    shares: np.ndarray = np.clip(shared, 0, None) * (after / before)
    return shares


def _rounded(value: float) -> int:
    return max(1, int(np.floor(value + 0.5)))


def _placed(values: np.ndarray, size: int, top: int, left: int) -> np.ndarray:
    """Returns a square with the values in it, their corner at (top, left); the rest is lost."""
    square = np.zeros((3 * size, 3 * size))
    top, left = (min(max(place, -size), size) + size for place in (top, left))
    square[top:top + values.shape[0], left:left + values.shape[1]] = values
    return square[size:2 * size, size:2 * size]


def _evened_out(bitmap: np.ndarray) -> np.ndarray:
    """Thickens strokes where less than a quarter is ink, thins them where it is two fifths."""
    mass = int(bitmap.sum())
    if mass < 256:
        bitmap = ndimage.binary_dilation(bitmap, iterations=2 if mass < 108 else 1)
    elif mass > 412:
        bitmap = ndimage.binary_erosion(bitmap, iterations=2 if mass > 560 else 1)
    return bitmap


def _upright(bitmap: np.ndarray) -> np.ndarray:
    """Shifts whole rows so that the digit stands upright, in the middle."""
    y, x = np.nonzero(bitmap)
    down = y - y.mean()
    spread = (down * down).sum()
    slope = (down * (x - x.mean())).sum() / spread if spread else 0.0
    x = x - np.floor(slope * down + 0.5).astype(int)
    x = x + (32 - x.min() - x.max() - 1) // 2
    inside = (x >= 0) & (x < 32)
    straight = np.zeros((32, 32), bool)
    straight[y[inside], x[inside]] = True
    return straight
