"""A seven drawn on paper, read as a picture, and how like it is to what it must become."""


import numpy as np
from PIL import Image
from PIL import ImageDraw

from tests.digit_forms import mnist_form
from tf_labs.data import images

PEN = 22


def paper(size=(280, 280), ground=255, pen=0, mode='L', points=None, width=PEN):
    """A 7 with a bar on plain paper."""
    picture = Image.new(mode, size, ground)
    draw = ImageDraw.Draw(picture)
    scale = min(size) / 280
    for line in points or ([(80, 60), (200, 60), (120, 220)], [(115, 140), (185, 140)]):
        draw.line([(x * scale, y * scale) for x, y in line], fill=pen, width=int(width * scale))
    return picture


def read(picture: Image.Image, tmp_path, name='mnist', suffix='png', **settings) -> images.Sample:
    path = tmp_path / f'picture.{suffix}'
    picture.save(path, **settings)
    return images.load(str(path), name, 256)


EXPECTED = mnist_form(255 - np.asarray(paper()))


def likeness(pixels) -> float:
    """Correlation with the clean drawing's sample."""
    return float(np.corrcoef(pixels.ravel(), EXPECTED.ravel())[0, 1])
