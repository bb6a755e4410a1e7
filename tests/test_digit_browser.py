"""The page on which one draws a digit, in a browser: what it computes, and drawing on it."""

import numpy as np
from PIL import Image
import pytest
import tensorflow as tf

from tests import nets
from tests.browser import open_page
from tests.browser import settle
from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.conftest import STATEFUL
from tests.digit_forms import mnist_form
from tf_labs.data import images
from tf_labs.data import sources
from tf_labs.experiments import digit_pages
from tf_labs.experiments import plain_layers
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.nn import activations
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow

TEST = sources.load('digits', ('test',), None)['test']
PIXELS = [image.ravel().tolist() for image in TEST.images[:20]]
ONE = [(0.52, 0.2), (0.5, 0.8)]
ZERO = [(0.5, 0.2), (0.37, 0.3), (0.33, 0.5), (0.37, 0.7), (0.5, 0.8), (0.63, 0.7), (0.67, 0.5),
        (0.63, 0.3), (0.5, 0.2)]
FEW_STEPS = ('--config.data.train_examples=96', '--config.train.execution=eager',
             '--config.train.diagnostics=False')
SMALL = {
    'stateful': (*STATEFUL, '--config.data.eval_scale=0.07', *FEW_STEPS,
                 '--config.train.epochs=1'),
    'softmax': ('--config.model.name=softmax', '--config.model.hidden_sizes=()',
                '--config.train.epochs=2', *FEW_STEPS),
}


@pytest.fixture(scope='module')
def small(tmp_path_factory):
    """Two runs on digits, and a page with both: (directories, page)."""
    above = tmp_path_factory.mktemp('small')
    for name, overrides in SMALL.items():
        supervised.run(digits_config(*overrides), str(above / name))
    directories = [RunDirectory(above / name) for name in SMALL]
    return directories, digit_pages.write_digit(directories, above / 'digit.html')


@pytest.fixture(scope='module')
def page(small, browser):
    """That page, opened once; what a test leaves on it the next one begins with."""
    page, problems = open_page(browser, small[1])
    yield page
    page.context.close()
    assert problems == []


@pytest.fixture(scope='module')
def mnist(tmp_path_factory, mnist_dir):
    """A page with a small net trained on MNIST."""
    above = tmp_path_factory.mktemp('mnist')
    test = sources.load('mnist', ('test',), mnist_dir)['test']  # to decode 70,000 takes seconds
    splits = {'train': test.part(1000, 10_000), 'test': test.first(1000)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, 'load', lambda name, wanted, *_, **__: {
            split: splits[split] for split in wanted})
        supervised.run(lab_config('mnist_relu', f'--config.data.dir={mnist_dir}',
                                  '--config.train.epochs=4',
                                  '--config.model.hidden_sizes=128,128',
                                  '--config.train.diagnostics=False'), str(above / 'run'))
        return digit_pages.write_digit([RunDirectory(above / 'run')], above / 'digit.html')


