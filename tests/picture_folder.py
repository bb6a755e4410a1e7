"""A folder of pictures, one class a sub-folder, as a person would have it."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from tests import photo_set

CLASSES = ('cup', 'rocket', '고양이')


def write(root, *, each: int = 12, classes: Sequence[str] = CLASSES,
          sides: tuple[int, int] = (24, 40), splits: Sequence[str] = ('',),
          grey: Collection[str] = (), seed: int = 0) -> Path:
    """Writes pieces of photographs with a polygon that goes with the class; returns the root.

    Args:
      root: the folder, which is made.
      each: pictures of a class.
      classes: names of the sub-folders.
      sides: the smallest and largest side of a picture, in pixels.
      splits: folders above the classes.
      grey: classes whose pictures are of one channel.
      seed: of the pieces, places and sizes.
    """
    rng = np.random.default_rng(seed)
    for split in splits:
        for label, name in enumerate(classes):
            place = Path(root) / split / name
            place.mkdir(parents=True)
            for number in range(each):
                picture = photo_set.drawn(rng, label, len(classes), sides)
                if name in grey:
                    picture = picture.convert('L')
                picture.save(place / f'{number}.{("png", "jpg")[number % 2]}')
    return Path(root)
