"""The forms that the digit page gives to drawings, in a browser."""

import base64

import numpy as np
from PIL import Image
from PIL import ImageDraw
import pytest
from scipy import ndimage

from tests.browser import open_page
from tests.digit_forms import digits_form
from tests.digit_forms import mnist_form
from tests.digit_forms import sides
from tf_labs.data import images
from tf_labs.data import sources
from tf_labs.report import digit_page


@pytest.fixture(scope='module')
def page(browser, tmp_path_factory):
    """The page of a net that knows nothing."""
    path = tmp_path_factory.mktemp('page') / 'digit.html'
    zeros = base64.b64encode(bytes(4 * 784 * 10)).decode()
    layers = [{'kind': 'dense', 'inputs': 784, 'units': 10, 'kernel': zeros,
               'bias': base64.b64encode(bytes(40)).decode()}]
    net = digit_page.DigitNet('nothing', layers, 1.0, np.full((1, 10), 0.1), 0, None, 7850, None,
                              None, False, 0)
    path.write_text(digit_page.page(
        [net], np.zeros((1, 28, 28, 1), np.uint8), np.zeros(1, np.int64), 255,
        '0123456789', 'mnist'), encoding='utf-8')
    page, problems = open_page(browser, path)
    yield page
    page.context.close()
    assert problems == []


def handwriting() -> list[np.ndarray]:
    """Ink 0 to 255 of some shapes: tall, wide, slanted, round, tiny, all over."""
    shapes = [[(140, 30), (140, 250)], [(20, 200), (260, 190)], [(200, 30), (80, 250)],
              [(60 + 5 * i, 140 + int(60 * np.sin(i))) for i in range(30)], [(33, 77), (35, 79)],
              [(0, 0), (279, 279), (0, 279), (279, 0)], [(90, 60), (190, 60), (110, 230)]]
    drawn = []
    for number, points in enumerate(shapes):
        paper = Image.new('L', (280, 280))
        ImageDraw.Draw(paper).line(points, fill=255, width=7 + 6 * (number % 3))
        drawn.append(ndimage.uniform_filter(np.asarray(paper), 3))
    return drawn


def forms_of(page, size: int, drawings: list[np.ndarray]) -> np.ndarray:
    """What the page makes of square drawings uint8: [drawings, size, size]."""
    coded = [base64.b64encode(ink.tobytes()).decode() for ink in drawings]
    found = page.evaluate(
        '''([form, width, drawings]) => drawings.map(ink => [...FORMS[form]({width, height: width,
            values: Float64Array.from(bytesOf(ink), value => value / 255)}).pixels])''',
        [{28: 'mnist', 8: 'digits'}[size], len(drawings[0]), coded])
    return np.reshape(found, (-1, size, size))


@pytest.mark.slow
@pytest.mark.parametrize('size, reference, off', [(28, mnist_form, 1), (8, digits_form, 0)])
def test_drawings_are_brought_to_the_form_of_the_data(page, size, reference, off):
    """To one grey level of 255, for the rounding; the counts of bitmaps exactly."""
    drawings = handwriting()
    for ink, pixels in zip(drawings, forms_of(page, size, drawings)):
        np.testing.assert_allclose(pixels, reference(ink), atol=off)
        assert pixels.max() > 10


@pytest.mark.slow
@pytest.mark.parametrize('size, name', [(28, 'mnist'), (8, 'digits')])
def test_page_and_command_make_the_same_of_one_drawing(page, size, name, tmp_path):
    """The page's strokes, saved dark on white, as `predict --image` reads them.

    The tiny dot and what covers the whole paper are left out: the command thickens or doubts it.
    """
    drawings = [ink for ink in handwriting() if 20 < max(sides(ink)) < 280]
    for ink, pixels in zip(drawings, forms_of(page, size, drawings)):
        Image.fromarray(255 - ink).save(tmp_path / 'drawing.png')
        sample = images.load(str(tmp_path / 'drawing.png'), name, 256)
        if any('thickened' in note for note in sample.notes):
            continue
        np.testing.assert_allclose(sample.pixels[..., 0], pixels, atol=2)


@pytest.mark.slow
@pytest.mark.mnist
def test_images_of_mnist_have_its_form_already(page, mnist_dir):
    """Their centre of mass, their place and their grey levels come out as they went in."""
    known = sources.load('mnist', ('test',), mnist_dir)['test'].images[:300, ..., 0]
    whole = [image for image in known if max(sides(image)) == 20]
    assert len(whole) >= 295
    np.testing.assert_array_equal(forms_of(page, 28, whole), whole)
