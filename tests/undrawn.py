"""Reports whose figures are not drawn: for tests of what else is on a page."""

import contextlib
import io

from PIL import Image
import pytest

from tf_labs.report import lettering


@contextlib.contextmanager
def figures_undrawn():
    """Within it each figure is made, and is one grey pixel in its file: that saves seconds."""
    content = io.BytesIO()
    Image.new('L', (1, 1)).save(content, format='PNG')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lettering, 'draw', lambda *_, **__: content.getvalue())
        yield
