"""The lab of stacked machines on small digits: its numbers agree with the machines."""

import io

import numpy as np
import pytest

from tf_labs.config.schema import default_config
from tf_labs.labs.rbm import lab


@pytest.fixture(scope='module')
def found():
    config = default_config('rbm')
    config.data.name = 'digits'
    config.machine.hidden_sizes = (24, 6)
    config.machine.epochs, config.machine.batch_size = 15, 20
    config.show.chain_steps = (1, 5)
    return lab.compute(config)


@pytest.mark.slow
def test_summary_is_that_of_the_epochs(found):
    epochs = found.tables['epochs']
    assert [(row['layer'], row['epoch']) for row in epochs] == [
        (layer, epoch) for layer in (1, 2) for epoch in range(1, 16)]
    assert found.values['layer_1_first_reconstruction_error'] == (
        epochs[0]['reconstruction_error'])
    assert found.values['layer_2_last_free_energy_gap'] == epochs[-1]['free_energy_gap']
    for row in epochs:
        assert row['free_energy_gap'] == row['free_energy_test'] - row['free_energy_train']
    assert found.values['layer_1_parameters'] == 64 * 24 + 64 + 24
    assert len(found.lines) == 2 and found.lines[1].startswith('machine 2, 24-6: ')


@pytest.mark.slow
def test_training_improves_the_reconstructions(found):
    first, last = (found.values[f'layer_1_{which}_reconstruction_error']
                   for which in ('first', 'last'))
    assert last < 0.8 * first


@pytest.mark.slow
def test_same_seed_same_findings(found):
    config = default_config('rbm')
    config.data.name = 'digits'
    config.machine.hidden_sizes = (24,)
    config.machine.epochs, config.machine.batch_size = 15, 20
    again = lab.compute(config)
    assert again.tables['epochs'] == found.tables['epochs'][:15]
    config.seed = 1
    assert lab.compute(config).tables['epochs'] != again.tables['epochs']


@pytest.mark.slow
def test_figures_show_a_row_of_each_kind(found):
    assert set(found.figures) == {'epochs', 'filters', 'samples'}
    names = [text.get_text() for axes in found.figures['samples'].axes for text in axes.texts]
    assert names == ['original', 'through 24 bits', 'through 6 bits', 'chain, step 1',
                     'chain, step 5']
    for figure in found.figures.values():
        figure.savefig(io.BytesIO())


def test_digits_shown_are_one_of_each_class():
    labels = np.array([3, 3, 0, 1, 2, 1, 0])
    assert [labels[place] for place in lab.one_of_each(labels, 5)] == [0, 1, 2, 3, 0]
