"""Squares over pictures: against a loop in numpy, and killed in the middle."""

import json
import re
import signal

import keras
import numpy as np
from PIL import Image
import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.killed_run import Killed
from tests.own_code_files import FEW_STEPS
from tests.own_code_files import train
from tests.undrawn import figures_undrawn
from tf_labs.errors import StoppedError
from tf_labs.errors import UserError
from tf_labs.labs import procedure
from tf_labs.labs.occlusion import covering
from tf_labs.labs.occlusion import lab
from tf_labs.labs.occlusion import sliding
from tf_labs.models import cifar_net
from tf_labs.training.partial_results import PartialResults
from tf_labs.training.run_directory import RunDirectory

RANDOM = np.random.default_rng(0)


def covered_by_hand(image: np.ndarray, box, fill) -> np.ndarray:
    made = image.copy()
    top, left, height, width = box
    for row in range(max(0, top), min(len(image), top + height)):
        for column in range(max(0, left), min(image.shape[1], left + width)):
            made[row, column] = fill
    return made


def test_boxes_cover_what_they_say_also_beyond_the_edges():
    images = RANDOM.normal(size=(6, 7, 9, 2)).astype(np.float32)
    boxes = np.array([(0, 0, 7, 9), (-2, -1, 4, 3), (5, 7, 4, 4), (2, 3, 1, 2), (9, 0, 2, 2),
                      (3, 3, 0, 5)], np.int32)
    fill = np.array([0.5, -2], np.float32)
    found = covering.cover(tf.constant(images), tf.constant(boxes), tf.constant(fill)).numpy()
    for image, box, one in zip(images, boxes, found):
        np.testing.assert_array_equal(one, covered_by_hand(image, box, fill))
    np.testing.assert_array_equal(found[4:], images[4:])


