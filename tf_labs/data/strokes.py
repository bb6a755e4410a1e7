"""Whether ink is strokes of a pen, and what of them is fainter than the rest."""

import numpy as np
from scipy import ndimage

from tf_labs.data import clutter

WIDEST = 0.4  # of the size of the ink: a thicker one is no stroke
MAX_VARIATION = 0.55  # standard deviation of the thickness by its mean: pens stay below
MIN_KEPT = 0.05  # of all that differs from the ground; specks of noise leave less
MAX_PARTS = 20  # of ink: more of them are specks
FAINT = 0.15  # of the ink's level
MIN_FAINT = 0.02  # of the ink's area
MAX_ADDED = 0.7  # of the ink's area: more is no part of strokes
MAX_SURE = 0.25  # of the ink's area: an answer with more added is doubted
SOFT = 0.6  # the strength of strokes that are fainter than half of the others


def absent(mask: np.ndarray, whole: np.ndarray) -> str:
    """Returns why a mask shows no strokes, '' if it may.

    Args:
      mask: bool [h, w], the ink.
      whole: bool [h, w], all that differs from the ground.
    """
    is_little = mask.sum() < MIN_KEPT * whole.sum() and clutter.parts(whole) > 100
    if is_little or clutter.parts(mask) > MAX_PARTS:
        return 'no ink is found: only specks, as noise makes them'
    thick = clutter.thickness(mask) / max(clutter.sides(mask))
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    if thick > WIDEST or (edge > 0.2 and thick > WIDEST / 2):  # a shadow comes in from the edge
        return (f'no ink is found: what is darker or lighter is {thick:.0%} as thick as it is '
                'long, an area and no stroke')
    return ''


def doubts(mask: np.ndarray) -> list[str]:
    """Returns why ink is hardly drawn by a pen; nothing if it may be."""
    depths = ndimage.distance_transform_edt(np.pad(mask, 1))
    ridge = depths[(ndimage.maximum_filter(depths, 3) == depths) & (depths > 0)]
    varied = float(ridge.std() / ridge.mean())
    return [] if varied < MAX_VARIATION else [
        f'what is found is hardly drawn by a pen: its thickness varies by {varied:.0%}']


def fainter(signed: np.ndarray, mask: np.ndarray, floor: float,
            top: float) -> tuple[np.ndarray, list[str], list[str]]:
    """Finds where strokes go on fainter, as in a glare, than the threshold of the ink.

    Args:
      signed: float [h, w], how far pixels are from the ground.
      mask: bool [h, w], the ink.
      floor: what noise alone reaches.
      top: the level of ink.

    Returns:
      What is to be added, notes and doubts.
    """
    faint = ndimage.gaussian_filter(signed, 1) > max(floor, FAINT * top)
    nothing = np.zeros_like(mask)
    if clutter.lines(faint).any():
        return nothing, [], []
    labels, _ = ndimage.label(faint | mask, clutter.EIGHT)
    with_ink = np.zeros(labels.max() + 1, bool)
    with_ink[labels[mask]] = True
    with_ink[0] = False
    thick = clutter.thickness(mask)
    beyond = with_ink[labels] & (ndimage.distance_transform_edt(~mask) > max(2, 0.6 * thick))
    if beyond.sum() < MIN_FAINT * mask.sum():
        return nothing, [], []
    added = clutter.grown(beyond, max(2, 0.6 * thick) + 1) & with_ink[labels] & ~mask
    share = added.sum() / mask.sum()
    if share < MAX_ADDED and clutter.thickness(mask | added) < 1.5 * thick:
        note = f'strokes go on fainter, as in a glare: {share:.0%} are added to the ink'
        return added, [note], [note] if share > MAX_SURE else []
    return nothing, [], [f'beside the ink, and joined to it, something fainter is left out, '
                         f'{share:.0%} of its area']
