"""Finds what was drawn in a picture, whatever it stands on: paper, print, lines, a board.

scipy.ndimage labels, filters and measures. It is there already; OpenCV (a wheel of 60 MB, 150 MB
installed) would save some tenths of a second of a picture, beside seconds of TensorFlow, and
scikit-image (32 MB installed, and four packages more) adds nothing that is needed here.
"""

from collections.abc import Sequence
import dataclasses

import numpy as np
from PIL import Image
from scipy import ndimage

from tf_labs.data import clutter
from tf_labs.data import ground
from tf_labs.data import shadows
from tf_labs.data import strokes

MIN_CONTRAST = 8.0  # of 255: ink that differs less from its ground is none
MIN_SIGNAL = 2.5  # times the noise of the ground; of noise alone Otsu makes 1.1
TWO_LEVELS = 0.88  # of the variance lies between ground and ink, where nothing else varies
HAIR = 0.07  # of the ink's size: thinner strokes would be pale in a sample
PEN = 0.1  # of the ink's size: as thick they become
MIN_RATIO = 1.4  # of strong ink to lines that are left out for their faintness
SMALL = 64  # pixels: smaller pictures are enlarged first, smoothly


@dataclasses.dataclass(frozen=True)
class Found:
    """What was drawn.

    Attributes:
      strength: float [h, w], 0 for the ground to 1 for ink; None without ink.
      notes: a line for each thing that was done.
      doubts: why it may be none of the things that the data set shows.
      stages: pictures of the steps on the way, (what it is, float [h, w] of 0..1).
    """

    strength: np.ndarray | None
    notes: Sequence[str]
    doubts: Sequence[str]
    stages: Sequence[tuple[str, np.ndarray]]


def find(levels: np.ndarray, is_shaded: bool = False) -> Found:
    """Finds the ink of float [h, w, C] of 0..255.

    Args:
      levels: the picture.
      is_shaded: what it shows is a piece with shades of its own, whose strength is how dark they
        are, and no ink.
    """
    notes: list[str] = []
    levels, more = _sheet_alone(_enlarged(levels))
    notes += more
    signed, noise, more = _difference(levels, is_shaded)
    notes += more
    stages = [('grey', levels.mean(axis=-1) / 255)]
    if signed is None:
        return Found(None, notes, ['no ink is found: it is blank'], stages)
    top = _level(signed)
    stages.append(('without its ground', np.clip(signed / top, 0, 1)))
    mask, base, more = _mask(_soft(signed, noise), max(top / 2, 3 * noise))
    notes += more
    cleaned = clutter.clean(mask)
    notes += cleaned.notes
    if not cleaned.mask.any():
        return Found(None, notes, cleaned.doubts or ['no ink is found: it is blank'], stages)
    if is_shaded:
        strength = _shaded(levels, cleaned.mask)
        return Found(strength, notes, cleaned.doubts, [*stages, ('the piece', strength)])
    why = strokes.absent(cleaned.mask, mask)
    if why:
        return Found(None, notes, [why], stages)
    return _drawn(signed, mask, cleaned, base, noise, notes, stages)


def _drawn(signed: np.ndarray, mask: np.ndarray, cleaned: clutter.Cleaned, base: float,
           noise: float, notes: list[str], stages: list[tuple[str, np.ndarray]]) -> Found:
    """Gives ink its strength, from the level of what is left out of it to its own."""
    top = _level(signed)
    doubts = [*cleaned.doubts, *strokes.doubts(clutter.joined(cleaned.mask))]
    near = clutter.grown(cleaned.mask, _rim(cleaned.mask)) & (
        ~mask | cleaned.mask)
    floor = max(base, min(3 * noise, 0.3 * top)) if noise > 0.5 else base
    level = _level(signed[cleaned.mask])
    strength = np.clip((signed - floor) / max(level - floor, 1e-6), 0, 1) * near
    strength = np.maximum(strength, strokes.SOFT * cleaned.filled)
    if not base and not cleaned.notes:
        added, more, why = strokes.fainter(signed, cleaned.mask, 4 * noise, level)
        strength = np.maximum(strength, strokes.SOFT * added)
        notes += more
        doubts += why
    strength, more = _thickened(strength, cleaned.mask)
    return Found(strength, notes + more, doubts, [*stages, ('ink', strength)])


def _mask(signed: np.ndarray, threshold: float) -> tuple[np.ndarray, float, list[str]]:
    """Returns the ink, the level of what is fainter and left out, and notes.

    Where lines go through the picture, and stronger ink is on them, it alone is taken.
    """
    mask = signed > threshold
    if not clutter.lines(mask).any():
        return mask, 0.0, []
    middle = ground.otsu(signed[mask])
    strong = signed > middle
    faint = mask & ~strong
    if (not faint.any() or clutter.lines(strong).any()
            or np.median(signed[strong]) < MIN_RATIO * np.median(signed[faint])):
        return mask, 0.0, []
    return strong, float(np.median(signed[faint])), ['fainter ruled lines are left out']


