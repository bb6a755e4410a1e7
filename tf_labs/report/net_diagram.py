"""A net as boxes, the input on top; towers stand side by side. Drawn at one size on any screen."""

from collections.abc import Iterator, Sequence
import dataclasses
from typing import ClassVar, TYPE_CHECKING

if TYPE_CHECKING:  # a page without a net does without Keras
    from tf_labs.models.layer_table import LayerRow

WIDTH, HEIGHT, GAP = 340, 44, 18  # of the drawing, of a box, between two
ALONE, BESIDE = 216, 160  # width of a box
MOST = 60  # layers that are still readable as boxes
Line = tuple[float, float, float, float]  # from x, y to x, y
_NAME = 14  # letters of a name that there is room for


@dataclasses.dataclass(frozen=True)
class Box:
    """A layer, or of a tower its part: where it stands and what stands in it."""

    x: float
    y: float
    width: float
    name: str
    shape: str
    detail: str

    @property
    def middle(self) -> float:
        """Where lines meet it."""
        return self.x + self.width / 2


@dataclasses.dataclass(frozen=True)
class NetDiagram:
    """A drawing of a net.

    Attributes:
      boxes: of all layers.
      lines: of what goes from one box into another.
      height: of the drawing; it is WIDTH wide.
      label: what one who does not see it has to know.
    """

    boxes: Sequence[Box]
    lines: Sequence[Line]
    height: float
    label: str
    width: ClassVar[int] = WIDTH
    box_height: ClassVar[int] = HEIGHT
    kind: ClassVar[str] = 'net'


def diagram(layers: 'Sequence[LayerRow]') -> NetDiagram:
    """Returns the drawing of layers one after the other, from the input up.

    Args:
      layers: of `layer_table.rows`, at most MOST.
    """
    levels = [list(_boxes(layer, place)) for place, layer in enumerate(layers)]
    lines: list[Line] = []
    for place in range(1, len(layers)):
        sees_all = layers[place].inputs == layers[place - 1].maps[-1]
        lines += _lines(levels[place - 1], levels[place], crosses=sees_all)
    label = 'The net from the input down: ' + ', '.join(
        f'{layer.name} {_shape(layer.maps)}' for layer in layers)
    return NetDiagram([box for level in levels for box in level], lines,
                      len(layers) * (HEIGHT + GAP) - GAP, label)


def _boxes(layer: 'LayerRow', place: int) -> Iterator[Box]:
    *sides, maps = layer.maps
    width = ALONE if layer.copies == 1 else BESIDE
    room = (WIDTH - layer.copies * width) / max(1, layer.copies - 1)
    parameters = layer.parameters // layer.copies
    detail = f'{parameters:,} parameters' if parameters else layer.kernel
    name = layer.name if len(layer.name) <= _NAME else f'{layer.name[:_NAME - 1]}\u2026'
    for copy in range(layer.copies):
        x = (WIDTH - width) / 2 if layer.copies == 1 else copy * (width + room)
        yield Box(x + 0.5, place * (HEIGHT + GAP) + 0.5, width - 1, name,
                  _shape((*sides, maps // layer.copies)), detail)


def _shape(maps: Sequence[int]) -> str:
    return ' \u00d7 '.join(map(str, maps))


def _lines(above: Sequence[Box], below: Sequence[Box], *,
           crosses: bool) -> Iterator[Line]:
    """Yields what goes from each box into those that see it: in towers, their own alone."""
    for place, one in enumerate(above):
        for other_place, other in enumerate(below):
            if len(above) != len(below) or place == other_place or crosses:
                yield one.middle, one.y + HEIGHT - 1, other.middle, other.y
