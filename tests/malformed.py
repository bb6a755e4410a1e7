"""Image files of every form that Pillow writes, damaged in every way."""

from collections.abc import Iterator
import io
import random

from PIL import Image
from PIL import ImageDraw

FORMS = ('AVIF', 'BLP', 'BMP', 'DDS', 'DIB', 'GIF', 'ICNS', 'ICO', 'IM', 'JPEG', 'JPEG2000', 'MPO',
         'MSP', 'PCX', 'PNG', 'PPM', 'QOI', 'SGI', 'SPIDER', 'TGA', 'TIFF', 'WEBP', 'XBM')


def sound(form: str) -> bytes:
    """A small picture in a form of Pillow's."""
    picture = Image.new('RGB', (40, 36), (240, 235, 220))
    ImageDraw.Draw(picture).line([(8, 6), (30, 18), (9, 30)], fill=(20, 30, 90), width=4)
    mode = {'BLP': 'P', 'MSP': '1', 'XBM': '1', 'SPIDER': 'F', 'GIF': 'P'}.get(form, 'RGB')
    file = io.BytesIO()
    picture = picture.quantize() if mode == 'P' else picture.convert(mode)
    picture.save(file, form, **({'compression': 'tiff_lzw'} if form == 'TIFF' else {}))
    return file.getvalue()


def damaged(whole: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Copies with flipped bytes near the beginning or anywhere, or cut, or with a part doubled."""
    dice = random.Random(seed)
    for number in range(count):
        data = bytearray(whole)
        reach = min(len(data), 80) if number % 2 else len(data)
        for _ in range(dice.choice((1, 2, 8))):
            data[dice.randrange(reach)] = dice.choice((0, 1, 127, 128, 255, dice.randrange(256)))
        if number % 4 == 0:
            del data[dice.randrange(len(data)):]
        elif number % 4 == 2:
            place = dice.randrange(len(data))
            data[place:place] = data[:dice.randrange(len(data))]
        yield bytes(data)
