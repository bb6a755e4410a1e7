"""The map of the course: which lab builds on which, as a drawing whose boxes are links."""

from collections.abc import Mapping, Sequence
import dataclasses

from tf_labs.book.course import Part

_COLUMNS = 5
_BOX, _HEIGHT = 176, 34  # of a lab
_GAP, _ROW = 20, 62  # between boxes, and from row to row
_LEFT, _HEAD = 16, 46  # margin, and room for the title of a part


@dataclasses.dataclass(frozen=True)
class Box:
    """A lab on the map: its corner, where its page is, and the labs it builds on."""

    lab: str
    x: int
    y: int
    page: str
    needs: Sequence[str]

    @property
    def bottom(self) -> tuple[int, int]:
        """Where arrows to other labs leave."""
        return self.x + _BOX // 2, self.y + _HEIGHT

    @property
    def top(self) -> tuple[int, int]:
        """Where arrows from other labs arrive."""
        return self.x + _BOX // 2, self.y


@dataclasses.dataclass(frozen=True)
class Arrow:
    """From a lab to one that builds on it, as the path of an SVG."""

    source: str
    target: str
    path: str


@dataclasses.dataclass(frozen=True)
class Lane:
    """A part of the course on the map: its title and where it begins and ends."""

    title: str
    y: int
    height: int


@dataclasses.dataclass(frozen=True)
class Map:
    """The whole drawing."""

    width: int
    height: int
    lanes: Sequence[Lane]
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    box: tuple[int, int] = (_BOX, _HEIGHT)


def draw(parts: Sequence[Part], needs: Mapping[str, Sequence[str]], pages: Mapping[str, str],
         language: str) -> Map:
    """Returns the map.

    Args:
      parts: of this book.
      needs: the labs that a lab builds on; those that are not in this book are left out.
      pages: where the page of each lab is.
      language: of the titles.
    """
    lanes, boxes, y = [], [], 0
    for part in parts:
        rows = -(-len(part.labs) // _COLUMNS)
        lanes.append(Lane(part.title[language], y, _HEAD + rows * _ROW))
        for place, lab in enumerate(part.labs):
            row, column = divmod(place, _COLUMNS)
            boxes.append(Box(lab, _LEFT + column * (_BOX + _GAP), y + _HEAD + row * _ROW,
                             pages[lab], [need for need in needs.get(lab, ()) if need in pages]))
        y += lanes[-1].height
    by_lab = {box.lab: box for box in boxes}
    arrows = [Arrow(need, box.lab, _path(by_lab[need], box)) for box in boxes
              for need in box.needs]
    width = 2 * _LEFT + _COLUMNS * (_BOX + _GAP) - _GAP
    return Map(width, y + _LEFT, lanes, boxes, arrows)


def _path(source: Box, target: Box) -> str:
    """Returns a curve: down between two rows; beside each other from side to side."""
    if source.y == target.y:
        middle = source.y + _HEIGHT // 2
        begin, end = ((source.x + _BOX, target.x) if source.x < target.x
                      else (source.x, target.x + _BOX))
        if abs(begin - end) <= _GAP:
            return f'M{begin} {middle}L{end} {middle}'
        rise = source.y - 14
        (x1, y1), (x2, y2) = source.top, target.top
        return f'M{x1} {y1}C{x1} {rise} {x2} {rise} {x2} {y2}'
    (x1, y1), (x2, y2) = ((source.bottom, target.top) if source.y < target.y
                          else (source.top, target.bottom))
    bend = max(abs(y2 - y1) // 3, 14) * (1 if y2 > y1 else -1)
    return f'M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}'
