"""Reports whose figures are not drawn: for tests of what else is on a page."""

import contextlib
import io

from PIL import Image
import pytest

from tf_labs.report import lettering
from tf_labs.report import panels

NOTHING = ('<svg xmlns="http://www.w3.org/2000/svg">'
           '<svg class="panel" width="1" height="1"/></svg>')
_drawing = lettering.draw


def are_figures_undrawn() -> bool:
    """Returns whether this is within `figures_undrawn`."""
    return lettering.draw is not _drawing


@contextlib.contextmanager
def figures_undrawn():
    """Within it each figure is made, and is one grey pixel in its file: that saves seconds.

    So it is in the command lines of `tests.conftest.cli`.
    """
    content = io.BytesIO()
    Image.new('L', (1, 1)).save(content, format='PNG')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lettering, 'draw', lambda *_, **__: content.getvalue())
        patch.setattr(panels, 'draw', lambda _: NOTHING)
        yield
