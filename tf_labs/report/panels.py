"""Figures as SVG whose panels stand alone: on a narrow page they stack; text stays text."""

from collections.abc import Iterator, Sequence
import contextlib
import io
import json
from xml.etree import ElementTree

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection
from matplotlib.collections import QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import chart_data
from tf_labs.report import finishing
from tf_labs.report import lettering

SVG, XLINK = 'http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xlink'
AS_DRAWN = 'as-drawn'  # starts the ids of what keeps its colours: what lies on an image
# What a part is: a panel, several that belong together, a legend, one that keeps its colours.
PANEL, WHOLE, KEY, PAPER = 'panel', 'whole', 'key', 'key paper'
_WIDEST = 4.6  # inches of a panel, whose text is then readable on a phone
_NARROWEST = 1.9  # of one that stands alone; narrower ones are images in a grid
_MANY_POINTS = 600  # of a scatter, from which on it is drawn as an image
_IMAGE_DPI = 144
_PAD = 0.04  # inches
_LYING = (3.0, 0.6)  # inches of a colour bar that lies
_BAR = '<colorbar>'  # the label of every colour bar

ElementTree.register_namespace('', SVG)
ElementTree.register_namespace('xlink', XLINK)


def draw(figure: Figure) -> str:
    """Returns a figure as one SVG; within it each panel, legend and shared colour bar is an SVG.

    Panels of a chart carry their numbers as JSON in `metadata`. The figure is taken apart: what
    else is wanted of it, as its PNG, is drawn first.
    """
    finishing.finish(figure)
    lettering.letter(figure)
    panels, heading = _panels(figure), figure.get_suptitle()
    apart = _can_be_parted(figure, panels)
    _resize(figure, panels)
    for axes in panels:
        _mark(axes)
    if '$' not in heading:
        figure.suptitle('')  # the page sets it
    with _settings(), finishing.laid_out(figure):  # the layout is that of the whole
        parts = list(_parts(figure, panels)) if apart else [_whole(figure, panels)]
    return _stack(parts, '' if '$' in heading else ' '.join(heading.split()))


def _panels(figure: Figure) -> list[Axes]:
    return [axes for axes in figure.axes if axes.get_visible() and axes.get_label() != _BAR]


def _columns(panels: Sequence[Axes]) -> int:
    grids = [axes.get_gridspec() for axes in panels]
    return max((grid.ncols for grid in grids if grid is not None), default=1)


def _can_be_parted(figure: Figure, panels: Sequence[Axes]) -> bool:
    """True if each panel says by itself what it shows."""
    columns = _columns(panels)
    if len(panels) < 2 or len({axes.get_position().bounds for axes in panels}) < len(panels):
        return False  # one, or two axes in one place
    if figure.get_figwidth() / columns < _NARROWEST or not any(axes.axison for axes in panels):
        return False
    shown = [axes for axes in panels if axes.axison]
    if any(axes.get_subplotspec() is None for axes in shown):
        return False
    rows = {_place(axes)[0] for axes in shown}
    return len(rows) == 1 or all(_nearest(axes, shown, 'title') for axes in shown)


def _place(axes: Axes) -> tuple[int, int]:
    """Returns the row and the column of a panel."""
    spec = axes.get_subplotspec()
    assert spec is not None
    return spec.rowspan.start, spec.colspan.start


def _nearest(axes: Axes, panels: Sequence[Axes], what: str) -> str:
    """Returns the title or the label of a panel, else of one that says it for its row or column."""
    row, column = _place(axes)
    said = {_place(other): getattr(other, f'get_{what}')() for other in panels}
    in_line = sorted(place for place in said
                     if (place[0] == row if what == 'ylabel' else place[1] == column))
    if what == 'xlabel':
        in_line.reverse()
    return said[row, column] or next((said[place] for place in in_line if said[place]), '')


def _resize(figure: Figure, panels: Sequence[Axes]) -> None:
    """Makes wide panels narrower: their text would shrink with them on a phone."""
    width, height = figure.get_size_inches()
    columns = _columns(panels)
    factor = width / columns / _WIDEST
    if factor > 1:
        figure.set_size_inches(width / factor, height / factor**0.5)


def _mark(axes: Axes) -> None:
    """Tells apart what has to keep its colours, and draws what has very many parts as an image."""
    inside: list[Artist] = [*axes.texts, *axes.lines, *axes.collections, *axes.patches]
    for artist in inside:
        if isinstance(artist, PathCollection) and np.shape(artist.get_offsets())[0] > (
                _MANY_POINTS):
            artist.set_rasterized(True)
    is_shaded = any(isinstance(one, QuadMesh) or isinstance(one, ContourSet) and one.filled
                    for one in axes.collections)
    if axes.images or is_shaded:
        # Numbers in the cells of an image are read on its own paper.
        paper = [axes.patch] if axes.texts or is_shaded else []
        for number, artist in enumerate([*paper, *inside, *axes.images]):
            artist.set_gid(f'{AS_DRAWN}-{number}')


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    """Text as text, and the same bytes each time."""
    with matplotlib.rc_context({'svg.fonttype': 'none', 'svg.hashsalt': 'tf_labs'}):
        yield


