"""Convolutional nets in the page that reads digits: each kind of layer, and the way down."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.browser import open_page
from tests.browser import settle
from tests.nets import convnet
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import UserError
from tf_labs.experiments import digit_pages
from tf_labs.experiments import plain_layers
from tf_labs.labs.deconvnet.network import Deconvnet
from tf_labs.nn import layers
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.report import digit_page
from tf_labs.report import html

pytestmark = pytest.mark.slow
SHAPE = (11, 9, 2)
IMAGES = np.random.default_rng(5).integers(0, 256, (3, *SHAPE))
SCALE = 1 / 255


def conv(filters: int, size, **settings) -> keras.layers.Layer:
    return keras.layers.Conv2D(
        filters, size, bias_initializer=keras.initializers.RandomNormal(0.4, 0.3), **settings)


def norm() -> keras.layers.Layer:
    return keras.layers.BatchNormalization(
        gamma_initializer=keras.initializers.RandomNormal(1, 0.3),
        beta_initializer=keras.initializers.RandomNormal(0, 0.3),
        moving_mean_initializer=keras.initializers.RandomNormal(0, 0.3),
        moving_variance_initializer=keras.initializers.RandomUniform(0.3, 2))


STACKS = {
    'valid': lambda: [conv(3, 3), layers.relu()],
    'same': lambda: [conv(3, (4, 3), strides=2, padding='same'), layers.relu()],
    'max pool': lambda: [conv(3, 3, padding='same'), layers.relu(), layers.max_pool(3),
                         conv(4, 3, use_bias=False), layers.relu()],
    'whole windows': lambda: [conv(3, 3), layers.relu(), layers.max_pool(2, padding='valid'),
                              conv(4, 2), layers.relu()],
    'average pool': lambda: [conv(3, 3), layers.relu(), layers.average_pool(3)],
    'batch norm': lambda: [conv(3, 3), norm(), layers.relu(), conv(4, 3), norm(), layers.relu()],
    'response norm': lambda: [conv(7, 3), layers.relu(), LocalResponseNorm(2, 1.0, 0.4),
                              conv(2, 3), layers.relu()],
    'in a map': lambda: [conv(3, 3), layers.relu(),
                         LocalResponseNorm(1, 1.0, 0.3, 0.5, 'same_map'), conv(2, 3),
                         layers.relu()],
    'padding, dropout': lambda: [layers.zero_pad(2), conv(3, 5, strides=2), layers.relu(),
                                 layers.dropout(0.5, 1), conv(6, 1), layers.relu()],
}


@pytest.fixture(scope='module')
def page(browser):
    """A page with the scripts that evaluate nets, and nothing else."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    for name in ('activation_curves', 'digit_maps', 'digit_net'):
        page.add_script_tag(content=html.render(f'{name}.js'))
    yield page
    context.close()


def net(stack: str) -> keras.Model:
    keras.utils.set_random_seed(3)
    return convnet(*STACKS[stack](), layers.flatten(),
                   keras.layers.Dense(6), layers.relu(), keras.layers.Dense(4), shape=SHAPE)


def evaluated(page, model, then: str):
    """What the page makes of the images: `then` of `net` and `answers`."""
    return page.evaluate('''([layers, scale, images]) => {
      const net = {scale, layers: layers.map(decoded)};
      net.functions = net.layers.filter(({kind}) => kind === 'activation');
      const answers = images.map(pixels => evaluate(net, pixels));
      return (%s); }''' % then,
                         [plain_layers.layers(model, 'relu'), SCALE,
                          IMAGES.reshape(len(IMAGES), -1).tolist()])


@pytest.mark.parametrize('stack', STACKS)
def test_logits_are_those_of_the_net(page, stack):
    model = net(stack)
    expected = model(tf.constant(IMAGES * SCALE, tf.float32), training=False).numpy()
    found = np.array(evaluated(page, model, 'answers.map(({logits}) => [...logits])'))
    assert np.abs(found - expected).max() <= 1e-4 * np.abs(expected).max()
    assert np.ptp(expected) > 0.01


@pytest.mark.parametrize('stack', [name for name in STACKS if name != 'average pool'])
def test_projection_is_that_of_the_deconvnet(page, stack):
    model = net(stack)
    found = evaluated(page, model, '''answers.map((answer) => {
      const depth = net.functions.length - 2;
      const values = [...answer.hidden[depth]];
      const place = values.indexOf(Math.max(...values));
      return {place, shape: net.functions[depth].after,
        pixels: [...project(net, answer, depth, place)]}; })''')
    name = f'conv{sum(isinstance(one, keras.layers.Conv2D) for one in model.layers)}'
    places = np.array([np.unravel_index(one['place'], one['shape']) for one in found], np.int32)
    expected = Deconvnet(model, name).project(
        tf.constant(IMAGES * SCALE, tf.float32), tf.constant(places[:, 2]),
        tf.constant(places[:, :2])).numpy()
    pixels = np.array([one['pixels'] for one in found]).reshape(expected.shape)
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(pixels, expected, atol=1e-4 * np.abs(expected).max())


