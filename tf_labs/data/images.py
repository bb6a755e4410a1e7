"""Image files brought to the form of a data set: samples, and each step on the way said."""

from collections.abc import Sequence
import dataclasses
import os

import numpy as np
from PIL import Image

from tf_labs.data import digit_forms
from tf_labs.data import image_files
from tf_labs.data import ink
from tf_labs.data import levels
from tf_labs.data import photographs
from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import DataSet
from tf_labs.errors import UserError

DRAFT_SIDE = 1600  # JPEGs that are larger are decoded at a half, a quarter or an eighth
SHOWN_SIDE = 224  # pixels of the steps that are kept to be shown
MARGIN = 12  # of 255: so dark are the outermost pixels of a sample
FORMS = {'mnist': digit_forms.mnist, 'digits': digit_forms.digits,
         'fashion_mnist': digit_forms.fashion, 'kmnist': digit_forms.kuzushiji,
         'emnist/letters': digit_forms.emnist, 'emnist/balanced': digit_forms.emnist}


@dataclasses.dataclass(frozen=True)
class Sample:
    """What a net is given of an image file.

    Attributes:
      path: of the file, as it was named.
      pixels: uint8 [H, W, C] of the data set.
      notes: a line for each thing that was done.
      doubts: why it may show nothing of what the data set shows; () if nothing speaks for it.
      stages: the steps in pictures, (what it is, float [h, w] or [h, w, 3] of 0..1).
    """

    path: str
    pixels: np.ndarray
    notes: Sequence[str]
    doubts: Sequence[str] = ()
    stages: Sequence[tuple[str, np.ndarray]] = ()

    @property
    def lines(self) -> list[str]:
        """The notes, each with the name of the file."""
        return [f'{self.path}: {note}' for note in self.notes]


def parse_index(text: str, count: int) -> int | None:
    """Returns the index that a flag names; None for `random`.

    Raises:
      UserError: it is no index of the split.
    """
    if text == 'random':
        return None
    if not text.isdecimal() or int(text) >= count:
        raise UserError('--index is out of range', expected=f'0 to {count - 1}, or random',
                        received=text)
    return int(text)


def load(path: str, name: str, side: int, *, facts: DataSet | None = None, as_is: bool = False,
         with_stages: bool = False) -> Sample:
    """Makes a sample of an image file.

    The shorter side is brought to that of the data set, and the middle is cut out. For `FORMS` the
    ink is found, and given the form that the authors of the data set gave to theirs; a file that
    has this form already is not changed by a bit.

    Args:
      path: of the file; `~` is the home directory.
      name: of the data set.
      side: of the squares that photographs are brought to.
      facts: of the data set; None: those of the catalog.
      as_is: the file is a sample: it is only resized, if it has another size.
      with_stages: the steps are kept, as small pictures.

    Raises:
      UserError: the file is missing or no image.
    """
    facts = facts or CATALOG[name]
    shape = facts.shape(side)
    picture, notes = _open(path, _draft(facts, shape, as_is))
    if as_is:
        pixels, more = _resized(picture, shape)
        sample = Sample(path, _scaled(pixels, facts.pixel_max), notes + more)
    elif name not in FORMS:
        pixels, more = _photograph(picture, shape)
        sample = Sample(path, pixels, notes + more, _blank(pixels))
    else:
        sample = _drawing(path, picture, name, notes)
    return dataclasses.replace(sample, stages=[
        (step, _small(values)) for step, values in sample.stages] if with_stages else ())


def _small(values: np.ndarray) -> np.ndarray:
    """Reduces float [h, w] of 0..1 to at most SHOWN_SIDE pixels a side."""
    picture = Image.fromarray(np.asarray(values, np.float32))
    picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BOX)
    return np.asarray(picture)


def _draft(facts: DataSet, shape: tuple[int, int, int], as_is: bool) -> image_files.Draft:
    """Returns how large JPEGs are decoded; pictures of a folder as in training, to the bit."""
    if as_is:
        return lambda picture: None
    if facts.any_size:
        return photographs.draft(shape[0])
    side = max(DRAFT_SIDE, 2 * shape[0])
    return lambda picture: picture.draft(None, (side, side))


def _photograph(picture: Image.Image,
                shape: tuple[int, int, int]) -> tuple[np.ndarray, list[str]]:
    notes = []
    height, width, channels = shape
    mode, word = ('RGB', 'colour') if channels == 3 else ('L', 'grey')
    if picture.mode != mode:
        notes.append(f'brought to {word} from {picture.mode}')
    if photographs.is_transparent(picture):
        notes.append('laid on white where it is transparent')
    if picture.size != (width, height):
        does = 'enlarged' if min(picture.size) < min(shape[:2]) else 'resized'
        middle = 'the middle square' if height == width else 'the middle'
        notes.append(f'{middle} of {picture.width}x{picture.height}, {does} to {width}x{height}')
    return photographs.fitted(picture, shape), notes


