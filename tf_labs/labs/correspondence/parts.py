"""Where the parts are: at one place in all images of a class, or marked image by image."""

from collections.abc import Sequence
import re
from typing import NamedTuple

from ml_collections import ConfigDict
import numpy as np

from tf_labs.config.lab_schemas.trained_nets import MARK
from tf_labs.config.lab_schemas.trained_nets import PART
from tf_labs.data.examples import Examples
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training import config_plan

Box = tuple[int, int, int, int]


class ImagePart(NamedTuple):
    """A part of the images of a class.

    Attributes:
      kind: the class.
      name: of the part.
      boxes: (top, left, height, width) in pixels of what the net is fed, all of one size: one for
        all images, or one for each.
    """

    kind: str
    name: str
    boxes: tuple[Box, ...]

    @property
    def title(self) -> str:
        """For people."""
        return f'{self.kind}: {self.name}'

    def of(self, count: int) -> list[Box]:
        """Returns the boxes of `count` images."""
        return list(self.boxes) * (1 if len(self.boxes) > 1 else count)


def find(config: ConfigDict, trained: TrainedRun, examples: Examples,
         ) -> tuple[dict[str, np.ndarray], list[ImagePart]]:
    """Returns the images that are compared, {class: numbers of examples}, and their parts.

    Images come in a random order that depends on the seed, and no image comes twice.

    Raises:
      UserError: a box, an image or a class is not there, there are too few images, or marks do not
        fit together.
    """
    settings = config.correspondence
    if settings.marks:
        return _marked(config, trained, examples)
    parts = [_at_one_place(text, trained) for text in settings.parts]
    titles = [part.title for part in parts]
    if twice := [title for title in titles if titles.count(title) > 1]:
        raise UserError('config.correspondence.parts have a name twice',
                        expected='one for each part of a class', received=twice[0])
    labels = {part.kind: trained.data.class_names.index(part.kind) for part in parts}
    return {kind: draw(config, kind, label, np.flatnonzero(examples.labels == label))
            for kind, label in labels.items()}, parts


def draw(config: ConfigDict, kind: str, label: int, places: np.ndarray) -> np.ndarray:
    """Draws images of a class of their numbers `places`, no one twice."""
    settings = config.correspondence
    wanted = settings.images * settings.subsets
    if wanted > len(places):
        raise UserError('config.correspondence.subsets need more images than there are',
                        expected=f'subsets times images of at most {len(places)}, the '
                        f'{"marked " if settings.marks else ""}images of the class {kind}',
                        received=f'{settings.subsets} x {settings.images}')
    drawn: np.ndarray = np.random.default_rng((config.seed, label)).permutation(places)[:wanted]
    return drawn


def _at_one_place(text: str, trained: TrainedRun) -> ImagePart:
    """Reads 'CLASS: NAME TOP LEFT HEIGHT WIDTH'."""
    kind, name, box = _read(PART, text)
    if kind not in trained.data.class_names:
        raise unknown_name('class in config.correspondence.parts', kind, trained.data.class_names)
    _check_inside('parts', text, box, trained)
    return ImagePart(kind, name, (box,))


def _marked(config: ConfigDict, trained: TrainedRun, examples: Examples,
            ) -> tuple[dict[str, np.ndarray], list[ImagePart]]:
    boxes = _marks(config.correspondence.marks, trained, examples)
    labels = {int(examples.labels[index]): None for of_image in boxes.values()
              for index in of_image}
    images, parts = {}, []
    for label in labels:
        kind = trained.data.class_names[label]
        own = {name: found for name, of_image in boxes.items() if (
            found := {i: box for i, box in of_image.items() if examples.labels[i] == label})}
        _check_complete(kind, own)
        images[kind] = draw(config, kind, label, np.sort(list(next(iter(own.values())))))
        parts += [ImagePart(kind, name, tuple(of_image[index] for index in images[kind]))
                  for name, of_image in own.items()]
    return images, parts


def _marks(texts: Sequence[str], trained: TrainedRun, examples: Examples,
           ) -> dict[str, dict[int, Box]]:
    """Reads 'INDEX: NAME TOP LEFT HEIGHT WIDTH' of each: {part: {number of the example: box}}."""
    found: dict[str, dict[int, Box]] = {}
    for text in texts:
        number, name, box = _read(MARK, text)
        _check_inside('marks', text, box, trained)
        index, of_image = int(number), found.setdefault(name, {})
        if index >= len(examples):
            raise UserError('config.correspondence.marks name an image that does not exist',
                            expected=f'0 to {len(examples) - 1}, the examples that are looked at',
                            received=text)
        if index in of_image:
            raise UserError('config.correspondence.marks have a part of an image twice',
                            expected='one box for each part of an image', received=text)
        if of_image and next(iter(of_image.values()))[2:] != box[2:]:
            height, width = next(iter(of_image.values()))[2:]
            raise UserError('config.correspondence.marks have one part in two sizes',
                            expected=f'{height} x {width} as in the first mark of {name}',
                            received=text)
        of_image[index] = box
    return found


def _check_complete(kind: str, boxes: dict[str, dict[int, Box]]) -> None:
    """Raises `UserError` unless all parts are marked in the same images."""
    everywhere = set().union(*boxes.values())
    for name, of_image in boxes.items():
        if missing := sorted(everywhere - set(of_image)):
            raise UserError('config.correspondence.marks lack a part of an image',
                            expected='each part marked in every image of its class',
                            received=f'no {name} in image {missing[0]}, {kind}')


def _read(pattern: re.Pattern[str], text: str) -> tuple[str, str, Box]:
    match = pattern.fullmatch(text)
    assert match is not None  # the range of the field
    owner, name, *numbers = match.groups()
    top, left, height, width = map(int, numbers)
    return owner, name, (top, left, height, width)


def _check_inside(field: str, text: str, box: Box, trained: TrainedRun) -> None:
    top, left, height, width = box
    rows, columns = config_plan.input_shape(trained.config, trained.data)[:2]
    if top + height > rows or left + width > columns:
        raise UserError(f'a box of config.correspondence.{field} is not within the image',
                        expected=f'boxes within {rows}x{columns} pixels', received=text)
