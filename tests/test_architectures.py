"""The nets by arithmetic: counts against formulas and TensorFlow's, errata, crops, decay."""

import math

import keras
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.labs.architectures import lab
from tf_labs.models import alexnet
from tf_labs.models import layer_table
from tf_labs.models import zfnet
from tf_labs.published import judging
from tf_labs.published.notes import PUBLISHED

TINY = {'filters': (4, 8, 6, 6, 4), 'hidden_sizes': (7, 5)}
# Kernel, channels in, channels out, groups, side of what comes out.
ALEXNET = ((11, 3, 96, 1, 55), (5, 96, 256, 2, 27), (3, 256, 384, 1, 13), (3, 384, 384, 2, 13),
           (3, 384, 256, 2, 13))
ZFNET = ((7, 3, 96, 1, 110), (5, 96, 256, 1, 26), (3, 256, 384, 1, 13), (3, 384, 384, 1, 13),
         (3, 384, 256, 1, 13))
DENSE = ((9216, 4096), (4096, 4096), (4096, 1000))


@pytest.fixture(scope='module')
def findings(tmp_path_factory):
    return written(lab.compute, lab_config('architectures'), tmp_path_factory.mktemp('lab') / 'run')


def counted(convolutions, grouped: bool) -> tuple[int, int]:
    """Parameters and multiplications by formula."""
    parameters = multiplications = 0
    for kernel, fan_in, filters, groups, side in convolutions:
        weights = kernel ** 2 * fan_in // (groups if grouped else 1) * filters
        parameters += weights + filters
        multiplications += weights * side ** 2
    return (parameters + sum((fan_in + 1) * units for fan_in, units in DENSE),
            multiplications + sum(fan_in * units for fan_in, units in DENSE))


@pytest.mark.slow
@pytest.mark.parametrize('key, convolutions, grouped, parameters', [
    ('alexnet_two_towers', ALEXNET, True, 60_965_224),
    ('alexnet_one_tower', ALEXNET, False, 62_378_344), ('zfnet', ZFNET, False, 62_357_608)])
def test_counts_are_those_of_the_formula(findings, key, convolutions, grouped, parameters):
    values = findings.values
    assert (values[f'{key}_parameters'], values[f'{key}_multiply_adds']) == counted(
        convolutions, grouped)
    assert values[f'{key}_parameters'] == parameters
    assert values[f'{key}_neurons'][1:6] == [
        side ** 2 * filters for _, _, filters, _, side in convolutions]
    total = sum(int(row['parameters'].replace(',', '')) for row in findings.tables[key])
    assert total == parameters


@pytest.mark.slow
@pytest.mark.parametrize('module, settings', [
    (alexnet, {'towers': 2}), (alexnet, {'towers': 1}), (zfnet, {})])
def test_multiplications_are_those_that_tensorflow_counts(module, settings):
    model = keras.Sequential([keras.Input(module.IMAGE_SHAPE), *module.pieces(
        3, seed=1, lrn=False, **TINY, **settings)])
    graph = tf.function(model).get_concrete_function(
        tf.TensorSpec([1, *module.IMAGE_SHAPE])).graph
    options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
    options['output'] = 'none'
    found = sum(tf.compat.v1.profiler.profile(
        graph, cmd='op', options={**options, 'show_name_regexes': [kind]}).total_float_ops
        for kind in ('Conv2D', 'MatMul'))
    assert found == 2 * sum(row.multiply_adds for row in layer_table.rows(model))


def test_rows_of_towers_stand_for_both():
    model = keras.Sequential([keras.Input(alexnet.IMAGE_SHAPE), *alexnet.pieces(
        3, seed=1, **TINY)])
    rows = {row.name: row for row in layer_table.rows(model)}
    assert list(rows) == ['input', 'conv1', 'norm1', 'pool1', 'conv2', 'norm2', 'pool2', 'conv3',
                          'conv4', 'conv5', 'pool3', 'dense1', 'dense2', 'dense3']
    assert rows['conv2'].kernel == '2 x 4 of 5 x 5 x 2' and rows['conv2'].maps == (27, 27, 8)
    assert rows['conv3'].kernel == '2 x 3 of 3 x 3 x 8'
    assert rows['conv1'].kernel.endswith('11 x 11 x 3, stride 4')
    assert rows['pool3'].maps == (6, 6, 4) and rows['pool3'].neurons == 144
    assert sum(row.parameters for row in rows.values()) == model.count_params()


@pytest.mark.parametrize('size, kernel, stride, padding', [
    (227, 11, 4, 0), (224, 11, 4, 0), (55, 3, 2, 0), (27, 5, 1, 2), (224, 7, 2, 1), (13, 3, 2, 0)])
def test_formula_of_sizes_is_what_keras_makes(size, kernel, stride, padding):
    layer = keras.layers.Conv2D(1, kernel, strides=stride)
    wanted = layer.compute_output_shape((1, size + 2 * padding, size + 2 * padding, 1))[1]
    assert lab.size_after(size, kernel, stride, padding) == wanted


@pytest.mark.slow
def test_crops_are_those_that_can_be_cut(findings):
    begins = [(row, column) for row in range(256) for column in range(256)
              if row + 227 <= 256 and column + 227 <= 256]
    assert findings.values['crops'] == [len(begins), 2 * len(begins)]
    assert findings.values['crops_less_the_last'] == [29 ** 2, 29 ** 2 * 2]


@pytest.mark.slow
def test_misprints_of_the_paper(findings):
    text = '\n'.join(findings.lines)
    for part in ('253,440', '55 x 48 x 96', '290,400', '150,528', '154,587', '54.25', '1,682',
                 '1,800', '2,048', '659,272'):
        assert part in text
    assert findings.values['neurons'] == sum(findings.values['alexnet_two_towers_neurons'][1:])


@pytest.mark.slow
def test_norm_and_decay_by_formula(findings):
    values = findings.values
    assert values['lrn_example'] == 0.5
    assert values['lrn_of_paper'] == pytest.approx(
        [a / (2 + 5e-4 * a ** 2) ** 0.75 for a in (1, 10, 100, 1000)], rel=1e-5)
    assert values['decay_decoupled'] == pytest.approx(math.exp(-10_000 * 5e-6), rel=1e-5)
    assert values['decay_inside'] == pytest.approx(math.exp(-10_000 * 5e-5), rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize('number', [
    number for number in PUBLISHED if number.lab == 'architectures'],
    ids=lambda number: number.quantity)
def test_printed_number_comes_out(findings, number):
    run = {f'architectures/{key}': value for key, value in findings.values.items()}
    near = number.printed == '650,000'  # the paper says 650,000 of 659,272
    assert judging.judge(number, [run]).verdict == ('NEAR' if near else 'PASS')


@pytest.mark.slow
def test_what_the_notes_get_wrong(findings):
    shares = [weights / 60_965_224 for weights in (34_944, 307_456, 885_120, 663_936, 442_624)]
    assert findings.values['convolution_shares'] == pytest.approx(shares)
    assert findings.values['convolutions_within_1_percent'] == 3
    assert findings.values['lrn_after_relu'] == pytest.approx([3 / 9, 0])
    assert findings.values['lrn_before_relu'] == pytest.approx([3 / 25, 0])
    assert findings.values['softmax_shift_by_1'] == pytest.approx(0, abs=1e-12)
    assert findings.values['output_bias'] == 0
