"""The page on which one drops a picture: what a net is given of it is what `predict` gives it."""

import base64
import functools
import io

import keras
import numpy as np
import PIL
from PIL import Image
import pytest
import tensorflow as tf

from tests.browser import open_page
from tests.browser import settle
from tests.conftest import digits_config
from tests.nets import convnet
from tf_labs.commands import showing
from tf_labs.data import images
from tf_labs.data.catalog import DataSet
from tf_labs.data.preparation import Preparation
from tf_labs.errors import UserError
from tf_labs.experiments import plain_layers
from tf_labs.experiments import supervised
from tf_labs.nn import layers
from tf_labs.report import digit_page

pytestmark = pytest.mark.slow
SCALE = 1 / 64
LEVELS = 0 if int(PIL.__version__.partition('.')[0]) >= 13 else 1  # its passes came in one order
NAMES = ('a cup', 'rocket <2>', '고양이')
RNG = np.random.default_rng(8)
# What a data set brings pictures to, what of it is cut out, and whether a mean is subtracted.
NETS = {'colour': ((16, 16, 3), None, False), 'cropped': ((17, 17, 3), 12, True),
        'grey': ((10, 14, 1), None, True)}


def picture(mode: str, width: int, height: int) -> Image.Image:
    """Noise, of which every pixel tells."""
    shape = (height, width, Image.getmodebands(mode))
    return Image.fromarray(RNG.integers(0, 256, shape, np.uint8).squeeze())


def cut_out() -> Image.Image:
    """A picture that is transparent where it is not opaque."""
    found = picture('RGBA', 40, 30)
    found.putalpha(found.getchannel('A').point(lambda value: 255 * (value > 100)))
    return found


PICTURES = {'wide': picture('RGB', 53, 31), 'tall': picture('RGB', 19, 60),
            'small': picture('RGB', 7, 5), 'grey': picture('L', 33, 40),
            'table': picture('RGB', 30, 30).quantize(16), 'cut_out': cut_out(),
            'as_it_is': picture('RGB', 17, 17)}


@pytest.fixture(scope='module')
def files(tmp_path_factory):
    """{name: path} of PNG files."""
    above = tmp_path_factory.mktemp('pictures')
    for name, content in PICTURES.items():
        content.save(above / f'{name}.png')
    return {name: above / f'{name}.png' for name in PICTURES}


def preparation(kind: str) -> Preparation:
    shape, crop, has_mean = NETS[kind]
    mean = np.random.default_rng(3).uniform(60, 190, shape).astype(np.float32)
    return Preparation(crop=crop, mean=mean if has_mean else None)


@functools.cache
def net(kind: str) -> keras.Model:
    keras.utils.set_random_seed(5)
    return convnet(keras.layers.Conv2D(5, 3, padding='same'), layers.relu(), layers.max_pool(2),
                   keras.layers.Conv2D(4, 3), layers.relu(), layers.flatten(),
                   keras.layers.Dense(3), shape=preparation(kind).shape(NETS[kind][0]))


def logits(kind: str, pixels: np.ndarray) -> np.ndarray:
    fed = tf.cast(preparation(kind).evaluation(tf.constant(pixels)), tf.float32) * SCALE
    return net(kind)(fed, training=False).numpy()


@pytest.fixture(scope='module', params=NETS)
def dropped(request, browser, tmp_path_factory):
    """(kind, page) of an untrained net."""
    kind, (shape, crop, _) = request.param, NETS[request.param]
    examples = np.random.default_rng(2).integers(0, 256, (3, *shape), np.uint8)
    prepared = preparation(kind)
    model = net(kind)
    one = digit_page.DigitNet(
        'untrained', plain_layers.layers(model, 'relu'), SCALE,
        tf.nn.softmax(logits(kind, examples)).numpy(), 0, None, model.count_params(), 'relu',
        'max(0, x)', False, 0, prepared.shape(shape) if crop else None, prepared.mean)
    file = tmp_path_factory.mktemp('page') / 'picture.html'
    file.write_text(digit_page.page([one], examples, np.arange(3), 255, NAMES,
                                    digit_page.PICTURE), 'utf-8')
    page, problems = open_page(browser, file, width=390)
    yield kind, page
    assert not problems
    page.context.close()


def choose(page, path) -> None:
    """Chooses a file as one does by the keyboard, and waits until it is answered."""
    page.locator('#clear').click()
    page.get_by_label('Choose a picture file').set_input_files(path)
    page.wait_for_function('paper.picture')
    settle(page)


def sample(kind: str, path) -> np.ndarray:
    """What `predict --image` makes of a file."""
    facts = DataSet(title='', source='own', version='', image_shape=NETS[kind][0], names=NAMES,
                    examples={}, streamed=True, any_size=True)
    return images.load(str(path), 'folder:x', 256, facts=facts).pixels


def check_answer(kind: str, page, path) -> None:
    pixels = sample(kind, path)
    found = np.reshape(page.evaluate('[...form.pixels]'), pixels.shape).astype(np.uint8)
    np.testing.assert_allclose(found, pixels.astype(float), atol=LEVELS)
    expected = logits(kind, found[np.newaxis])[0]
    np.testing.assert_allclose(page.evaluate('[...answers[0].logits]'), expected, atol=1e-3)
    assert page.locator('.verdict b').text_content() == NAMES[int(np.argmax(expected))]


