"""What a report is made of: sections, each a list of parts; templates/report.html.j2 shows them."""

from collections.abc import Iterator, Sequence
import dataclasses
from typing import ClassVar

import numpy as np

from tf_labs.doctor.findings import Finding
from tf_labs.report import html
from tf_labs.report.html import Picture
from tf_labs.report.net_diagram import NetDiagram


@dataclasses.dataclass(frozen=True)
class Paragraph:
    """Plain text; `style` is '' or a class of the style sheet: lead, soft, good, warn, bad."""

    text: str
    style: str = ''
    kind: ClassVar[str] = 'paragraph'


@dataclasses.dataclass(frozen=True)
class Code:
    """Text whose spaces count: a command, or lines as they were printed."""

    text: str
    label: str
    kind: ClassVar[str] = 'code'


@dataclasses.dataclass(frozen=True)
class Cards:
    """The key numbers: (value, what it is)."""

    cards: Sequence[tuple[str, str]]
    kind: ClassVar[str] = 'cards'


@dataclasses.dataclass(frozen=True)
class Table:
    """Rows with the same keys.

    Attributes:
      rows: at least one.
      caption: what they are.
      numbers: keys of the columns to be aligned as numbers.
      folded: shown once its caption is pressed.
      marked: numbers of the rows that stand out.
    """

    rows: Sequence[dict[str, str]]
    caption: str
    numbers: Sequence[str] = ()
    folded: bool = False
    marked: frozenset[int] = frozenset()
    kind: ClassVar[str] = 'table'


@dataclasses.dataclass(frozen=True)
class DoctorFindings:
    """What the doctor found."""

    findings: Sequence[Finding]
    kind: ClassVar[str] = 'findings'


@dataclasses.dataclass(frozen=True)
class Bullets:
    """A list of short texts; folded under its caption if it has one."""

    items: Sequence[str]
    caption: str = ''
    kind: ClassVar[str] = 'bullets'


@dataclasses.dataclass(frozen=True)
class Gallery:
    """Figures, side by side where there is room; wide ones below each other."""

    pictures: Sequence[Picture]
    wide: bool = False
    kind: ClassVar[str] = 'gallery'


@dataclasses.dataclass(frozen=True)
class Sheet:
    """The weights of some units at one look, or by how much they have changed.

    Attributes:
      title: of what.
      limit: the largest magnitude among them, which is black or white.
      image: float32 [H, W] or [H, W, 3], 0..1, 0.5 for a weight of 0; units side by side.
    """

    title: str
    limit: float
    image: np.ndarray

    @property
    def source(self) -> str:
        """The image, pixel by pixel, as a data URI."""
        return html.pixels(np.round(255 * self.image).astype(np.uint8))

    @property
    def alt(self) -> str:
        """What one who does not see it has to know."""
        colour = 'grey' if self.image.ndim == 2 else 'the colours that they see'
        return (f'First-layer weights, {self.title}, in {colour}: black is -{self.limit:.3g}, '
                f'white {self.limit:.3g}.')


@dataclasses.dataclass(frozen=True)
class Sheets:
    """Weights as images, and what to look for."""

    sheets: Sequence[Sheet]
    caption: str
    kind: ClassVar[str] = 'sheets'


def chance(probability: float) -> str:
    """Returns a probability with four digits; what is nearly 0 or 1 as a bound."""
    if probability > 0.99995:
        return '>0.9999'
    return '<0.0001' if probability < 0.00005 else f'{probability:.4f}'


@dataclasses.dataclass(frozen=True)
class Mistake:
    """An example that was taken for another class.

    Attributes:
      index: its number in the split.
      label: its class.
      prediction: what it was taken for.
      probabilities: of each class; of many classes those of the most probable ones, and of the
        label.
      image: uint8 [h, w] or [h, w, 3], black to white.
    """

    index: int
    label: str
    prediction: str
    probabilities: dict[str, float]
    image: np.ndarray

    @property
    def source(self) -> str:
        """The image, pixel by pixel, as a data URI."""
        return html.pixels(self.image)

    @property
    def answer_and_label(self) -> tuple[str, str]:
        """The wrong answer with its probability, and the label with its own."""
        return (f'said {self.prediction} {chance(self.probabilities[self.prediction])}',
                f'label {self.label} {chance(self.probabilities[self.label])}')


@dataclasses.dataclass(frozen=True)
class Mistakes:
    """Examples that were taken for others."""

    mistakes: Sequence[Mistake]
    kind: ClassVar[str] = 'mistakes'


@dataclasses.dataclass(frozen=True)
class Columns:
    """Parts beside each other where there is room."""

    parts: Sequence['Part']
    kind: ClassVar[str] = 'columns'


@dataclasses.dataclass(frozen=True)
class Folded:
    """Parts that are shown once their caption is pressed."""

    parts: Sequence['Part']
    caption: str
    kind: ClassVar[str] = 'folded'


Part = (Paragraph | Code | Cards | Table | DoctorFindings | Bullets | Gallery | Sheets | Mistakes |
        Columns | Folded | NetDiagram)


@dataclasses.dataclass(frozen=True)
class Section:
    """A headed part of a report; `name` is its anchor."""

    name: str
    title: str
    parts: Sequence[Part]


@dataclasses.dataclass(frozen=True)
class Report:
    """A whole page.

    Attributes:
      title: the lab.
      subtitle: which run of it.
      opening: what comes before the table of contents.
      sections: in their order.
      files: figures that are also written as files and for TensorBoard.
      step: of the run, when it was made.
    """

    title: str
    subtitle: str
    opening: Sequence[Part]
    sections: Sequence[Section]
    files: Sequence[Picture] = ()
    step: int = 0

    @property
    def has_charts(self) -> bool:
        """True if there are panels whose numbers one can point at."""
        parts = [*self.opening, *(part for section in self.sections for part in section.parts)]
        return any(panel.chart for picture in _pictures(parts) if picture.drawing
                   for panel in picture.drawing.panels)


def _pictures(parts: Sequence[Part]) -> Iterator[Picture]:
    for part in parts:
        if isinstance(part, Gallery):
            yield from part.pictures
        elif isinstance(part, (Columns, Folded)):
            yield from _pictures(part.parts)


def lesson(text: str) -> list[Part]:
    """Returns the parts of a config file's docstring: its first line leads, commands are indented.

    Lines that follow each other are one paragraph; a paragraph whose lines are all indented keeps
    them as they are.
    """
    parts: list[Part] = []
    for block in text.strip('\n').split('\n\n'):
        lines = block.strip('\n').splitlines()
        if not lines:
            continue
        if all(line.startswith('    ') for line in lines):
            parts.append(Code('\n'.join(line[4:] for line in lines), 'From the lesson'))
        else:
            style = '' if parts else 'lead'
            parts.append(Paragraph(' '.join(line.strip() for line in lines), style))
    return parts