def _whole(figure: Figure, panels: Sequence[Axes]) -> ElementTree.Element:
    if len(panels) != 1:
        return _drawn(figure, WHOLE, '')
    return _drawn(figure, PANEL, _taken_title(panels[0]), chart_data.of(panels[0]))


def _parts(figure: Figure, panels: Sequence[Axes]) -> Iterator[ElementTree.Element]:
    """Yields the panels one by one, then what belongs to all of them."""
    _label_each(panels)
    legends, bars = list(figure.legends), [one for one in figure.axes if one.get_label() == _BAR]
    own = {axes: [bar for bar in bars if _parents(bar) == [axes]] for axes in panels}
    if not all(own.values()):  # else one panel is narrower than the others
        own = {axes: [] for axes in panels}
    shared = [bar for bar in bars if not any(bar in of for of in own.values())]
    for axes in panels:
        _show_only(figure, [axes, *own[axes]])
        if axes.axison or axes.images or axes.get_legend():
            data = None if own[axes] else chart_data.of(axes)
            yield _drawn(figure, PANEL, _taken_title(axes), data)
    for bar in shared:
        yield _drawn(_level(bar), KEY, '')
    are_images = any(axes.images for axes in panels)
    for legend in legends:
        _show_only(figure, [legend])
        yield _drawn(figure, PAPER if are_images else KEY, '')


def _parents(bar: Axes) -> list[Axes]:
    return list(getattr(bar, '_colorbar_info', {}).get('parents', ()))


def _level(bar: Axes) -> Figure:
    """Returns a colour bar that lies, for a place of its own below the panels."""
    made = Figure(figsize=_LYING, layout='constrained')
    axes = made.subplots()
    of_image = getattr(bar, '_colorbar').mappable
    made.colorbar(ScalarMappable(of_image.norm, of_image.cmap), cax=axes,
                  orientation='horizontal')
    axes.set_xlim(bar.get_ylim())
    axes.set_xlabel(bar.get_ylabel(), fontsize=9)
    axes.tick_params(labelsize=8)
    return made


def _label_each(panels: Sequence[Axes]) -> None:
    """Panels that stand in one row or column name what they share, each for itself."""
    shown = [axes for axes in panels if axes.axison]
    said = {axes: [_nearest(axes, shown, what) for what in ('title', 'xlabel', 'ylabel')]
            for axes in shown}
    for axes, (title, x_label, y_label) in said.items():
        axes.tick_params(labelleft=True, labelbottom=True)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel(x_label, fontsize=9)
        axes.set_ylabel(y_label, fontsize=9)


def _taken_title(axes: Axes) -> str:
    """Returns the title of a panel and takes it off; one with a formula stays, and '' returns."""
    title = ' '.join(axes.get_title().split())
    if '$' in title:
        return ''
    axes.set_title('')
    return title


def _show_only(figure: Figure, shown: Sequence[Artist]) -> None:
    for artist in (*figure.axes, *figure.legends, *figure.texts):
        artist.set_visible(artist in shown)


def _drawn(figure: Figure, kind: str, title: str,
           data: chart_data.Chart | None = None) -> ElementTree.Element:
    """Returns what is visible of a figure, as an SVG that is as large as it."""
    content = io.StringIO()
    with finishing.laid_out(figure):
        figure.savefig(
            content, format='svg', dpi=_IMAGE_DPI,
            bbox_inches=figure.get_tightbbox().padded(_PAD),  # 'tight' draws it once more
            metadata={'Date': None, 'Creator': None, 'Format': None, 'Type': None})
    text = content.getvalue()
    root = ElementTree.fromstring(text[text.index('<svg'):])
    root.set('class', kind)
    for child in [one for one in root if one.tag == f'{{{SVG}}}metadata']:
        root.remove(child)
    if data is not None:
        told = ElementTree.Element(f'{{{SVG}}}metadata')
        told.text = json.dumps(data)
        root.insert(0, told)
    if title:
        named = ElementTree.Element(f'{{{SVG}}}title')
        named.text = title
        root.insert(0, named)
    return root


def _stack(parts: Sequence[ElementTree.Element], heading: str) -> str:
    """Returns one SVG with the others below each other."""
    height, width = 0.0, 0.0
    whole = ElementTree.Element(f'{{{SVG}}}svg')
    if heading:
        ElementTree.SubElement(whole, f'{{{SVG}}}title').text = heading
    for part in parts:
        part.set('x', '0')
        part.set('y', f'{height:g}')
        size = [float(part.get(name, '0').removesuffix('pt')) for name in ('width', 'height')]
        for name, value in zip(('width', 'height'), size):
            part.set(name, f'{value:g}')
        width, height = max(width, size[0]), height + size[1]
        whole.append(part)
    for name, value in (('width', width), ('height', height)):
        whole.set(name, f'{value:g}')
    whole.set('viewBox', f'0 0 {width:g} {height:g}')
    return ElementTree.tostring(whole, encoding='unicode')
