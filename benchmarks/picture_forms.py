"""Pictures as people take them, drawn from 28x28 test digits: paper, pens, light and cameras."""

from collections.abc import Callable
import dataclasses
import io

import numpy as np
from PIL import Image
from scipy import ndimage

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
Drawer = Callable[[np.ndarray, np.random.Generator], Image.Image]


@dataclasses.dataclass(frozen=True)
class Form:
    """A way to make a picture of a digit; `suffix` is that of the file it is kept in."""

    name: str
    draw: Drawer
    suffix: str = '.png'


def strokes(digit: np.ndarray, height: int) -> np.ndarray:
    """Returns the ink of a digit within its box, 0..1, its longer side `height` pixels."""
    rows, columns = (np.flatnonzero(digit.any(axis=axis)) for axis in (1, 0))
    cut = Image.fromarray(digit[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1])
    factor = height / max(cut.size)
    size = tuple(max(1, round(side * factor)) for side in cut.size)
    filter_ = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.BOX
    ink = np.asarray(cut.resize(size, filter_), np.float64) / 255
    return np.clip(1.6 * ink - 0.3, 0, 1) if factor > 1.5 else ink


def thinned(ink: np.ndarray) -> np.ndarray:
    """Returns the middle lines of strokes (Zhang and Suen, 1984), three pixels thick."""
    on = np.pad(ink > 0.5, 1)
    changed = True
    while changed:
        changed = False
        for first in (True, False):
            p = [np.roll(on, shift, (0, 1)) for shift in (
                (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))]
            count = sum(one.astype(int) for one in p)
            turns = sum((~p[i] & p[(i + 1) % 8]).astype(int) for i in range(8))
            one, two = ((p[0] & p[2] & p[4], p[2] & p[4] & p[6]) if first else
                        (p[0] & p[2] & p[6], p[0] & p[4] & p[6]))
            gone = on & (count >= 2) & (count <= 6) & (turns == 1) & ~one & ~two
            changed |= bool(gone.any())
            on &= ~gone
    return ndimage.gaussian_filter(
        ndimage.binary_dilation(np.pad(on, 2), np.ones((3, 3))).astype(np.float64), 0.5)


def laid(paper: np.ndarray, ink: np.ndarray, left: int, top: int,
         color: tuple[int, int, int]) -> np.ndarray:
    """Draws ink on paper float [H, W, 3], its corner at (left, top)."""
    on = np.zeros(paper.shape[:2])
    on[top:top + ink.shape[0], left:left + ink.shape[1]] = ink
    return paper * (1 - on[..., np.newaxis]) + np.array(color) * on[..., np.newaxis]


def sheet(width: int, height: int, color: tuple[int, int, int] = WHITE) -> np.ndarray:
    """Plain paper, float [H, W, 3]."""
    return np.broadcast_to(np.array(color, np.float64), (height, width, 3)).copy()


def somewhere(paper: np.ndarray, ink: np.ndarray, dice: np.random.Generator) -> tuple[int, int]:
    """A place for the ink anywhere on the paper."""
    return tuple(int(dice.integers(2, max(3, whole - part - 2))) for whole, part in zip(
        paper.shape[1::-1], ink.shape[1::-1]))


def light(width: int, height: int, dice: np.random.Generator, depth: float = 0.45) -> np.ndarray:
    """Light that falls off from one side, with darker corners, [H, W, 1]."""
    y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
    angle = dice.uniform(0, 2 * np.pi)
    slope = (np.cos(angle) * x + np.sin(angle) * y) / 1.5
    return (1 - depth * (0.5 + 0.5 * slope) - 0.12 * (x * x + y * y))[..., np.newaxis]


def image(pixels: np.ndarray) -> Image.Image:
    """A picture of float [H, W, 3] of 0..255."""
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


def camera(pixels: np.ndarray, dice: np.random.Generator, blur: float = 0.8,
           noise: float = 6) -> Image.Image:
    """What a camera makes of a scene: a little out of focus, noise, JPEG."""
    soft = ndimage.gaussian_filter(pixels, (blur, blur, 0))
    picture = image(soft + dice.normal(0, noise, pixels.shape[:2])[..., np.newaxis]
                    + dice.normal(0, noise / 2, pixels.shape))
    file = io.BytesIO()
    picture.save(file, 'JPEG', quality=int(dice.integers(60, 92)))
    return Image.open(file)


def original(digit, dice):
    """The example as it is."""
    return Image.fromarray(digit)


def margins(digit, dice):
    """Its own margins, dark on white, ten times as large."""
    return Image.fromarray(255 - digit).resize((280, 280), Image.Resampling.BICUBIC)


def thin_pen(digit, dice):
    """A line of a twenty-fifth of the digit's height, or less."""
    line = thinned(strokes(digit, 100))
    paper = sheet(180, 180)
    return image(laid(paper, line, (180 - line.shape[1]) // 2, (180 - line.shape[0]) // 2, BLACK))


def tight(digit, dice):
    """Cut off where the ink ends."""
    ink = strokes(digit, 200)
    return image(laid(sheet(ink.shape[1], ink.shape[0]), ink, 0, 0, BLACK))


def half(digit, dice):
    """Half as high as the paper, in its middle."""
    ink, paper = strokes(digit, 150), sheet(300, 300)
    return image(laid(paper, ink, 150 - ink.shape[1] // 2, 150 - ink.shape[0] // 2, BLACK))


def grey_paper(digit, dice):
    """Grey paper on which the light falls off."""
    ink = strokes(digit, 180)
    paper = laid(sheet(300, 300, (205, 205, 205)), ink, 150 - ink.shape[1] // 2,
                 150 - ink.shape[0] // 2, (50, 50, 50))
    return image(paper * light(300, 300, dice))


def off_centre(digit, dice):
    """A third to a half as high as white paper, anywhere."""
    paper = sheet(300, 300)
    ink = strokes(digit, int(dice.integers(100, 160)))
    return image(laid(paper, ink, *somewhere(paper, ink, dice), BLACK))


def scene(digit, dice, color=(225, 222, 212), pen=(45, 45, 60), low=0.25, high=0.6):
    """Ink anywhere on paper of 300 to 1200 pixels: (paper with ink, where the ink is)."""
    width, height = (int(side) for side in dice.integers(300, 1201, 2))
    paper = sheet(width, height, color)
    ink = strokes(digit, int(dice.uniform(low, high) * min(width, height)))
    return paper, ink, somewhere(paper, ink, dice), pen


def photo(digit, dice):
    """300 to 1200 pixels, light from one side, noise, off the middle."""
    paper, ink, place, pen = scene(digit, dice)
    paper = laid(paper, ink, *place, pen)
    return camera(paper * light(paper.shape[1], paper.shape[0], dice), dice)


FORMS = (
    Form('originals', original), Form('margins of MNIST, dark on white', margins),
    Form('thin pen', thin_pen), Form('cropped tight', tight),
    Form('half as high as the paper', half), Form('grey paper, gradient of light', grey_paper),
    Form('white, off-centre', off_centre),
    Form('photo: 300-1200 px, gradient, noise, off-centre', photo, '.jpg'))
