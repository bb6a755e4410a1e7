"""From a picture to a sample, as one small picture: what the net was given, and the steps to it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from PIL import ImageDraw
from PIL import ImageFont

from tf_labs.data.images import Sample

CELL, HEAD, GAP = 224, 22, 8
GROUND, TEXT = (250, 249, 245), (60, 60, 60)


def write(samples: Sequence[Sample], pixel_max: int, path: Path) -> None:
    """Writes a PNG with a row for each sample: the steps, last what the net is given.

    Raises:
      OSError: it cannot be written.
    """
    sheet(samples, pixel_max).save(path)


def sheet(samples: Sequence[Sample], pixel_max: int) -> Image.Image:
    """Draws the steps side by side; the sample is enlarged without smoothing."""
    columns = max(len(sample.stages) for sample in samples) + 1
    drawn = Image.new('RGB', (GAP + columns * (CELL + GAP),
                              len(samples) * (HEAD + CELL + GAP)), GROUND)
    for row, sample in enumerate(samples):
        height, width, channels = sample.pixels.shape
        shown = sample.pixels.astype(np.float64) / pixel_max
        steps = [*sample.stages, (f'the sample, {width}x{height}',
                                  shown if channels == 3 else shown[..., 0])]
        for column, (name, values) in enumerate(steps):
            _draw(drawn, GAP + column * (CELL + GAP), row * (HEAD + CELL + GAP), name, values)
    return drawn


def _draw(drawn: Image.Image, left: int, top: int, name: str, values: np.ndarray) -> None:
    picture = Image.fromarray(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8))
    factor = CELL / max(picture.size)
    is_small = factor >= 1
    width, height = (max(1, round(side * (int(factor) if is_small else factor)))
                     for side in picture.size)
    picture = picture.resize((width, height), Image.Resampling.NEAREST if is_small
                             else Image.Resampling.BOX)
    ImageDraw.Draw(drawn).text((left, top + 4), name, fill=TEXT,
                               font=ImageFont.load_default(size=13))
    drawn.paste(picture.convert('RGB'), (left, top + HEAD))
