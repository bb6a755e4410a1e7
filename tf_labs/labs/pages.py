"""Labs as pages with sliders; no TensorFlow, as everything is computed where it is seen."""

from pathlib import Path

from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.schema import default_config
from tf_labs.errors import unknown_name
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.report import lab_pages
from tf_labs.training import folder


def write_lab(lab: str, target: Path) -> Path:
    """Writes the page of a lab, with the settings that the lab's own config has; returns the file.

    Args:
      lab: a name of PAGES.
      target: the file.

    Raises:
      UserError: there is no page of that lab.
    """
    if lab not in PAGES:
        raise unknown_name('lab with a page', lab, PAGES)
    folder.write(target, PAGES[lab]().encode())
    return target


def _optimizer_paths() -> str:
    config = default_config('optimizer_paths')
    settings = config.paths
    rates = {name: {rule: config.rates[rule][place] for rule in settings.optimizers}
             for place, name in enumerate(SURFACES)}
    return lab_pages.optimizer_paths(SURFACES, rates, momentum=settings.momentum,
                                     steps=settings.steps, within=settings.within)


def _activation_gallery() -> str:
    settings = default_config('activation_gallery').gallery
    return lab_pages.activation_gallery(
        tuple(ACTIVATIONS), reach=settings.high, saturated_below=settings.saturated_below)


PAGES = {'optimizer_paths': _optimizer_paths, 'activation_gallery': _activation_gallery}
