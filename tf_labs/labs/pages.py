"""Labs as pages with sliders; no TensorFlow, as everything is computed where it is seen."""

import importlib
from pathlib import Path
from typing import Any

from tf_labs.errors import unknown_name
from tf_labs.training import folder

# Modules whose `page()` is one file of HTML, by the names of their labs.
PAGES = {
    'optimizer_paths': 'tf_labs.labs.optimizer_paths.page',
    'activation_gallery': 'tf_labs.labs.activation_gallery.page',
    'playground': 'tf_labs.playground.page',
    'chain': 'tf_labs.labs.vanishing_gradient.chain_page',
}


def write_lab(lab: str, target: Path, **settings: Any) -> Path:
    """Writes the page of a lab, with the settings that the lab's own config has; returns the file.

    Args:
      lab: a name of PAGES.
      target: the file.
      **settings: that its page takes.

    Raises:
      UserError: there is no page of that lab.
    """
    if lab not in PAGES:
        raise unknown_name('lab with a page', lab, PAGES)
    folder.write(target, importlib.import_module(PAGES[lab]).page(**settings).encode())
    return target