def draw(page, points) -> None:
    """Draws a line with the mouse; points are shares of the paper's side."""
    paper = page.locator('#paper').bounding_box()
    places = [(paper['x'] + x * paper['width'], paper['y'] + y * paper['height'])
              for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def verdict(page) -> str:
    """What the first net says, once what was drawn is on the screen."""
    settle(page)
    return page.locator('.verdict b').first.text_content()


def softmax(run: RunDirectory) -> np.ndarray:
    """The probabilities of `predict` for the images of PIXELS."""
    logits = TrainedRun(run, None).logits(tf.constant(TEST.images[:20]))
    return tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()


def test_page_computes_what_predict_computes(small, page):
    """Batch norm, dropout and a scale of its own; and a net without hidden layers."""
    for number, directory in enumerate(small[0]):
        found = page.evaluate('([number, images]) => images.map(pixels => '
                              '[...evaluate(NETS[number], pixels).probabilities])',
                              [number, PIXELS])
        np.testing.assert_allclose(found, softmax(directory), atol=1e-6)
    assert 'less than a millionth' in page.locator('#check').text_content()


def test_page_computes_every_activation(page):
    for name in activations.ACTIVATIONS:
        model = nets.built(digits_config(
            f'--config.model.activation={name}', '--config.model.hidden_sizes=16,16',
            '--config.model.kernel_initializer=random_normal', '--config.model.init_stddev=0.7',
            '--config.model.bias_initializer=random_normal'))
        expected = tf.nn.softmax(model(tf.constant(TEST.images[:20], tf.float32) / 16)).numpy()
        found = page.evaluate(
            '([layers, images]) => images.map(pixels => [...evaluate('
            '{scale: 1 / 16, layers: layers.map(decoded)}, pixels).probabilities])',
            [plain_layers.layers(model, name), PIXELS])
        np.testing.assert_allclose(found, expected, atol=1e-5, err_msg=name)


@pytest.mark.release
@pytest.mark.mnist
def test_digits_drawn_with_the_mouse_are_read_and_saved(mnist, opened, tmp_path):
    page = opened(mnist)
    for digit, points in (('1', ONE), ('0', ZERO)):
        page.locator('#clear').click()
        draw(page, points)
        check_answer_and_what_is_saved(page, digit, tmp_path / f'{digit}.png')


def check_answer_and_what_is_saved(page, digit: str, path) -> None:
    assert verdict(page) == digit
    shares = page.evaluate('[...answers[0].probabilities]')
    assert np.argmax(shares) == int(digit) and shares[int(digit)] > 0.8
    row = page.locator('.answers tbody tr').nth(int(digit))
    assert row.locator('.value').text_content() == f'{shares[int(digit)]:.1%}'
    assert page.locator('#status').text_content() == f'mnist_relu: {digit}, {max(shares):.1%}.'
    assert row.locator('.meter').get_attribute('class') == 'meter best'
    # What the net saw is the strokes in MNIST's form.
    ink = np.reshape(page.evaluate('[...paper.ink().values]'), (280, 280)) * 255
    np.testing.assert_allclose(
        np.reshape(page.evaluate('[...form.pixels]'), (28, 28)), mnist_form(ink), atol=1)
    # Saved, it is what `predict` sees.
    with page.expect_download() as download:
        page.locator('#save').click()
    download.value.save_as(path)
    saved = images.load(str(path), 'mnist', 256)
    np.testing.assert_array_equal(saved.pixels.ravel(), page.evaluate('[...form.pixels]'))


@pytest.mark.mnist
def test_digit_drawn_with_a_finger_is_read_and_the_page_stays(mnist, opened):
    page = opened(mnist, width=390, height=500, has_touch=True)
    paper = page.locator('#paper').bounding_box()
    session = page.context.new_cdp_session(page)
    for number in range(21):
        point = {'x': paper['x'] + paper['width'] / 2,
                 'y': paper['y'] + paper['height'] * (0.8 - 0.6 * number / 20)}
        session.send('Input.dispatchTouchEvent', {
            'type': 'touchMove' if number else 'touchStart', 'touchPoints': [point]})
    session.send('Input.dispatchTouchEvent', {'type': 'touchEnd', 'touchPoints': []})
    assert verdict(page) == '1' and page.evaluate('paper.strokes.length') == 1
    assert page.evaluate('scrollY') == 0


@pytest.mark.mnist
def test_digit_drawn_with_the_keyboard_is_read(mnist, opened):
    page = opened(mnist)
    page.keyboard.press('Tab')  # past the link that skips to the content
    page.keyboard.press('Tab')
    assert page.evaluate('document.activeElement.id') == 'paper'
    assert page.evaluate('getComputedStyle(document.activeElement).outlineStyle') == 'solid'
    page.keyboard.press('Space')
    assert page.locator('#status').text_content() == 'Pen down.'
    for _ in range(24):
        page.keyboard.press('ArrowDown')
    page.keyboard.press('Space')
    assert verdict(page) == '1' and page.evaluate('scrollY') == 0
    assert page.locator('#status').text_content().startswith('mnist_relu: 1, ')
    page.keyboard.press('ArrowLeft')  # with the pen up nothing is drawn
    assert page.evaluate('paper.strokes.map(stroke => stroke.length)') == [25]
    page.keyboard.press('Backspace')
    assert verdict(page) == '\u2013'
    assert page.locator('#status').text_content() == 'The paper is empty.'
    for _ in range(4):  # past undo, clear and the help to the first example
        page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    assert verdict(page) == '0'


def test_empty_paper_has_no_answer(page):
    def is_empty():
        return (verdict(page) == '\u2013' and page.locator('#save').is_disabled()
                and page.locator('#hint').is_visible()
                and not any(page.locator('.value').all_text_contents()))

    assert is_empty()
    page.locator('#undo').click()
    assert is_empty()
    draw(page, ONE)
    draw(page, [(0.4, 0.2), (0.5, 0.2)])
    assert not is_empty() and page.evaluate('paper.strokes.length') == 2
    page.locator('#undo').click()
    assert not is_empty() and page.evaluate('paper.strokes.length') == 1
    page.locator('#clear').click()
    assert is_empty()
    draw(page, [(0.5, 0.5)])  # a dot is ink
    assert not is_empty()


# Where each bar of a row begins and how long it is, as shares of its track.
BARS = '''row => [...row.querySelectorAll('.bar')].map(bar => {
    const track = bar.parentElement.getBoundingClientRect(), box = bar.getBoundingClientRect();
    return [(box.left - track.left) / track.width, box.width / track.width];
})'''


def softmax_of(run: RunDirectory, place: int) -> np.ndarray:
    """The probabilities of `predict` for one test image."""
    logits = TrainedRun(run, None).logits(tf.constant(TEST.images[place:place + 1]))
    return tf.nn.softmax(logits)[0].numpy()


def test_example_is_answered_as_predict_does_by_both_nets(small, opened):
    directories, path = small
    page = opened(path, reduced_motion='reduce')
    place = int(np.argmax(TEST.labels == 3))
    first, second = (softmax_of(directory, place) for directory in directories)
    page.locator('.example').nth(3).click()
    verdict(page)
    assert page.locator('.example').nth(3).get_attribute('aria-pressed') == 'true'
    assert 'its label is 3' in page.locator('#label').text_content()
    rows = page.locator('.answers tbody tr').all()
    for digit, row in enumerate(rows):
        shown = [text.replace('\u2212', '-') for text in row.locator('.value').all_text_contents()]
        numbers = [float(text.removesuffix('%')) for text in shown]
        difference = second[digit] - first[digit]
        np.testing.assert_allclose(
            numbers, [100 * first[digit], 100 * second[digit], 100 * difference], atol=0.051)
        expected = [[0, first[digit]], [0, second[digit]],
                    [0.5 + min(0, difference) / 2, abs(difference) / 2]]
        np.testing.assert_allclose(row.evaluate(BARS), expected, atol=0.02)
    assert [verdict.text_content() for verdict in page.locator('.verdict b').all()] == [
        str(np.argmax(first)), str(np.argmax(second))]


def test_layers_show_what_they_hand_on(page):
    page.locator('.example').nth(5).click()
    verdict(page)
    hidden = page.evaluate('answers[0].hidden.map(values => [...values])')
    assert [len(values) for values in hidden] == [24, 16]
    for values, told in zip(hidden, page.locator('.told').all_text_contents()):
        active = sum(value > 0 for value in values)
        assert told.startswith(f'{active} of {len(values)} above 0 (')
        share = float(told.split('(')[1].removesuffix('%)'))
        assert share == pytest.approx(100 * active / len(values), abs=0.051)
    page.locator('.units').first.click(position={'x': 3, 'y': 3})
    assert page.locator('output').text_content() == '0'
    page.locator('input[type=range]').press('ArrowRight')
    assert page.locator('output').text_content() == '1'
    assert f'hands on {hidden[0][1]:.2f}.' in page.locator('.hands').text_content()
    sums = [float(text) for text in page.locator('.sum').all_text_contents()]
    np.testing.assert_allclose(sums, page.evaluate('[...answers[1].logits]'), rtol=0.01)


@pytest.mark.parametrize('width, dark', [
    (390, True), *(pytest.param(*one, marks=pytest.mark.release) for one in (
        (390, False), (1280, True)))])
def test_page_fits_the_screen(small, opened, tmp_path, width, dark):
    page = opened(small[1], width=width, dark=dark)
    draw(page, ONE)
    verdict(page)
    assert page.evaluate('document.documentElement.scrollWidth') == width
    paper = page.locator('#paper').bounding_box()
    assert paper['width'] == pytest.approx(paper['height'], abs=1) and paper['y'] < 200
    answer = page.locator('.answers').bounding_box()
    beside = answer['x'] > paper['x'] + paper['width']
    assert beside == (width == 1280) and (beside or answer['y'] > paper['y'] + paper['height'])
    page.screenshot(path=tmp_path / 'page.png')
    picture = np.asarray(Image.open(tmp_path / 'page.png').convert('L'), np.float64)
    assert picture.shape[1] == width and picture.std() > 10
    assert (np.median(picture) < 80) == dark
    x, y, side = int(paper['x']), int(paper['y']), int(paper['width'])
    ink = picture[y + side // 4:y + 3 * side // 4, x + side // 4:x + 3 * side // 4]
    assert np.ptp(ink) > 150  # pen and paper differ in either light
