"""Harder pictures of digits: other papers, pens and lights than the eight forms have."""

import numpy as np
from PIL import Image
from PIL import ImageDraw
from PIL import ImageFilter
from PIL import ImageFont
from scipy import ndimage

from picture_forms import BLACK
from picture_forms import camera
from picture_forms import Drawer
from picture_forms import Form
from picture_forms import image
from picture_forms import laid
from picture_forms import light
from picture_forms import scene
from picture_forms import sheet
from picture_forms import somewhere
from picture_forms import strokes
from picture_forms import thinned
from picture_forms import WHITE


def newspaper(digit, dice):
    """A felt pen over columns of print."""
    paper = image(sheet(800, 700, (214, 210, 200)))
    draw = ImageDraw.Draw(paper)
    font = ImageFont.load_default(size=int(dice.integers(13, 20)))
    letters = np.array(list('abcdefghijklmnoprstuvw     ,.'))
    for y in range(8, 700, int(font.size * 1.35)):
        draw.text((10, y), ''.join(dice.choice(letters, 120)), fill=(70, 70, 70), font=font)
    ink = strokes(digit, int(dice.integers(260, 480)))
    pixels = laid(np.asarray(paper, np.float64), ink,
                  *somewhere(np.asarray(paper), ink, dice), (35, 35, 120))
    return camera(pixels * light(800, 700, dice, 0.3), dice)


def ruled(squared: bool) -> Drawer:
    """Ball pen on lined or squared paper."""
    def draw(digit, dice):
        paper = image(sheet(700, 600, (240, 240, 236)))
        pen, step = ImageDraw.Draw(paper), int(dice.integers(30, 60))
        for y in range(int(dice.integers(5, step)), 600, step):
            pen.line([(0, y), (700, y)], fill=(130, 160, 205), width=2)
        for x in range(int(dice.integers(5, step)), 700 if squared else 0, step):
            pen.line([(x, 0), (x, 600)], fill=(130, 160, 205), width=2)
        line = thinned(strokes(digit, 80))
        line = ndimage.zoom(line, dice.uniform(1.5, 3), order=1)
        pixels = laid(np.asarray(paper, np.float64), line,
                      *somewhere(np.asarray(paper), line, dice), (40, 50, 130))
        tilted = image(pixels).rotate(dice.uniform(-2, 2), Image.Resampling.BICUBIC,
                                      fillcolor=(240, 240, 236))
        return camera(np.asarray(tilted, np.float64) * light(700, 600, dice, 0.3), dice)
    return draw


def chalk(digit, dice):
    """Grainy light strokes on a dark green board."""
    paper, ink, place, _ = scene(digit, dice, (48, 70, 58))
    grain = ndimage.gaussian_filter(dice.normal(0, 1, ink.shape), 1.2)
    ink = ink * np.clip(0.85 + 1.2 * grain, 0.1, 1)
    paper = laid(paper, ink, *place, (225, 225, 215))
    smears = ndimage.gaussian_filter(dice.normal(0, 1, paper.shape[:2]), 25)
    paper = paper + 12 * (smears / smears.std())[..., np.newaxis]
    return camera(paper * light(paper.shape[1], paper.shape[0], dice), dice)