def test_net_is_given_what_predict_gives_it(dropped, files):
    kind, page = dropped
    assert 'less than a millionth' in page.locator('#check').text_content()
    for path in list(files.values())[:None if kind == 'cropped' else 3]:
        choose(page, path)
        check_answer(kind, page, path)
        fed = page.evaluate('[...answers[0].inputs[0]]')
        prepared = preparation(kind).evaluation(tf.constant(sample(kind, path)[np.newaxis]))
        np.testing.assert_allclose(fed, np.ravel(prepared) * SCALE, atol=LEVELS * SCALE + 1e-5)


@pytest.mark.parametrize('dropped', ['cropped'], indirect=True)
def test_what_shines_through_is_a_level_off_at_most(dropped, tmp_path):
    kind, page = dropped
    picture('RGBA', 40, 40).save(tmp_path / 'veil.png')
    choose(page, tmp_path / 'veil.png')
    found = np.array(page.evaluate('[...form.pixels]'))
    assert np.abs(found - sample(kind, tmp_path / 'veil.png').ravel()).max() <= 1


def test_prepared_picture_is_shown_and_saved(dropped, files, tmp_path):
    kind, page = dropped
    choose(page, files['wide'])
    shown = page.evaluate("byId('seen').toDataURL()").partition(',')[2]
    mode = 'L' if kind == 'grey' else 'RGB'
    seen = Image.open(io.BytesIO(base64.b64decode(shown))).convert(mode)
    np.testing.assert_array_equal(np.ravel(seen), page.evaluate('[...form.pixels]'))
    high, wide, _ = preparation(kind).shape(NETS[kind][0])
    for name in ('.fed', '.projected'):
        size = page.locator(name).first.evaluate('one => [one.width, one.height]')
        assert size == [wide, high] or (kind == 'grey' and name == '.projected')
    assert 'Row ' in page.locator('.hands').first.text_content()
    with page.expect_download() as download:
        page.locator('#save').click()
    download.value.save_as(tmp_path / 'saved.png')
    np.testing.assert_array_equal(sample(kind, tmp_path / 'saved.png'),
                                  sample(kind, files['wide']))
    assert page.evaluate('document.documentElement.scrollWidth') == 390


DROP = """([bytes, name]) => {
  const data = new DataTransfer();
  if (name) data.items.add(new File([Uint8Array.from(bytes)], name));
  document.querySelector('h1').dispatchEvent(new DragEvent('drop', {
    dataTransfer: data, bubbles: true, cancelable: true})); }"""


@pytest.mark.parametrize('dropped', ['cropped'], indirect=True)
def test_file_is_dropped_anywhere_and_what_is_no_picture_is_told_in_a_line(dropped, files):
    kind, page = dropped
    page.locator('.example').nth(1).click()
    settle(page)
    assert 'its label is rocket <2>' in page.locator('#label').text_content()
    page.evaluate(DROP, [list(files['tall'].read_bytes()), 'tall.png'])
    page.wait_for_function('paper.picture')
    settle(page)
    check_answer(kind, page, files['tall'])
    told = page.get_by_role('alert')
    for content, name in ((b'no picture', 'notes.txt'), (b'', 'empty.png'),
                          (files['tall'].read_bytes()[:50], 'cut.png')):
        page.evaluate(DROP, [list(content), name])
        page.wait_for_function('name => byId("refused").textContent.startsWith(name)', arg=name)
        assert told.text_content() == (f'{name} is no picture that this browser reads; expected a '
                                       'PNG, JPEG, WebP or GIF.')
        check_answer(kind, page, files['tall'])  # what was there stays
    page.evaluate(DROP, [[], ''])
    assert told.text_content() == 'What was dropped is no file; expected a picture file.'
    choose(page, files['wide'])
    assert page.locator('#refused').text_content() == ''


@pytest.mark.parametrize('dropped', ['cropped'], indirect=True)
def test_keyboard_reaches_the_file_and_an_empty_page_has_no_answer(dropped):
    _, page = dropped
    page.locator('#clear').click()
    settle(page)
    assert page.locator('#status').text_content() == 'There is no picture.'
    assert page.locator('.sure').text_content() == 'no picture yet'
    assert page.locator('#save').is_disabled() and page.locator('#hint').is_visible()
    page.locator('#file').focus()
    assert page.evaluate('document.activeElement.id') == 'file'
    page.keyboard.press('Tab')
    assert page.evaluate('document.activeElement.id') == 'clear'


def test_locally_connected_layer_is_refused_by_its_name(tmp_path):
    supervised.run(digits_config(
        '--config.model.name=cifar_net', '--config.model.filters=3,3',
        '--config.model.kinds=conv,local', '--config.data.train_examples=32',
        '--config.train.steps=1', '--config.train.execution=eager',
        '--config.train.diagnostics=False'), str(tmp_path / 'run'))
    with pytest.raises(UserError, match='does not support a layer.*LocallyConnected'):
        showing.page([str(tmp_path / 'run')], None, f'{tmp_path}/digit.html')
    assert not (tmp_path / 'digit.html').exists()