@pytest.mark.parametrize('size, stride', [(1, 1), (3, 1), (4, 1), (5, 3), (6, 5)])
def test_squares_have_their_middle_at_their_place(size, stride):
    squares = covering.squares(7, 10, size, stride)
    assert squares.shape == (-(-7 // stride), -(-10 // stride), 4)
    for (row, column), (top, left) in zip(np.ndindex(squares.shape[:2]),
                                          squares[..., :2].reshape(-1, 2)):
        assert (top + size // 2, left + size // 2) == (row * stride, column * stride)


@pytest.fixture(scope='module')
def model():
    made = keras.Sequential([keras.Input((6, 5, 3)), *cifar_net.pieces(
        4, seed=3, filters=(3, 4, 5, 6))])
    return made


def subjects(count: int) -> list[sliding.Subject]:
    images = RANDOM.normal(size=(count, 6, 5, 3)).astype(np.float32)
    return [sliding.Subject(f'{number}', image.astype(np.uint8), image, number % 4)
            for number, image in enumerate(images)]


@pytest.mark.slow
@pytest.mark.parametrize('layer, through', [('conv2', 5), ('conv4', 10)])
def test_answers_are_those_of_a_loop(model, layer, through, tmp_path):
    """Each place alone, covered by hand; the feature map from a walk through the layers."""
    fill, pictures = np.array([0.3, -0.1, 2.0], np.float32), subjects(2)
    squares = covering.squares(6, 5, 3, 2).reshape(-1, 4)
    answer = sliding.make_answer(model, layer, fill)
    wholes = [sliding.uncovered(model, layer, answer, one) for one in pictures]
    found = sliding.slide(answer, pictures, [whole.channel for whole in wholes], squares, 4, 100,
                          PartialResults(RunDirectory(tmp_path)), 'key', 4)

    def by_hand(inputs):
        values = inputs[np.newaxis]
        for layer in model.layers[:through]:
            values = layer(values, training=False)
        return (tf.reduce_sum(values, axis=(0, 1, 2)).numpy(),
                tf.nn.softmax(model(inputs[np.newaxis], training=False))[0].numpy())

    for number, (one, whole) in enumerate(zip(pictures, wholes)):
        activities, probabilities = by_hand(one.inputs)
        assert whole.channel == activities.argmax()
        np.testing.assert_allclose(whole.answers.activity[0], activities.max(), rtol=1e-5)
        np.testing.assert_allclose(whole.answers.probability[0], probabilities[one.label],
                                   rtol=1e-5)
        for place, box in enumerate(squares):
            activities, probabilities = by_hand(covered_by_hand(one.inputs, box, fill))
            np.testing.assert_allclose(found.activity[number, place], activities[whole.channel],
                                       rtol=1e-4, atol=1e-5)
            np.testing.assert_allclose(found.probability[number, place],
                                       probabilities[one.label], rtol=1e-4)
            assert found.label[number, place] == probabilities.argmax()


@pytest.mark.slow
def test_killed_slide_goes_on_with_the_same_bits(model, tmp_path, monkeypatch):
    """3 pictures x 4 batches, saved after each second; killed in the save after the tenth."""
    pictures, squares = subjects(3), covering.squares(6, 5, 2, 1).reshape(-1, 4)
    answer = sliding.make_answer(model, 'conv4', np.zeros(3, np.float32))
    calls: list[int] = []

    def counted(*arguments):
        calls.append(len(arguments[1]))
        return answer(*arguments)

    def slide(place, key='key'):
        calls.clear()
        return sliding.slide(counted, pictures, [0, 1, 2], squares, 8, 2,
                             PartialResults(RunDirectory(place)), key, 4)

    (tmp_path / 'twin').mkdir()
    straight = slide(tmp_path)
    assert calls == [8, 8, 8, 6] * 3
    save, saves = PartialResults.save, []

    def save_or_die(self, *arguments):
        saves.append(1)
        if len(saves) == 5:
            raise Killed
        save(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(PartialResults, 'save', save_or_die)
        with pytest.raises(Killed):
            slide(tmp_path / 'twin')
    resumed = slide(tmp_path / 'twin')
    assert calls == [8, 8, 8, 6]  # the last four: eight were saved
    for one, other in zip(straight, resumed):
        np.testing.assert_array_equal(one, other)
    slide(tmp_path / 'twin', 'another key')
    assert len(calls) == 12
    file = tmp_path / 'twin' / 'partial.npz'
    file.write_bytes(file.read_bytes()[:-40])
    slide(tmp_path / 'twin', 'another key')
    assert len(calls) == 12


def test_signal_saves_what_is_there(model, tmp_path):
    """The signal comes in the third batch, long before the next save is due."""
    squares, calls = covering.squares(6, 5, 2, 1).reshape(-1, 4), []
    answer = sliding.make_answer(model, 'conv4', np.zeros(3, np.float32))

    def signalled(*arguments):
        calls.append(1)
        if len(calls) == 3:
            signal.raise_signal(signal.SIGTERM)
        return answer(*arguments)

    def slide(answer):
        return sliding.slide(answer, one, [0], squares, 8, 100,
                             PartialResults(RunDirectory(tmp_path)), 'key', 4)

    one = subjects(1)
    with pytest.raises(StoppedError, match='SIGTERM: saved after 3 of 4 batches') as stop:
        slide(signalled)
    assert stop.value.exit_status == 143
    np.testing.assert_array_equal(slide(signalled).label, slide(answer).label)
    assert len(calls) == 4


@pytest.mark.parametrize('edit, reason', [
    (lambda stored: stored.pop('label'), 'no array label'),
    (lambda stored: stored.update(seen=np.zeros(2)), 'unexpected arrays: seen'),
    (lambda stored: stored.update(activity=np.zeros((2, 5), np.float32)), r'activity is .*2, 5'),
    (lambda stored: stored.update(probability=np.zeros((2, 30))), 'probability is float64'),
    (lambda stored: stored.update(label=stored['label'] + 9), 'label holds other .* than 0 to 3'),
    (lambda stored: stored.update(done=np.array(9)), 'done holds other values than 0 to 8'),
    (lambda stored: stored.update(done=np.array(-1)), 'done holds other values than 0 to 8'),
    (lambda stored: stored.update(done=np.array('all')), 'done is <U3'),
    (lambda stored: stored.update(key=np.array('other'), done=np.zeros(3)), '')])
def test_edited_partial_results_are_done_again(edit, reason, tmp_path, capsys):
    """One line says what is wrong with them; those of other work are passed over."""
    squares, calls = covering.squares(6, 5, 2, 1).reshape(-1, 4), []

    def answer(inputs, boxes, channel, label):
        calls.append(len(boxes))
        values = boxes.sum(axis=1)
        return sliding.CoveredAnswers(values / 10, inputs.sum() + values, values % 4)

    def slide():
        calls.clear()
        return sliding.slide(answer, pictures, [0, 0], squares, 8, 2,
                             PartialResults(RunDirectory(tmp_path)), 'key', 4)

    pictures, file = subjects(2), tmp_path / 'partial.npz'
    straight = slide()
    with np.load(file) as saved:
        stored = dict(saved)
    edit(stored)
    np.savez(file, **stored)
    again = slide()
    told = capsys.readouterr().err
    assert len(calls) == 8 and told.count('\n') == bool(reason)
    assert re.search(rf'partial.npz cannot be used \({reason}.*done again' if reason else '', told)
    for one, other in zip(straight, again):
        np.testing.assert_array_equal(one, other)


def arguments(trained, workdir):
    return ['run', f'--config={ROOT}/configs/occlusion.py', f'--workdir={workdir}',
            f'--config.net.workdir={trained}', '--config.occlusion.images=3,1',
            '--config.occlusion.size=3', '--config.occlusion.batch_size=10',
            '--config.occlusion.save_every=3']


@pytest.mark.slow
def test_killed_process_goes_on(trained_convnet, tmp_path):
    killed = cli(*arguments(trained_convnet, tmp_path / 'run'), moment='after:partial:3')
    assert killed.returncode == -signal.SIGKILL
    assert {path.name for path in (tmp_path / 'run').iterdir()} == {'lock', 'partial.npz'}
    with np.load(tmp_path / 'run' / 'partial.npz') as stored:
        assert stored['done'] == 9
    done = ask(*arguments(trained_convnet, tmp_path / 'run'))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    procedure.run_resumable(lab.compute, lab_config(
        'occlusion', *arguments(trained_convnet, '')[3:]), str(tmp_path / 'straight'))
    assert not list(tmp_path.glob('*/partial.npz'))
    found = [result(tmp_path / place) for place in ('run', 'straight')]
    for one in found:
        del one['wall_seconds']
    assert found[0] == found[1]
    assert (tmp_path / 'run' / 'figures' / 'occlusion.png').read_bytes() == (
        tmp_path / 'straight' / 'figures' / 'occlusion.png').read_bytes()
    (tmp_path / 'run' / 'partial.npz').write_bytes(b'of a kill between the last two writes')
    with figures_undrawn():
        assert ask(*arguments(trained_convnet, tmp_path / 'run')).returncode == 0
    assert not list(tmp_path.glob('*/partial.npz'))


def config_of(trained, *overrides):
    return lab_config('occlusion', f'--config.net.workdir={trained}',
                      '--config.occlusion.stride=4', *overrides)


def compute(config, place):
    return lab.compute(config, PartialResults(RunDirectory(place)))


@pytest.mark.slow
def test_table_and_figure_of_examples_and_files(trained_convnet, tmp_path):
    Image.fromarray(RANDOM.integers(0, 255, (20, 20), dtype=np.uint8)).save(tmp_path / 'a.png')
    found = compute(config_of(trained_convnet, '--config.occlusion.images=5,',
                              f"--config.occlusion.files=('{tmp_path}/a.png',)"), tmp_path)
    first, second = found.tables['occlusion']
    assert first['picture'] == 'test 5' and second['picture'] == 'a.png'
    assert second['true class'] == second['answer']  # of a file nobody knows better
    assert [row['picture'] for row in found.tables['others']] == ['test 5'] * 3 + ['a.png'] * 3
    assert 5 not in [row['example'] for row in found.tables['others'][:3]]
    for row in (first, second):
        assert 0 <= row['lowest, covered'] <= 1 and 0 <= row['wrong'] <= 1
        assert {row['at row'], row['at column']} <= {0, 4}
    assert found.values['layer'] == 'conv4' and found.values['pictures'] == 2
    assert len(found.data_sha256['test']) == 64
    titles = [axes.get_title() for axes in found.figures['occlusion'].axes]
    assert f'test 5: {first["true class"]}' in titles and 'most probable label' in titles
    assert 'projections of this map:\nthe picture (framed), others' in titles


@pytest.mark.slow
@pytest.mark.parametrize('overrides, message', [
    (['--config.occlusion.layer=conv9'], 'expected one of conv1, conv2, conv3'),
    (['--config.occlusion.images=360'], 'config.occlusion.images is out of range; expected 0 to '
     '359'),
    (['--config.occlusion.images=()'], 'names no pictures'),
    (["--config.occlusion.files=('nowhere.png',)"], 'image file not found')])
def test_mistakes_are_one_line(trained_convnet, overrides, message, tmp_path):
    with pytest.raises(UserError, match=message):
        compute(config_of(trained_convnet, *overrides), tmp_path)


@pytest.mark.slow
def test_nets_that_cannot_be_looked_into(tmp_path):
    with figures_undrawn():
        train(tmp_path / 'dense', **FEW_STEPS, **{'model.hidden_sizes': (8, 8)})
    with pytest.raises(UserError, match='no convolutions; .*whose layers are dense1, dense2'):
        procedure.run_resumable(lab.compute, config_of(tmp_path / 'dense'),
                                str(tmp_path / 'made'))
    assert not (tmp_path / 'made').exists()
    config = json.loads((tmp_path / 'dense' / 'config.json').read_text())
    (tmp_path / 'dense' / 'config.json').write_text(
        json.dumps({**config, 'variants': {'a': {'seed': 1}}}))
    with pytest.raises(UserError, match='no single trained classifier'):
        compute(config_of(tmp_path / 'dense'), tmp_path)
    with pytest.raises(UserError, match='no run in this directory'):
        compute(config_of(tmp_path / 'nowhere'), tmp_path)
