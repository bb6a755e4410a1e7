"""Files of figures, and formulas in them."""

import base64

from matplotlib.figure import Figure
from PIL import Image

from tf_labs.report import html
from tf_labs.report import lettering
from tf_labs.report import plots


def test_figure_files_describe_themselves(tmp_path):
    figure, axes = plots.figure(1, 2, title='A race')
    axes[0, 0].plot([0, 1], [3.0, 0.12345], label='sgd')
    axes[0, 0].plot([0, 1], [3.0, 2.0])
    plots.label(axes[0, 0], x='step', y='cost', title='gorge')
    said = plots.description(figure)
    assert said == 'A race. gorge: cost over step: at the end sgd 0.123.'
    figure.savefig(tmp_path / 'race.png', metadata={'Description': said})
    picture = html.stored('race', (tmp_path / 'race.png').read_bytes(), 'nothing')
    assert (picture.name, picture.alt) == ('race', said)
    assert base64.b64decode(picture.source.removeprefix('data:image/png;base64,')) == picture.png


def test_animations_are_kept_as_they_are(tmp_path):
    frames = [Image.new('L', (4, 4), grey) for grey in (0, 255)]
    frames[0].save(tmp_path / 'race.gif', save_all=True, append_images=frames[1:])
    picture = html.stored('race', (tmp_path / 'race.gif').read_bytes(), 'A race.')
    assert picture.png == (tmp_path / 'race.gif').read_bytes() and picture.alt == 'A race.'
    assert picture.source.startswith('data:image/gif;base64,')


def test_formulas_on_two_lines_are_set_and_what_is_no_formula_stays_a_text(caplog):
    figure = Figure()
    formulas = figure.text(0.1, 0.1, '$z_1$ = 1\n$a_1$ = 2')
    name = figure.text(0.1, 0.5, '$\\nothing$')
    lettering.draw(figure)
    assert formulas.get_parse_math() and not name.get_parse_math() and caplog.text == ''
