"""The gallery to play with: one file of HTML and JavaScript, computed in the reader's browser."""

import tf_labs
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.schema import default_config
from tf_labs.labs.activation_gallery import lessons
from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report import svg_lines


def page() -> str:
    """Returns the page of the activations with the settings of the lab's own config."""
    settings = default_config('activation_gallery').gallery
    names = tuple(ACTIVATIONS)
    data = {'names': names, 'reach': settings.high, 'saturated_below': settings.saturated_below,
            'dot': svg_lines.MARKERS['o']}
    return html.render('activation_gallery.html.j2', package=__package__, title='Activations',
                       data=data, colours=plots.COLOURS, version=tf_labs.__version__,
                       notes={name: ACTIVATIONS[name].note for name in names},
                       tries=lessons.TRIES)