def test_a_mean_has_no_way_down(page):
    model = convnet(conv(3, 3), layers.relu(), layers.average_pool(2), conv(2, 3), layers.relu(),
                    layers.flatten(), keras.layers.Dense(4), shape=SHAPE)
    assert evaluated(page, model, '[0, 1].map(depth => hasWayDown(net, depth))') == [True, False]


def test_a_pass_of_a_net_for_photographs_takes_a_moment(page):
    """As cifar10: 64 maps of 5 x 5 on 24 x 24 pixels of three colours, and 64 on these."""
    keras.utils.set_random_seed(3)
    model = convnet(conv(64, 5, padding='same'), layers.relu(), layers.max_pool(3),
                    conv(64, 5, padding='same'), layers.relu(), layers.max_pool(3),
                    layers.flatten(), keras.layers.Dense(10), shape=(24, 24, 3))
    arguments = [plain_layers.layers(model, 'relu'),
                 np.random.default_rng(1).integers(0, 256, 24 * 24 * 3).tolist()]
    page.evaluate("""([layers, pixels]) => {
      window.cifar = {scale: 1 / 255, layers: layers.map(decoded)};
      window.pixels = pixels;
      evaluate(cifar, pixels); }""", arguments)
    session = page.context.new_cdp_session(page)
    session.send('Performance.enable')

    def seconds() -> float:  # of this thread, whatever else the machine does
        metrics = session.send('Performance.getMetrics')['metrics']
        return next(one['value'] for one in metrics if one['name'] == 'ThreadTime')

    begin = seconds()
    page.evaluate('for (let pass = 0; pass < 5; pass += 1) evaluate(cifar, pixels)')
    assert (seconds() - begin) / 5 < 0.1


@pytest.fixture(scope='module')
def clothes(browser, tmp_path_factory):
    """A page on clothes with an untrained net of two convolutions."""
    keras.utils.set_random_seed(4)
    model = convnet(conv(5, 3, padding='same'), layers.relu(), layers.max_pool(2),
                    conv(6, 3, padding='same'), layers.relu(), layers.flatten(),
                    keras.layers.Dense(10), shape=(28, 28, 1))
    images = np.random.default_rng(2).integers(0, 256, (10, 28, 28, 1), np.uint8)
    answers = tf.nn.softmax(model(tf.constant(images * SCALE, tf.float32))).numpy()
    net = digit_page.DigitNet('clothes', plain_layers.layers(model, 'relu'), SCALE, answers, 0,
                              None, model.count_params(), 'relu', 'max(0, x)', False, 0)
    file = tmp_path_factory.mktemp('page') / 'digit.html'
    file.write_text(digit_page.page([net], images, np.arange(10), 255,
                                    CATALOG['fashion_mnist'].class_names, 'fashion_mnist'), 'utf-8')
    page, problems = open_page(browser, file, width=390)
    yield page
    assert not problems
    page.context.close()


def test_maps_are_shown_and_one_is_looked_into(clothes):
    clothes.locator('.example').nth(3).click()
    settle(clothes)
    assert 'its label is Dress' in clothes.locator('#label').text_content()
    assert 'less than a millionth' in clothes.locator('#check').text_content()
    assert '28 x 28 - 5 of 3 x 3 - pool - 6 of 3 x 3 - 10' in clothes.locator('.net').inner_text()
    for depth, (size, maps) in enumerate([(28, 5), (14, 6)]):
        layer = clothes.locator('.maps').nth(depth)
        layer.get_by_role('slider', name='Look into map').fill(str(maps - 1))
        values = np.reshape(clothes.evaluate(f'[...answers[0].hidden[{depth}]]'),
                            (size, size, maps))
        row, column = np.unravel_index(values[..., maps - 1].argmax(), (size, size))
        assert (f'Row {row + 1}, column {column + 1} hands on '
                f'{values[row, column, maps - 1]:.2f}.') in layer.locator('.hands').inner_text()
        canvas = layer.locator('.units')
        canvas.click(position={'x': 8, 'y': 8})
        assert layer.locator('output').text_content() == '0'
        assert 'Row ' in layer.locator('.hands').inner_text()
    assert clothes.evaluate('document.documentElement.scrollWidth') == 390


def test_a_drawn_piece_fills_its_square(clothes):
    form = clothes.evaluate("""() => { const values = new Float64Array(400);
      for (let y = 4; y < 14; y += 1) for (let x = 8; x < 13; x += 1) values[20 * y + x] = 1;
      return [...FORMS.fashion_mnist({width: 20, height: 20, values}).pixels]; }""")
    pixels = np.reshape(form, (28, 28))
    assert (pixels[:, 7:21] == 255).all() and pixels.sum() == 255 * 28 * 14


def test_what_is_too_large_for_a_page_is_said(clothes):
    net = digit_page.DigitNet('net', [{'kind': 'dense', 'kernel': 'A' * 61_000_000}], 1.0,
                              np.zeros((1, 1)), 0, None, 1, None, None, False, 0)
    with pytest.raises(UserError, match='too large for a page; expected 60 MB.*received 61 MB'):
        digit_pages._check_size([net])
