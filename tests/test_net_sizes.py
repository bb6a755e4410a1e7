"""Nets of different sizes side by side, counts against those of a loop."""

import keras
import numpy as np

from tf_labs.experiments import measurements
from tf_labs.models import cifar_net
from tf_labs.models import layer_table
from tf_labs.report import net_sizes

RUN = {'parameters': 10, 'multiply_adds': 8, 'test_accuracy': 0.5}


def test_rows_of_variants_whose_runs_tell_their_size():
    found = net_sizes.of_variants({
        'small': [RUN, {**RUN, 'test_accuracy': 0.7}], 'large': [{**RUN, 'parameters': 2000}],
        'diverged': [{'diverged': 'at step 3'}], 'of one\'s own': [{'parameters': 3}]})
    assert list(found) == ['small', 'large'] and net_sizes.differ(found)
    assert net_sizes.table(found)[1]['parameters'] == '2,000'
    assert net_sizes.table(found)[0]['test accuracy'].startswith('0.6 +- 0.14')
    figure = net_sizes.figure('lab', found)
    left, right = figure.axes
    assert [line.get_xdata()[0] for line in left.lines if line.get_label() in found] == [10, 2000]
    assert {line.get_xdata()[0] for line in right.lines} == {8}


def test_nets_of_one_size_are_not_told_apart():
    assert not net_sizes.differ(net_sizes.of_variants({'a': [RUN], 'b': [RUN]}))
    assert not net_sizes.differ({})


def test_connections_of_a_convolution_and_of_dense_layers_of_its_size():
    """Each place of a 3 x 3 kernel is one connection; padding counts, as it is multiplied."""
    model = keras.Sequential([keras.Input((6, 6, 1)), *cifar_net.pieces(
        10, seed=1, filters=(2, 3, 1, 1), first_kernel=3, second_kernel=3, pool_size=2,
        without=('conv3', 'conv4'))])
    found = measurements.net_size(model, (6, 6, 1))
    weights = [9 * 2, 9 * 2 * 3, 2 * 2 * 3 * 10]
    assert found['parameters'] == found['trainable_parameters'] == sum(weights) + 2 + 3 + 10
    assert found['multiply_adds'] == 36 * weights[0] + 9 * weights[1] + weights[2]
    units = np.array([36, 36 * 2, 9 * 2, 9 * 3, 2 * 2 * 3, 10])  # also after each pooling
    connections = (units[0::2] * units[1::2]).sum()
    assert layer_table.fully_connected(layer_table.rows(model)) == (
        connections + units[1::2].sum(), connections)
