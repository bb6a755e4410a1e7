"""Summaries of nets: published counts, memory by hand, nets of any form, the command line."""

import math

import keras
import pytest

from tests.asked import ask
from tests.nets import Residual
import tf_labs
from tf_labs.errors import UserError
from tf_labs.models import alexnet
from tf_labs.models import layer_table
from tf_labs.report import net_diagram


@pytest.fixture(scope='module')
def two_towers():
    """AlexNet with all its layers and a tenth of its maps."""
    return layer_table.rows(keras.Sequential([keras.Input(alexnet.IMAGE_SHAPE), *alexnet.pieces(
        10, seed=1, filters=(10, 26, 38, 38, 26), hidden_sizes=(16, 16),
        kernel_initializer='zeros')]))


@pytest.mark.slow
def test_alexnet_has_the_published_counts():
    summary = tf_labs.summary(tf_labs.load('alexnet', {'train.precision': 'float32'}))
    classes = 10  # of imagenette, where the paper has 1000
    assert summary.parameters == 60_965_224 - (1000 - classes) * 4097
    convolutions = {row.name: row.parameters for row in summary.layers if row.name[0] == 'c'}
    assert convolutions == {'conv1': 34_944, 'conv2': 307_456, 'conv3': 885_120,
                            'conv4': 663_936, 'conv5': 442_624}
    assert summary.multiply_adds == 724_406_816 - (1000 - classes) * 4096
    assert summary.memory.weights == summary.memory.gradients == 4 * summary.parameters
    assert summary.memory.optimizer == pytest.approx(4 * summary.parameters, abs=16)  # velocity


def test_every_number_by_hand():
    summary = tf_labs.summary(tf_labs.load('digits', {
        'model.hidden_sizes': (20, 12), 'model.batch_norm': True, 'init.freeze': ('dense1',)}))
    assert [(row.name, row.maps, row.parameters, row.trainable, row.multiply_adds)
            for row in summary.layers] == [
        ('input', (8, 8, 1), 0, 0, 0), ('dense1', (20,), 1300, 0, 1280),
        ('batch_norm1', (20,), 80, 40, 0), ('dense2', (12,), 252, 252, 240),
        ('batch_norm2', (12,), 48, 24, 0), ('dense3', (10,), 130, 130, 120)]
    assert (summary.parameters, summary.trainable, summary.multiply_adds) == (1810, 446, 1640)
    memory = summary.memory
    assert (memory.weights, memory.gradients) == (4 * 1810, 4 * 446)
    assert memory.optimizer == 2 * 4 * 446 + 8 + 4  # Adam's means, its step and its rate
    assert memory.activations == 32 * 4 * (64 + 3 * 20 + 3 * 12 + 10)
    assert memory.total == sum((memory.weights, memory.gradients, memory.optimizer,
                                memory.activations))


def test_a_net_of_any_form_is_called_and_what_is_not_known_is_said():
    model = Residual()
    rows = layer_table.rows(model, (8, 8, 1))
    assert [(row.name, row.maps, row.multiply_adds, row.is_known) for row in rows] == [
        ('input', (8, 8, 1), 0, True), ('stem', (8, 8, 4), 64 * 36, True),
        ('batch_norm1', (8, 8, 4), 0, True), ('conv1', (8, 8, 4), 64 * 144, True),
        ('gain1', (8, 8, 4), 0, False), ('dense1', (3,), 12, True)]
    assert sum(row.parameters for row in rows) == model.count_params()
    assert not layer_table.is_chain(model)
    assert 'call' not in vars(model.stem)  # left as it was


def test_towers_stand_side_by_side_and_see_their_own_half_alone(two_towers):
    drawn = net_diagram.diagram(two_towers)
    assert len(drawn.boxes) == len(two_towers) + 10
    by_level = {}
    for box in drawn.boxes:
        by_level.setdefault(box.y, []).append(box)
        assert 0 <= box.x and box.x + box.width <= drawn.width
    counts = [len(level) for _, level in sorted(by_level.items())]
    assert counts == [1, *[2] * 10, *[1] * 3]
    into = {y: sum(math.isclose(line[3], y) for line in drawn.lines) for y in by_level}
    # From the input into both; inside of towers to each its own; conv3 sees both.
    assert [into[y] for y in sorted(into)] == [0, 2, 2, 2, 2, 2, 2, 4, 2, 2, 2, 2, 1, 1]
    conv2 = [box for box in drawn.boxes if box.name == 'conv2']
    assert {box.shape for box in conv2} == {'27 × 27 × 13'}
    assert {box.detail for box in conv2} == {f'{5 * 5 * 5 * 13 + 13:,} parameters'}


@pytest.mark.slow
def test_command_line_of_a_lab_a_comparison_and_a_run(small_run):
    done = ask('summary', 'digits')
    assert done.returncode == 0 and done.stderr == ''
    lines = done.stdout.splitlines()
    assert lines[0] == 'digits: mlp on digits' and lines[-3:] == [
        '9,610 parameters, 9,610 of them trainable', '9,472 multiply-adds an example',
        '196.0 kB for a training step on 32: weights 38.4 kB, gradients 38.4 kB, optimizer '
        '76.9 kB, activations 42.2 kB']
    of_run = ask('summary', f'--workdir={small_run}')
    assert '| dense1 | 8 ' in of_run.stdout and of_run.returncode == 0
    both = ask('summary', 'dropout')
    assert both.stdout.count('\nvariant ') + 1 == len(tf_labs.load('dropout').variants)


@pytest.mark.parametrize('words, message', [
    (['summary'], 'either a config or a run is needed'),
    (['summary', 'digits', '--workdir=x'], 'either a config or a run is needed'),
    (['summary', 'gates'], 'this config does not train a single net'),
    (['summary', '--workdir=nothing'], 'no run in this directory'),
])
def test_what_is_no_net_is_refused(words, message):
    done = ask(*words)
    assert done.returncode == 2 and message in done.stderr and done.stderr.count('\n') == 1
    if words[-1] == 'gates':
        with pytest.raises(UserError, match='not train a single net'):
            tf_labs.summary('gates')
