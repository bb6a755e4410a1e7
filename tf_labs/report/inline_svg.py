"""The SVG of a figure as part of a page: nothing but a drawing, in the colours of the page."""

from collections.abc import Iterator
import dataclasses
import json
import re
from xml.etree import ElementTree

from tf_labs.report import chart_data
from tf_labs.report import plots
from tf_labs.report.panels import AS_DRAWN
from tf_labs.report.panels import PAPER
from tf_labs.report.panels import SVG
from tf_labs.report.panels import XLINK

TONES = 10  # steps from ink to paper
_ELEMENTS = {'svg', 'g', 'path', 'text', 'tspan', 'use', 'defs', 'clipPath', 'rect', 'image'}
_ATTRIBUTES = {'d', 'x', 'y', 'width', 'height', 'viewBox', 'transform', 'clip-path', 'id', 'href',
               'style', 'preserveAspectRatio'}
_STYLES = {'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-dashoffset',
           'stroke-linecap', 'stroke-linejoin', 'stroke-miterlimit', 'stroke-opacity', 'opacity',
           'fill-opacity', 'fill-rule', 'font-size', 'font-style', 'font-weight', 'text-anchor'}
_COLOUR = re.compile('#[0-9a-f]{6}')
_LONG = re.compile(r'-?\d+\.\d{3,}')
_REFERENCE = re.compile(r'url\(#([\w-]+)\)')
_SAFE = re.compile(r'[-\w #.,%()]*')
_PICTURE = 'data:image/png;base64,'
_KINDS = ('panel', 'whole', 'key', PAPER)


class UnreadableDrawingError(Exception):
    """A file is no drawing of a figure."""


@dataclasses.dataclass(frozen=True)
class Panel:
    """A part of a figure.

    Attributes:
      kind: of tf_labs.report.panels.
      title: above it; may be empty.
      body: of its <svg>.
      width, height: in points.
      chart: its numbers as JSON, '' of what is no panel of lines.
    """

    kind: str
    title: str
    body: str
    width: float
    height: float
    chart: str = ''


@dataclasses.dataclass(frozen=True)
class Drawing:
    """A figure; `title` is that of all its panels and may be empty."""

    title: str
    panels: tuple[Panel, ...]

    @property
    def is_single(self) -> bool:
        """True if it has one panel."""
        return len([one for one in self.panels if one.kind in ('panel', 'whole')]) == 1

    @property
    def cell(self) -> float:
        """How wide a panel has to be on a page, in pixels."""
        widest = max(one.width for one in self.panels if not one.kind.startswith('key'))
        return min(1.2 * widest, 430.0)


def parse(text: str, name: str) -> Drawing:
    """Returns the figure of an SVG of tf_labs.report.panels.

    What is in it beyond shapes, text and images is left out; ids begin with the name.

    Raises:
      UnreadableDrawingError: the text is no such SVG.
    """
    if '<!' in text:
        raise UnreadableDrawingError('it declares entities')
    try:
        root = ElementTree.fromstring(text)
        parts = [one for one in root if one.tag == f'{{{SVG}}}svg']
        panels = tuple(_panel(part, f'{name}-{number}') for number, part in enumerate(parts))
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise UnreadableDrawingError(str(error)) from error
    if all(one.kind.startswith('key') for one in panels):
        raise UnreadableDrawingError('it has no panels')
    return Drawing(_said(root, 'title'), panels)


def _said(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f'{{{SVG}}}{name}') or ''


def _panel(part: ElementTree.Element, name: str) -> Panel:
    kind = part.get('class', '')
    if kind not in _KINDS:
        raise ValueError(f'a part of no known kind: {kind[:20]}')
    told = _said(part, 'metadata')
    chart = chart_data.checked(told) if told else None
    names = {old: f'{name}-{number}' for number, old in enumerate(sorted(_referred(part)))}
    made = [_inline(child, names, kept=kind == PAPER) for child in part]
    body = ''.join(ElementTree.tostring(one, encoding='unicode') for one in made
                   if one is not None)
    return Panel(kind, _said(part, 'title'), body, float(part.get('width', '')),
                 float(part.get('height', '')),
                 json.dumps(chart, separators=(',', ':')) if chart else '')


def _referred(part: ElementTree.Element) -> set[str]:
    """Returns the ids that something within refers to."""
    return {name for element in part.iter() for value in element.attrib.values()
            for name in [*_REFERENCE.findall(value), *([value[1:]] if value[:1] == '#' else [])]}


def _inline(element: ElementTree.Element, names: dict[str, str], *,
            kept: bool) -> ElementTree.Element | None:
    """Returns an element as a page has it; None of what is not of a drawing.

    Args:
      element: with all that is in it.
      names: {id: its name on the page}.
      kept: it keeps its colours.
    """
    tag = element.tag.removeprefix(f'{{{SVG}}}')
    if tag not in _ELEMENTS:
        return None
    kept = kept or element.get('id', '').startswith(AS_DRAWN)
    made = ElementTree.Element(tag, dict(_attributes(element, names, kept)))
    if kept and tag == 'text' and 'fill:' not in made.get('style', ''):
        made.set('style', f'{made.get("style", "")};fill:#000')
    made.text = element.text if tag in ('text', 'tspan') else None
    for child in element:
        inner = _inline(child, names, kept=kept)
        if inner is not None:
            made.append(inner)
    return made


def _attributes(element: ElementTree.Element, names: dict[str, str],
                kept: bool) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        own = key.removeprefix(f'{{{XLINK}}}')
        if own not in _ATTRIBUTES:
            continue
        if own == 'id':
            if value in names:
                yield own, names[value]
        elif own == 'href':
            if value[:1] == '#' and value[1:] in names:
                yield own, f'#{names[value[1:]]}'
            elif value.startswith(_PICTURE):
                yield own, ''.join(value.split())
        elif own == 'style':
            if style := _style(value, names, kept):
                yield own, style
        else:
            yield own, _shortened(_renamed(value, names))


def _style(text: str, names: dict[str, str], kept: bool) -> str:
    made = []
    for rule in text.split(';'):
        key, _, value = (piece.strip() for piece in rule.partition(':'))
        if key in _STYLES and _SAFE.fullmatch(value):
            value = _renamed(value, names)
            made.append(f'{key}:{value if kept else _COLOUR.sub(_themed, value)}')
    return ';'.join(made)


def _themed(found: re.Match[str]) -> str:
    """Returns a colour that a style sheet may set, and as what it was drawn."""
    colour = found[0]
    red, green, blue = (int(colour[place:place + 2], 16) for place in (1, 3, 5))
    if red == green == blue:
        return f'var(--tone-{round(red / 255 * TONES)},{colour})'
    if colour in plots.COLOURS:
        return f'var(--series-{plots.COLOURS.index(colour)},{colour})'
    return colour


def _renamed(value: str, names: dict[str, str]) -> str:
    """Returns a value whose references are to names of the page; others lead nowhere."""
    kept = _REFERENCE.sub(lambda found: f'url(#{names[found[1]]})' if found[1] in names else '',
                          value)
    return kept if 'url(' not in _REFERENCE.sub('', kept) else ''


def _shortened(value: str) -> str:
    value = ' '.join(value.split())
    if 'scale' in value or 'matrix' in value:
        return value
    return _LONG.sub(lambda found: f'{float(found[0]):.2f}'.rstrip('0').rstrip('.'), value)
