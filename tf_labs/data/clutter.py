"""What is no ink of a pen: lines, printed boxes, small print, specks; and ink of several digits."""

from collections.abc import Sequence
import dataclasses

import numpy as np
import numpy.typing as npt
from scipy import ndimage

LINE = 0.55  # of the picture's side: as long are ruled lines
THIN = 0.45  # of the thickness of the main stroke: so thin is print behind it
EIGHT = np.ones((3, 3), bool)

Mask = npt.NDArray[np.bool_]  # [h, w]


@dataclasses.dataclass(frozen=True)
class Cleaned:
    """What is left of the ink.

    Attributes:
      mask: bool [h, w].
      filled: bool [h, w], the part of it where something was taken away that crossed it.
      notes: a line for each thing that was taken away.
      doubts: why it may be no single digit.
    """

    mask: np.ndarray
    filled: np.ndarray
    notes: Sequence[str]
    doubts: Sequence[str]


def clean(mask: np.ndarray) -> Cleaned:
    """Leaves of a mask what was drawn."""
    notes, doubts = [], []
    whole = mask
    mask, more = _without_lines(mask)
    notes += more
    mask, boxes = _without_boxes(mask)
    if boxes:
        notes.append('a printed box around it is left out')
    mask, more = _without_print(mask)
    notes += more
    mask = _main(mask)
    if boxes and not mask.any():
        return Cleaned(mask, mask, notes, ['there is nothing in the printed box'])
    if _parts_beside_each_other(mask):
        doubts.append('there are several digits or figures')
    return Cleaned(mask, mask & ~whole, notes, doubts)


def thickness(mask: np.ndarray) -> float:
    """Returns the mean thickness of strokes: four times the mean distance to their edge."""
    distances = ndimage.distance_transform_edt(np.pad(mask, 1))
    inside = distances[distances > 0]
    return 4 * float(inside.mean()) - 2 if len(inside) else 0.0


def parts(mask: np.ndarray) -> int:
    """Returns the number of components."""
    return int(ndimage.label(mask, EIGHT)[1])


def sides(mask: np.ndarray) -> tuple[int, int]:
    """Returns height and width of the box around a mask that is not empty."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def joined(mask: Mask) -> Mask:
    """Returns a mask without the gaps and holes in grainy strokes: narrower than half of one."""
    gap = max(1, round(_typical(mask) / 2))
    padded = np.pad(mask, gap + 1)
    return _shrunk(grown(padded, gap), gap)[gap + 1:-gap - 1, gap + 1:-gap - 1] | mask


def _typical(mask: np.ndarray) -> float:
    """The thickness of most of a stroke, grain and its holes apart: twice its largest depths."""
    depths = ndimage.distance_transform_edt(np.pad(mask, 1))
    ridge = depths[(ndimage.maximum_filter(depths, 3) == depths) & (depths > 0)]
    return 2 * float(np.percentile(ridge, 75)) if len(ridge) else 0.0


def _without_lines(mask: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Takes away straight lines across the picture, and closes the strokes that they crossed."""
    found = lines(mask)
    if not found.any():
        return mask, []
    left = mask & ~found
    if not left.any():  # one stroke across all of a picture is a digit
        return mask, []
    left = ndimage.binary_opening(left, EIGHT) if thickness(left) > 4 else left
    gap = max(2, int(np.ceil(thickness(found))) + 1)
    bridges = _shrunk(grown(np.pad(left, gap + 1), gap), gap)[gap + 1:-gap - 1, gap + 1:-gap - 1]
    return left | (bridges & found), ['ruled lines are left out']


def lines(mask: Mask) -> Mask:
    """Returns the pixels of thin straight lines through most of the picture, either way."""
    return _across(mask) | np.ascontiguousarray(_across(np.ascontiguousarray(mask.T)).T)


