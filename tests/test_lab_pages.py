"""Pages of labs as files: what is in them, and that making one needs little."""

import json
import re

import pytest

from tests.conftest import python
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.lab_schemas.optimizer_paths import OPTIMIZERS
from tf_labs.config.schema import default_config
from tf_labs.errors import UserError
from tf_labs.labs import pages
from tf_labs.labs.optimizer_paths import lessons as race_lessons
from tf_labs.labs.optimizer_paths.surfaces import SURFACES
from tf_labs.report import plots
from tf_labs.report import svg_lines


@pytest.fixture(scope='module', params=pages.PAGES)
def text(request, tmp_path_factory):
    target = tmp_path_factory.mktemp('page') / 'lab.html'
    assert pages.write_lab(request.param, target) == target
    return target.read_text('utf-8')


def test_page_is_one_file(text):
    assert len(text) < 200_000
    assert not re.search(r'(src|href)="(?!data:|#)', text)
    assert 'http' not in text and '@import' not in text and 'url(' not in text


def test_unknown_lab(tmp_path):
    with pytest.raises(UserError, match='one of optimizer_paths, activation_gallery, '
                       'playground, chain; received xor'):
        pages.write_lab('xor', tmp_path / 'page.html')
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_command_needs_neither_tensorflow_nor_configs(tmp_path):
    done = python('-c', 'import sys; from tf_labs import cli; '
                  'status = cli.main(["page", "--lab=optimizer_paths"]); '
                  'print(status, "tensorflow" in sys.modules, "keras" in sys.modules)',
                  cwd=tmp_path)
    assert done.stdout.split('\n')[:2] == ['optimizer_paths.html', '0 False False'], done.stderr
    assert (tmp_path / 'optimizer_paths.html').read_text('utf-8').endswith('</html>')


def data(lab: str, directory) -> dict:
    """Returns the numbers that a page carries."""
    text = pages.write_lab(lab, directory / 'page.html').read_text('utf-8')
    return json.loads(re.search(r'const DATA = (.*);\n', text)[1])


def test_race_has_the_settings_of_the_lab(tmp_path):
    found, config = data('optimizer_paths', tmp_path), default_config('optimizer_paths')
    assert tuple(found['rules']) == config.paths.optimizers
    for place, (name, surface) in enumerate(SURFACES.items()):
        assert tuple(found['surfaces'][name]['start']) == surface.start
        assert tuple(found['surfaces'][name]['window']) == surface.window
        assert found['rates'][name] == {rule: config.rates[rule][place]
                                        for rule in config.paths.optimizers}
    assert (found['steps'], found['momentum'], found['within']) == (300, 0.9, 0.01)


def test_gallery_has_every_activation(tmp_path):
    found = data('activation_gallery', tmp_path)
    assert found['names'] == list(ACTIVATIONS)
    assert (found['reach'], found['saturated_below']) == (4.0, 0.05)


@pytest.mark.parametrize('index, dash', [  # those without numbers: matplotlib's defaults
    (0, ()), (1, (3.7, 1.6)), (2, (6.4, 1.6, 1.0, 1.6)), (3, (1.0, 1.65)),
    (4, (5, 1, 1, 1, 1, 1)), (5, (1, 1)), (6, (8, 2)), (7, (3, 3)), (8, (3.7, 1.6))])
def test_lines_look_as_in_the_figures(index, dash):
    style, found = plots.line_style(index), svg_lines.line_style(index)
    assert tuple(found['dash']) == dash
    assert found['marker'] == svg_lines.MARKERS[style['marker']]
    assert found['colour'] == (style['color'] if index < 8 else svg_lines.GREY)


def test_no_two_of_nine_lines_have_one_colour():
    styles = [svg_lines.line_style(index) for index in range(9)]
    assert len({style['colour'] for style in styles}) == 9


def test_lessons_cover_everything_and_try_what_there_is():
    assert list(race_lessons.SURFACE_LESSONS) == list(SURFACES)
    assert set(race_lessons.RULES) == set(OPTIMIZERS)
    for name, lesson in race_lessons.SURFACE_LESSONS.items():
        left, right, bottom, top = SURFACES[name].window
        for _, change in lesson.tries:
            assert set(change.get('rates', {})) <= set(OPTIMIZERS)
            x, y = change.get('start', SURFACES[name].start)
            assert left <= x <= right and bottom <= y <= top