def _blank(pixels: np.ndarray) -> list[str]:
    return ['it is blank: all pixels have one colour'] if np.ptp(
        pixels, axis=(0, 1)).max() < image_files.BLANK_RANGE else []


def _drawing(path: str, picture: Image.Image, name: str, notes: list[str]) -> Sample:
    height, width, _ = CATALOG[name].image_shape
    pixel_max = CATALOG[name].pixel_max
    values, more = levels.of(picture)
    notes = notes + more
    if picture.size == (width, height):
        grey, reversed_ = _grey(picture, values)
        for pixels, does in ((grey, []), (reversed_, ['inverted: it is dark on light'])):
            if _is_sample(pixels, name):
                return Sample(path, _scaled(pixels[..., np.newaxis], pixel_max),
                              [*notes, *does, f'it is a sample of {name} already: its pixels are '
                               'taken as they are'], stages=[('grey', grey / 255)])
    found = ink.find(values, name == 'fashion_mnist')
    if found.strength is None:
        pixels = np.zeros((height, width), np.uint8)
    else:
        pixels = FORMS[name](found.strength)
    return Sample(path, pixels[..., np.newaxis],
                  [*notes, *found.notes, _made(picture, found, name)], found.doubts,
                  found.stages)


def _made(picture: Image.Image, found: ink.Found, name: str) -> str:
    before = f'{picture.width}x{picture.height}'
    height, width, _ = CATALOG[name].image_shape
    if found.strength is None:
        return f'{before} pixels became an empty sample of {width}x{height}'
    rows, columns = digit_forms.box_of(found.strength)
    return (f'resized from {before} to {width}x{height} as {name} was made: the '
            f'ink, {_percent(columns, found.strength.shape[1])} of the width and '
            f'{_percent(rows, found.strength.shape[0])} of the height, in its frame')


def _percent(part: slice, whole: int) -> str:
    return f'{(part.stop - part.start) / whole:.0%}'


def _grey(picture: Image.Image, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns uint8 [h, w] and its reverse."""
    grey = np.asarray(picture) if picture.mode == 'L' else np.rint(
        values.mean(axis=-1)).astype(np.uint8)
    return grey, 255 - grey


def _is_sample(grey: np.ndarray, name: str) -> bool:
    """True for light on dark whose ink lies in the frame of the data set."""
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    if not grey.any() or np.median(edge) > MARGIN or np.median(edge) > grey.min() + MARGIN:
        return False
    if name != 'mnist':
        return True
    return _is_centred(grey)  # which can bring ink to the edge: of 107 test digits of 10,000


def _is_centred(grey: np.ndarray) -> bool:
    """True if the ink's longer side is about 20 pixels, its centre of mass about the middle.

    Of MNIST's own it is 19 or 20, and the centre at most 0.5 pixels off.
    """
    rows, columns = digit_forms.box_of(grey)
    y, x = np.mgrid[:grey.shape[0], :grey.shape[1]]
    mass = grey.sum(dtype=np.float64)
    off = max(abs((grey * axis).sum() / mass - 14) for axis in (x, y))
    longer = max(rows.stop - rows.start, columns.stop - columns.start)
    return bool(18 <= longer <= 20 and off <= 1.2)


def _resized(picture: Image.Image,
             shape: tuple[int, int, int]) -> tuple[np.ndarray, list[str]]:
    height, width, channels = shape
    mode = 'RGB' if channels == 3 else 'L'
    notes = []
    if picture.mode != mode:
        notes.append(f'brought to {"colour" if channels == 3 else "grey"} from {picture.mode}')
        picture = photographs.in_color(picture).convert(mode)
    if picture.size != (width, height):
        notes.append(f'resized from {picture.width}x{picture.height} to {width}x{height}, and '
                     'nothing else')
        picture = picture.resize((width, height), Image.Resampling.BOX if max(
            picture.size) > width else Image.Resampling.BILINEAR)
    return np.asarray(picture).reshape(shape), notes


def _scaled(pixels: np.ndarray, pixel_max: int) -> np.ndarray:
    return np.rint(pixels.astype(np.float64) * (pixel_max / 255)).astype(np.uint8)


def _open(path: str, draft: image_files.Draft) -> tuple[Image.Image, list[str]]:
    """Returns a picture, upright, and what was done to it."""
    place = image_files.expanded(path)
    if os.path.isdir(place):
        raise UserError('image file is a directory', expected='the path of an image file',
                        received=path)
    if not os.path.isfile(place):
        raise UserError('image file not found', expected='the path of an image file',
                        received=path)

    try:
        return image_files.read(place, draft)
    except image_files.UnreadableImageError as error:
        if image_files.is_heif(place):
            raise UserError('image file is a HEIC photograph, which is not supported',
                            expected='a JPEG or PNG: export or save it as JPEG',
                            received=path) from error
        why = 'the file is empty' if os.path.getsize(place) == 0 else error
        raise UserError('image file cannot be read', expected='a PNG, JPEG or other image that '
                        'Pillow reads', received=f'{path} ({why})') from error
