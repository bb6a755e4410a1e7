"""Ground with steps: shadows, a note on a desk. Strokes are what is thin, however light around.

Grey-value closing (Serra, 1982) fills dark strokes that are thinner than its window, and leaves
the edge of a shadow where it is; what it fills is ink.
"""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from tf_labs.data import clutter
from tf_labs.data import ground

WINDOWS = (0.025, 0.05, 0.1, 0.2)  # of the picture's longer side
HALF = 0.15  # of the ink's contrast: no ground
NEAR_INK = 0.3  # of the way from ink to most of the picture: as dark is ink
DARKER = 0.75  # times the median of the picture: ink is at least as dark
MIN_FOUND = 0.5  # of all that is as dark as ink: else it is wider than the windows
WIDE = 0.04  # of the picture's longer side: so wide is no stroke of uncertain strength
MIN_STEP = 0.02  # of the picture's area has to be neither
MIN_REFLECTED = 0.12  # ink swallows or adds at least this share of the light
LEAST_SIDE = 120  # pixels: in smaller pictures steps are those of a sample that was enlarged


def difference(levels: np.ndarray, signed: np.ndarray) -> np.ndarray | None:
    """Returns how far pixels are from the ground beside them, or None if that is not needed.

    Args:
      levels: float [h, w, C] of 0..255.
      signed: float [h, w], the difference from a ground without steps.

    Returns:
      Float [h, w], ink positive, of 0..255, with what a shadow takes away restored; dark ink.
    """
    found = _strokes(levels) if min(levels.shape[:2]) >= LEAST_SIDE else None
    if found is None:
        return None
    strength, mask = found
    grey = levels.mean(axis=-1)
    ink, (dark, middle) = float(np.median(grey[mask])), np.percentile(grey, (2, 50))
    # Else it is gaps between light strokes, or edges.
    if ink > min(dark + NEAR_INK * (middle - dark), DARKER * middle):
        return None
    lighter = grey > ink + NEAR_INK * (middle - ink)
    if mask.sum() < MIN_FOUND * (~lighter).sum():
        return None
    inked = float(np.median(np.abs(signed[mask])))
    return strength if _uneven(signed, inked, lighter) > MIN_STEP else None


def _uneven(signed: np.ndarray, inked: float, lighter: np.ndarray) -> float:
    """Returns the share of wide areas that are neither ground nor as dark as the ink."""
    size = max(3, round(WIDE * max(signed.shape)))
    smooth = np.abs(ndimage.uniform_filter(signed, max(1, size // 4)))
    half = ((smooth > HALF * inked) & lighter).view(np.uint8)
    wide = ndimage.maximum_filter(ndimage.minimum_filter(half, size), size)
    return float(wide.mean())


def _strokes(levels: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Returns the strength and the mask of the thinnest strokes that a wider window finds again."""
    before: tuple[np.ndarray, np.ndarray] | None = None
    for window, strength, mask in _hats(levels):
        if before is not None and mask.sum() < 1.5 * before[1].sum():
            return before
        is_thin = mask.any() and 1.3 * clutter.thickness(mask) < window
        before = (strength, mask) if is_thin else None
    return before


def _hats(levels: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yields window, strength and mask of dark ink, for windows of growing size."""
    smooth = ndimage.gaussian_filter(levels, (1, 1, 0))
    for share in WINDOWS:
        window = max(3, round(share * max(levels.shape[:2])))
        closed = ndimage.minimum_filter(ndimage.maximum_filter(
            smooth, (window, window, 1)), (window, window, 1))
        closed = ndimage.gaussian_filter(closed, (1, 1, 0))
        swallowed = ((closed - levels) / np.maximum(closed, 16)).mean(axis=-1)
        soft = ndimage.gaussian_filter(swallowed, 1)
        top = _top(soft)
        mask = soft > max(top / 2, MIN_REFLECTED)
        yield window, 255 * (swallowed - np.median(swallowed)), _main(mask)


def _top(values: np.ndarray) -> float:
    upper = values[values > ground.otsu(values)]
    return float(np.percentile(upper, 75)) if len(upper) else float(values.max())


def _main(mask: np.ndarray) -> np.ndarray:
    """Without specks."""
    labels, count = ndimage.label(mask, clutter.EIGHT)
    if not count:
        return mask
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    kept: np.ndarray = (areas >= 0.2 * areas.max())[labels]
    return kept
