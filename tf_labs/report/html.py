"""Pages that are one file: no network, no other files, readable for years."""

import base64
import dataclasses
import functools
import html as escaping
import io
from typing import Any

import jinja2
from matplotlib.figure import Figure
import numpy as np
from PIL import Image

from tf_labs.data import image_files
from tf_labs.report import inline_svg
from tf_labs.report import lettering
from tf_labs.report import panels
from tf_labs.report.inline_svg import Drawing


@dataclasses.dataclass(frozen=True)
class Picture:
    """A figure of a page.

    Attributes:
      name: of the file that holds the same picture, without its ending.
      png: the bytes of that file; of what moves those of a GIF.
      alt: what one who does not see it has to know, in one or two sentences.
      caption: what to look at; may be empty.
      svg: the figure as tf_labs.report.panels draws it; '' of what is there as an image alone.
    """

    name: str
    png: bytes
    alt: str
    caption: str = ''
    svg: str = ''

    @functools.cached_property
    def drawing(self) -> Drawing | None:
        """The figure as a page shows it, where it is more than an image."""
        return inline_svg.parse(self.svg, self.name) if self.svg else None

    @property
    def source(self) -> str:
        """The picture as a data URI."""
        kind = 'gif' if self.png.startswith(b'GIF') else 'png'
        return f'data:image/{kind};base64,{base64.b64encode(self.png).decode()}'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """What a notebook shows."""
        return {'text/html': f'<img src="{self.source}" alt="{escaping.escape(self.alt)}" '
                'style="max-width:100%">', 'text/plain': self.alt}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return Image.open(io.BytesIO(self.png)).size


def picture(name: str, figure: Figure, alt: str, caption: str = '') -> Picture:
    """Draws a figure, as an image and as SVG.

    The image is in 256 colours: a third of the bytes, and nothing that an eye misses.
    """
    full = lettering.draw(figure)
    return Picture(name, _in_256_colours(Image.open(io.BytesIO(full))), alt, caption,
                   panels.draw(figure))


def stored(name: str, content: bytes, alt: str, caption: str = '', svg: str = '') -> Picture:
    """Returns a figure that a lab has written, described by itself, else by `alt`.

    Args:
      name: of the file, without its ending.
      content: of the PNG or the GIF.
      alt: what it shows, if it does not say so.
      caption: what to look at.
      svg: the same figure, where the lab has drawn that too.

    Raises:
      UnreadableImageError: it is no picture.
      UnreadableDrawingError: the SVG is none.
    """
    image = image_files.decode(content, lambda _: None)
    if image.format == 'GIF':  # keeps moving
        return Picture(name, content, alt, caption)
    found = Picture(name, content if svg else _in_256_colours(image),
                    image.info.get('Description', alt), caption, svg)
    assert found.drawing is not None or not svg  # what is no drawing is said here
    return found


def _in_256_colours(image: Image.Image) -> bytes:
    small = io.BytesIO()
    image.convert('RGB').quantize(256, dither=Image.Dither.NONE).save(
        small, format='PNG', optimize=True)
    return small.getvalue()


def pixels(values: np.ndarray) -> str:
    """Returns an image uint8 [H, W] or [H, W, 3] as a data URI, pixel by pixel."""
    file = io.BytesIO()
    Image.fromarray(values).save(file, format='PNG', optimize=True)
    return f'data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}'


def render(template: str, *, package: str | None = None, **content: Any) -> str:
    """Returns a page; a name that the template misses is an error.

    Args:
      template: a file of templates/ here, or of the package's.
      package: a lab with templates of its own, which build upon those here.
      **content: what the template shows.
    """
    return _templates(package).get_template(template).render(**content)


@functools.cache
def _templates(package: str | None) -> jinja2.Environment:
    own = [] if package is None else [jinja2.PackageLoader(package)]
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([*own, jinja2.PackageLoader('tf_labs.report')]),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
