"""What ink stands on: a smooth ground of paper or board, and a sheet of paper on a table."""

import numpy as np
from PIL import Image
from scipy import ndimage

GRID = 96  # pixels of the longer side on which the ground is fitted
ROUNDS = 12
MIN_SHEET = 0.08  # of the picture's area


def otsu(values: np.ndarray, bins: int = 256) -> float:
    """Returns the threshold that parts values into two classes of least variance (Otsu, 1979)."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-3:  # one level, but for rounding
        return low
    counts, edges = np.histogram(values, bins, (low, high))
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)
    mass = np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide='ignore', invalid='ignore'):
        between = below * above * (mass / below - (mass[-1] - mass) / above) ** 2
    between = np.nan_to_num(between[:-1])
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))  # a gap between the classes
    return float(edges[1 + best[len(best) // 2]])


def separation(values: np.ndarray) -> float:
    """Returns the share of the variance that lies between the two classes that Otsu parts."""
    upper = values > otsu(values)
    share, spread = float(upper.mean()), float(values.var())
    if share in (0.0, 1.0) or spread == 0:
        return 0.0
    return share * (1 - share) * float(values[upper].mean() - values[~upper].mean()) ** 2 / spread


def fitted(levels: np.ndarray) -> np.ndarray:
    """Returns the smooth ground under ink: a surface of second order through most of the pixels.

    Least absolute deviations by reweighting: as long as more than half of the picture is ground,
    ink does not pull at it.

    Args:
      levels: float [h, w, C].
    """
    height, width = levels.shape[:2]
    small = _resized(levels, GRID)
    design = _powers(*small.shape[:2])
    full = _powers(height, width)
    ground = np.empty_like(levels, dtype=np.float32)
    for channel in range(levels.shape[2]):
        found = _least_absolute(design, small[..., channel].ravel())
        ground[..., channel] = (full @ found).reshape(height, width)
    return ground


def _least_absolute(design: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Returns the coefficients [P] for which the sum of absolute deviations is least."""
    weights = np.ones_like(values)
    found = np.zeros(design.shape[1], np.float32)
    slight = 1e-3 * np.eye(design.shape[1])  # a picture one pixel wide has no slope across
    for _ in range(ROUNDS):
        weighted = design.T * weights
        found = np.linalg.solve((weighted @ design).astype(np.float64) + slight,
                                (weighted @ values).astype(np.float64)).astype(np.float32)
        weights = 1 / np.maximum(np.abs(values - design @ found), 2)
    return found


def around(levels: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Returns the ground as weighted means of the pixels near by that are not ink."""
    size = max(levels.shape[:2]) / 12
    small = _resized(levels, GRID)
    free = _resized((~ink).astype(np.float32)[..., np.newaxis], GRID)[..., 0]
    free = np.where(free > 0.98, free, 0)
    spread = size * max(small.shape[:2]) / max(levels.shape[:2])
    weight = ndimage.gaussian_filter(free, spread) + 1e-6
    mean = np.average(small.reshape(-1, small.shape[2]), axis=0, weights=free.ravel() + 1e-9)
    smooth = [(ndimage.gaussian_filter(small[..., i] * free, spread) + 1e-6 * mean[i]) / weight
              for i in range(small.shape[2])]
    return np.stack([np.asarray(Image.fromarray(one.astype(np.float32)).resize(
        levels.shape[1::-1], Image.Resampling.BICUBIC)) for one in smooth], axis=-1)


def sheet(grey: np.ndarray) -> np.ndarray | None:
    """Returns where a sheet of light paper lies on something dark, bool [h, w], or None.

    It is large, of one piece, filled but for ink, and most of the picture's edge is not it.
    """
    small = _resized(grey[..., np.newaxis], 2 * GRID)[..., 0]
    light = ndimage.gaussian_filter(small, 1) > otsu(small)
    labels, count = ndimage.label(light)
    if not count:
        return None
    largest = labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])
    whole = ndimage.binary_fill_holes(largest)
    depth = ndimage.distance_transform_edt(np.pad(largest, 1))[1:-1, 1:-1]
    if (whole.mean() < MIN_SHEET or _edge(whole).mean() > 0.6
            or largest.sum() < 0.55 * whole.sum() or not _is_straight(whole)
            or depth.max() < 0.1 * np.sqrt(whole.sum())):
        return None
    inside = ndimage.binary_erosion(whole, iterations=3, border_value=1)
    if not _is_sharp(small, whole, inside):
        return None
    if not inside.any() or (largest & inside).sum() > 0.995 * inside.sum():
        return None
    return np.asarray(Image.fromarray(inside).resize(grey.shape[::-1], Image.Resampling.NEAREST))


def _is_sharp(grey: np.ndarray, whole: np.ndarray, inside: np.ndarray) -> bool:
    """True if the light ends at the edge of a region, as it does not where it only falls off."""
    ring = ndimage.binary_dilation(whole, iterations=4) & ~ndimage.binary_dilation(
        whole, iterations=2)
    if not ring.any() or not inside.any():
        return False
    light = float(np.median(grey[inside]))
    step = light - float(np.median(grey[~whole]))
    return step > 30 and float((grey[ring] < light - 0.7 * step).mean()) > 0.8


def _is_straight(region: np.ndarray) -> bool:
    """True if a region fills the parallelogram that its corners span, as a sheet does."""
    rows, columns = np.nonzero(region)
    corners = np.array([[columns[i], rows[i]] for i in (
        np.argmin(rows + columns), np.argmax(columns - rows), np.argmax(rows + columns),
        np.argmin(columns - rows))], np.float64)
    extremes = np.array([[columns[i], rows[i]] for i in (
        np.argmin(rows), np.argmax(columns), np.argmax(rows), np.argmin(columns))], np.float64)
    x, y = columns.astype(np.float64), rows.astype(np.float64)
    best = 0.0
    for polygon in (corners, extremes):
        after = np.roll(polygon, -1, axis=0)
        area = abs((polygon[:, 0] * after[:, 1] - after[:, 0] * polygon[:, 1]).sum()) / 2
        inside = np.ones(len(x), bool)
        for (ax, ay), (bx, by) in zip(polygon, after):
            length = max(np.hypot(bx - ax, by - ay), 1e-6)
            inside &= ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length > -2
        best = max(best, min(inside.mean(), len(x) / max(area, 1) if area else 0,
                             area / len(x) if len(x) else 0))
    return best > 0.9


def _edge(region: np.ndarray) -> np.ndarray:
    return np.concatenate([region[0], region[-1], region[1:-1, 0], region[1:-1, -1]])


def _powers(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j].astype(np.float32)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)


def _resized(levels: np.ndarray, longest: int) -> np.ndarray:
    factor = longest / max(levels.shape[:2])
    if factor >= 1:
        return levels.astype(np.float32)
    size = tuple(max(1, round(side * factor)) for side in levels.shape[1::-1])
    return np.stack([np.asarray(Image.fromarray(levels[..., i].astype(np.float32)).resize(
        size, Image.Resampling.BOX)) for i in range(levels.shape[2])], axis=-1)