def boxed(digit, dice):
    """In a printed box, as forms have them."""
    paper, side = sheet(400, 400), int(dice.integers(180, 300))
    left, top = (int(place) for place in dice.integers(20, 390 - side, 2))
    frame = ImageDraw.Draw(picture := image(paper))
    frame.rectangle((left, top, left + side, top + side), outline=(30, 30, 30),
                    width=int(dice.integers(2, 6)))
    ink = strokes(digit, int(side * dice.uniform(0.5, 0.8)))
    return image(laid(np.asarray(picture, np.float64), ink, left + (side - ink.shape[1]) // 2,
                      top + (side - ink.shape[0]) // 2, (30, 30, 80)))


def on_table(digit, dice):
    """A white sheet, a little turned, on a dark table."""
    note = sheet(360, 420, (235, 233, 226))
    ink = strokes(digit, int(dice.integers(140, 260)))
    note = image(laid(note, ink, 180 - ink.shape[1] // 2, 210 - ink.shape[0] // 2, (40, 40, 50)))
    turn = dice.uniform(-12, 12)
    table = image(sheet(700, 640, (70, 48, 34)) + 6 * ndimage.gaussian_filter(
        dice.normal(0, 1, (640, 700)), (1, 12))[..., np.newaxis] * 4)
    turned = note.convert('RGBA').rotate(turn, Image.Resampling.BICUBIC, expand=True)
    table.paste(turned, tuple(int(place) for place in dice.integers(20, 160, 2)), turned)
    return camera(np.asarray(table, np.float64) * light(700, 640, dice, 0.3), dice)


def tiny(digit, dice):
    """16x16 pixels, dark on white."""
    ink = strokes(digit, 12)
    return image(laid(sheet(16, 16), ink, 8 - ink.shape[1] // 2, 2, BLACK))


def large_scan(digit, dice):
    """A sheet scanned at 4000x3000 pixels, the digit a tenth to a third of its height."""
    ink = strokes(digit, int(dice.integers(300, 1000)))
    paper = Image.effect_noise((4000, 3000), 6).point(lambda value: value + 116)
    scan = Image.merge('RGB', [paper] * 3)
    part = image(laid(sheet(ink.shape[1], ink.shape[0], (244, 244, 244)), ink, 0, 0, (30, 30, 90)))
    left, top = (int(dice.integers(2, whole - side - 2)) for whole, side in zip(
        scan.size, part.size))
    scan.paste(part, (left, top), Image.fromarray(np.rint(255 * ink).astype(np.uint8)))
    return scan.filter(ImageFilter.BoxBlur(1))


def colours(paper_color, ink_color) -> Drawer:
    """One colour on another."""
    def draw(digit, dice):
        paper, ink = sheet(320, 300, paper_color), strokes(digit, int(dice.integers(120, 240)))
        return image(laid(paper, ink, *somewhere(paper, ink, dice), ink_color))
    return draw


def transparent(digit, dice):
    """White ink on nothing."""
    ink, alpha = strokes(digit, 150), Image.new('L', (240, 240))
    alpha.paste(image(laid(sheet(ink.shape[1], ink.shape[0], BLACK), ink, 0, 0, WHITE)).convert(
        'L'), (120 - ink.shape[1] // 2, 45))
    picture = Image.new('RGBA', (240, 240), 'white')
    picture.putalpha(alpha)
    return picture


def shadowed(depth: float, soft: float) -> Drawer:
    """A shadow with a slanted edge through the digit."""
    def draw(digit, dice):
        paper, ink, (left, top), pen = scene(digit, dice, low=0.35, high=0.5)
        paper = laid(paper, ink, left, top, pen)
        y, x = np.mgrid[:paper.shape[0], :paper.shape[1]]
        angle = dice.uniform(0, 2 * np.pi)
        apart = (np.cos(angle) * (x - left - ink.shape[1] * dice.uniform(0, 1))
                 + np.sin(angle) * (y - top - ink.shape[0] * dice.uniform(0, 1)))
        dark = 1 / (1 + np.exp(-np.clip(apart / soft, -50, 50)))
        paper = paper * (1 - depth * dark)[..., np.newaxis]
        return camera(paper * light(paper.shape[1], paper.shape[0], dice, 0.2), dice)
    return draw


def sticky_note(digit, dice):
    """A yellow note on a desk that is nearly as bright."""
    desk = sheet(800, 700, (190, 185, 180)) + 4 * dice.normal(0, 1, (700, 800))[..., np.newaxis]
    desk[100:600, 150:650] = (250, 235, 110)
    ink = strokes(digit, int(dice.integers(180, 320)))
    place = (int(dice.integers(170, 630 - ink.shape[1])),
             int(dice.integers(120, 580 - ink.shape[0])))
    return camera(laid(desk, ink, *place, (30, 30, 120)), dice, noise=4)


def whiteboard(digit, dice):
    """A marker, and a lamp that is mirrored somewhere."""
    paper, ink, place, _ = scene(digit, dice, (215, 220, 225))
    paper = laid(paper, ink, *place, (30, 60, 150))
    height, width = paper.shape[:2]
    y, x = np.mgrid[:height, :width]
    lamp = np.exp(-((x / width - dice.uniform(0.2, 0.8)) / 0.1) ** 2
                  - ((y / height - dice.uniform(0.2, 0.8)) / 0.1) ** 2)[..., np.newaxis]
    return camera(paper + (255 - paper) * 0.8 * lamp, dice, noise=3)


def pencil(digit, dice):
    """Grainy grey strokes."""
    paper, ink, place, _ = scene(digit, dice)
    grain = ndimage.gaussian_filter(dice.normal(0, 1, ink.shape), 1)
    ink = ink * np.clip(0.5 + 0.3 * grain / grain.std(), 0, 1)
    paper = laid(paper, ink, *place, (100, 100, 105))
    return camera(paper * light(paper.shape[1], paper.shape[0], dice, 0.3), dice, noise=3)


HARDER = (
    Form('soft shadow, 45% darker', shadowed(0.45, 6), '.jpg'),
    Form('hard shadow, 35% darker', shadowed(0.35, 1), '.jpg'),
    Form('sticky note on a desk', sticky_note, '.jpg'),
    Form('whiteboard with glare', whiteboard, '.jpg'), Form('pencil', pencil, '.jpg'),
    Form('felt pen on newspaper', newspaper, '.jpg'),
    Form('ball pen on lined paper', ruled(False), '.jpg'),
    Form('ball pen on squared paper', ruled(True), '.jpg'),
    Form('chalk on a board', chalk, '.jpg'), Form('in a printed box', boxed),
    Form('white paper on a dark table', on_table, '.jpg'), Form('scan of 16x16', tiny),
    Form('scan of 4000x3000', large_scan, '.jpg'),
    Form('red on green of one brightness', colours((70, 160, 70), (255, 75, 60))),
    Form('yellow on white', colours(WHITE, (255, 240, 60))),
    Form('white ink on transparent', transparent))
