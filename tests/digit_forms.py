"""The forms of MNIST and of UCI's digits, made in another way than the page makes them."""

import numpy as np
from scipy import ndimage


def area_means(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """Means over a grid laid on the ink's bounding box, from a table of sums."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    sums = np.pad((ink / 255).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    down = np.linspace(rows[0], rows[-1] + 1, height + 1)
    across = np.linspace(columns[0], columns[-1] + 1, width + 1)
    at = ndimage.map_coordinates(sums, np.meshgrid(down, across, indexing='ij'), order=1)
    area = (down[1] - down[0]) * (across[1] - across[0])
    return np.diff(np.diff(at, axis=0), axis=1) / area


def sides(ink: np.ndarray) -> tuple[int, int]:
    """Height and width of the bounding box."""
    return tuple(int(np.ptp(np.flatnonzero(ink.any(axis=axis)))) + 1 for axis in (1, 0))


def mnist_form(ink: np.ndarray) -> np.ndarray:
    """28x28, as the authors of MNIST describe it, in another way than the page's."""
    height, width = sides(ink)
    longer = max(height, width)
    small = area_means(ink, max(1, int(20 * height / longer + 0.5)),
                       max(1, int(20 * width / longer + 0.5)))
    image = np.zeros((68, 68))  # with a margin of 20 for what falls outside
    top, left = (34 - int(np.floor(middle + 0.5 + 1e-9))
                 for middle in ndimage.center_of_mass(small))
    image[top:top + small.shape[0], left:left + small.shape[1]] = small
    return np.rint(255 * image[20:48, 20:48])


def digits_form(ink: np.ndarray) -> np.ndarray:
    """8x8 counts of a bitmap of 32x32, as NIST's program makes it, in another way."""
    height, width = sides(ink)
    grey = area_means(ink, 32, min(20, max(1, int(32 * width / height + 0.5))))
    bitmap = grey >= grey.max() / 2 - 1e-9
    before = (32 - bitmap.shape[1]) // 2
    bitmap = np.pad(bitmap, ((0, 0), (before, 32 - bitmap.shape[1] - before)))
    mass = bitmap.sum()
    if mass < 256:
        bitmap = ndimage.binary_dilation(bitmap, iterations=2 if mass < 108 else 1)
    elif mass > 412:
        bitmap = ndimage.binary_erosion(bitmap, iterations=2 if mass > 560 else 1)
    y, x = np.nonzero(bitmap)
    x = x - np.floor(np.polyfit(y, x, 1)[0] * (y - y.mean()) + 0.5).astype(int)
    x = x + (32 - x.min() - x.max() - 1) // 2
    inside = (x >= 0) & (x < 32)
    counts, _, _ = np.histogram2d(y[inside], x[inside], bins=8, range=[[0, 32], [0, 32]])
    return counts