def _thickened(strength: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Makes strokes as thick as a pen's that are hardly more than a hair of their size."""
    size = max(clutter.sides(mask))
    thick = clutter.thickness(clutter.joined(mask))
    if thick >= HAIR * size:
        return strength, []
    more = (PEN * size - thick) / 2
    return (np.maximum(strength, clutter.grown(mask, more)),
            [f'the strokes, {thick / size:.0%} of the size of the ink, are thickened to {PEN:.0%}'])


def _shaded(levels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Returns how dark the pixels of a piece are, never quite 0, and 0 around it."""
    dark = 1 - levels.mean(axis=-1) / 255
    return np.where(ndimage.binary_fill_holes(mask), np.maximum(dark, 1 / 255), 0)


def _enlarged(levels: np.ndarray) -> np.ndarray:
    factor = -(-SMALL // max(levels.shape[:2]))
    if factor == 1:
        return levels
    size = levels.shape[1] * factor, levels.shape[0] * factor
    return np.stack([np.clip(np.asarray(Image.fromarray(levels[..., channel]).resize(
        size, Image.Resampling.BICUBIC)), 0, 255) for channel in range(levels.shape[2])], axis=-1)


def _sheet_alone(levels: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Cuts out a sheet of paper that lies on something dark; around it, its own colour."""
    where = ground.sheet(levels.mean(axis=-1))
    if where is None:
        return levels, []
    rows, columns = (np.flatnonzero(where.any(axis=axis)) for axis in (1, 0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    paper = np.median(levels[where], axis=0)
    inside = where[box][..., np.newaxis]
    return (np.where(inside, levels[box], paper).astype(np.float32),
            ['only the light sheet is looked at, not what it lies on'])


def _difference(levels: np.ndarray, is_shaded: bool) -> tuple[np.ndarray | None, float, list[str]]:
    """Returns how far pixels are from their ground, ink positive, its noise, and notes.

    Of colours it is the distance along the direction in which ink and ground differ most: so red
    on green of one brightness, and yellow on white, are ink. None if there is none.
    """
    levels = ndimage.gaussian_filter(levels, (0.8, 0.8, 0)) if _is_noisy(levels) else levels
    base = _plain(levels) if _has_two_levels(levels) else _smooth(levels)
    signed = _along(levels - base)
    notes = []
    stepped = None if is_shaded else shadows.difference(levels, signed)
    if stepped is not None:
        signed = stepped
        notes.append('what it stands on has steps of brightness, as shadows make: ink is what '
                     'is thin and darker than beside it')
    noise = 1.4826 * float(np.median(np.abs(signed - np.median(signed))))
    inked = np.abs(signed) > max(ground.otsu(np.abs(signed)), 1e-6)
    if not inked.any():
        return None, noise, []
    signed = signed * np.sign(np.median(signed[inked]))
    contrast = float(np.median(signed[signed > ground.otsu(signed)]))
    if contrast < max(MIN_CONTRAST, MIN_SIGNAL * _within(signed)):
        return None, noise, []
    if stepped is not None:
        return signed, min(noise, contrast / 6), notes
    light = float((levels - base).mean(axis=-1)[signed > contrast / 2].mean()) > 0
    return signed, min(noise, contrast / 6), [
        'the ink is lighter than what it stands on' if light else
        'inverted: the ink is darker than what it stands on']


def _within(signed: np.ndarray) -> float:
    """The spread of the ground's own values."""
    below = signed[signed <= ground.otsu(signed)]
    return 1.4826 * float(np.median(np.abs(below - np.median(below))))


def _is_noisy(levels: np.ndarray) -> bool:
    """True of photographs: most pixels differ from their neighbours."""
    grey = levels.mean(axis=-1)
    return min(grey.shape) > 64 and float(np.median(np.abs(np.diff(grey, axis=1)))) > 0.5


def _along(difference: np.ndarray) -> np.ndarray:
    """Projects [h, w, C] onto the direction of its largest second moment."""
    if difference.shape[-1] == 1:
        return difference[..., 0]
    flat = difference.reshape(-1, difference.shape[-1]).astype(np.float64)
    _, vectors = np.linalg.eigh(flat.T @ flat)
    return difference @ vectors[:, -1].astype(np.float32)


def _has_two_levels(levels: np.ndarray) -> bool:
    """True if ground and ink are each of one level, so that nothing smooth is to be removed."""
    return ground.separation(_along(levels - levels.mean(axis=(0, 1)))) > TWO_LEVELS


def _plain(levels: np.ndarray) -> np.ndarray:
    """One level of ground: of the two that Otsu parts, the one that has more of the edge.

    Rather the lighter one, for cut close to the ink a dark digit has most of the edge.
    """
    along = _along(levels - levels.mean(axis=(0, 1)))
    light = along > ground.otsu(along)
    if light.all() or not light.any():
        return np.broadcast_to(np.median(levels, axis=(0, 1)), levels.shape)
    if levels[light].mean() < levels[~light].mean():
        light = ~light
    edge = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    is_narrow = max(light.shape) > 2.2 * min(light.shape)
    of_light = edge.mean() > (0.15 if is_narrow else 0.35)
    return np.broadcast_to(np.median(levels[light == of_light], axis=0), levels.shape)


def _smooth(levels: np.ndarray) -> np.ndarray:
    """A ground that changes from place to place, once more without what is ink at first sight."""
    base = ground.fitted(levels)
    along = np.abs(_along(levels - base))
    marked = ndimage.binary_dilation(along > ground.otsu(along) / 2, iterations=2)
    return ground.around(levels, marked) if marked.mean() < 0.6 else _plain(levels)


def _soft(signed: np.ndarray, noise: float) -> np.ndarray:
    return ndimage.gaussian_filter(signed, 0.8) if noise > 2 else signed


def _level(signed: np.ndarray) -> float:
    """Returns how far ink is from the ground: that of the stronger half of it."""
    upper = signed[signed > ground.otsu(signed)]
    return float(np.percentile(upper, 75)) if len(upper) else float(signed.max())


def _rim(mask: np.ndarray) -> int:
    """How far soft edges reach beyond the half of the ink's level."""
    reach: int = max(2, round(max(mask.shape) / 200))
    return reach