def _across(mask: Mask) -> Mask:
    """Returns the pixels of thin, nearly horizontal lines from edge to edge of the picture."""
    height, width = mask.shape
    if min(height, width) < 48:
        return np.zeros_like(mask)
    run = max(12, width // 20)
    thickened = ndimage.maximum_filter1d(mask.view(np.uint8), 3, axis=0)
    level = _opened(thickened, run)
    joined = ndimage.maximum_filter1d(ndimage.maximum_filter1d(level, 3, axis=0), run, axis=1)
    level = level > 0
    labels, _ = ndimage.label(joined)
    found = np.zeros_like(mask)
    for number, place in enumerate(ndimage.find_objects(labels), 1):
        rows, columns = place
        part = (labels[place] == number) & level[place]
        covered = part.any(axis=0)
        thick = part.sum() / max(1, covered.sum())
        ends = columns.start < 0.06 * width and columns.stop > 0.94 * width
        if ends and covered.sum() > LINE * width and thick < 0.03 * height + 3:
            found[place] |= part & mask[place]
    return found


def _opened(mask: np.ndarray, run: int) -> np.ndarray:
    """Leaves of uint8 [h, w] the horizontal runs of at least so many pixels."""
    shrunk = ndimage.minimum_filter1d(mask, run, axis=1, mode='constant')
    opened: np.ndarray = ndimage.maximum_filter1d(shrunk, run, axis=1, mode='constant',
                                                  origin=-(run % 2 == 0))
    return opened


def _without_boxes(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """Takes away frames: components whose ink lies along the four sides of their box."""
    labels, _ = ndimage.label(mask, EIGHT)
    mask, count = mask.copy(), 0
    for number, place in enumerate(ndimage.find_objects(labels), 1):
        part = labels[place] == number
        if min(part.shape) >= 12 and _is_frame(part):
            mask[place] &= ~part
            count += 1
    return mask, count


def _is_frame(part: np.ndarray) -> bool:
    high, wide = (max(2, round(0.07 * side)) for side in part.shape)
    sides = (part[:high].any(axis=0), part[-high:].any(axis=0),
             part[:, :wide].any(axis=1), part[:, -wide:].any(axis=1))
    return bool(min(side.mean() for side in sides) > 0.93 and part.mean() < 0.35)


def _without_print(mask: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Takes away what is much thinner than the main stroke, if there is much of it."""
    labels, count = ndimage.label(mask, EIGHT)
    if count < 12:
        return mask, []
    distances = ndimage.distance_transform_edt(mask)
    numbers = np.arange(1, count + 1)
    areas = ndimage.sum_labels(mask, labels, numbers)
    depths = ndimage.mean(distances, labels, numbers)
    main = int(np.argmax(areas * depths ** 2))
    rest = areas.sum() - areas[main]
    if rest < 0.1 * areas[main]:
        return mask, []
    others = np.delete(depths, main)
    weights = np.delete(areas, main)
    typical = float((others * weights).sum() / weights.sum())
    strokes = labels == main + 1
    thick = 4 * float(ndimage.mean(distances, labels, main + 1)) - 2
    if typical > 0.6 * depths[main]:
        return mask, []
    radius = max(1, int(min(THIN * thick / 2, 4 * typical)))
    core = _shrunk(strokes, radius)
    return (grown(core, radius + 2) & strokes,
            ['print behind the strokes is left out'])


def _main(mask: Mask) -> Mask:
    """Keeps the main component, and those near it that are no specks."""
    labels, count = ndimage.label(mask, EIGHT)
    if count < 2:
        return mask
    areas = np.bincount(labels.ravel())[1:]
    places = ndimage.find_objects(labels)
    main = int(np.argmax(areas))
    kept = np.zeros(count + 1, bool)
    kept[1:] = areas >= max(0.04 * areas[main], 1)
    reach = 0.6 * max(_sides(places[main]))
    for number in np.flatnonzero(kept[1:]):
        if _distance(places[main], places[number]) > reach and areas[number] < 0.3 * areas[main]:
            kept[number + 1] = False
    left: Mask = kept[labels]
    return left


def _sides(place: tuple[slice, ...]) -> tuple[int, ...]:
    return tuple(one.stop - one.start for one in place)


def _distance(one: tuple[slice, ...], other: tuple[slice, ...]) -> float:
    gaps = [max(0, a.start - b.stop, b.start - a.stop) for a, b in zip(one, other)]
    return float(np.hypot(*gaps))


def _parts_beside_each_other(mask: np.ndarray) -> bool:
    """True if two parts of about one size stand side by side or below each other."""
    mask = joined(mask)
    labels, count = ndimage.label(mask, EIGHT)
    if count < 2:
        return False
    areas = np.bincount(labels.ravel())[1:]
    places = ndimage.find_objects(labels)
    main = int(np.argmax(areas))
    for number, place in enumerate(places):
        if number == main or areas[number] < 0.2 * areas[main]:
            continue
        for axis in (0, 1):
            other = 1 - axis
            sizes = [_sides(place)[other], _sides(places[main])[other]]
            overlap = min(place[axis].stop, places[main][axis].stop) - max(
                place[axis].start, places[main][axis].start)
            smaller = min(_sides(place)[axis], _sides(places[main])[axis])
            if overlap < 0.2 * smaller and min(sizes) > 0.5 * max(sizes):
                return True
    return False


def _shrunk(mask: Mask, radius: float) -> Mask:
    """Takes a rim off: what is left is farther than so many pixels from what was not ink."""
    inside: Mask = ndimage.distance_transform_edt(mask) > radius
    return inside


def grown(mask: Mask, radius: float) -> Mask:
    """Returns what is ink or at most so many pixels from it."""
    near: Mask = ndimage.distance_transform_edt(~mask) <= radius
    return near
