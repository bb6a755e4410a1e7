"""What one asks of a run directory: eval, predict, export. The directory is all they need."""

import re
import shutil
import zipfile

import keras
import numpy as np
from PIL import Image
import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import rows
from tests.conftest import STATEFUL
from tf_labs.data import images
from tf_labs.data import sources
from tf_labs.experiments import evaluating
from tf_labs.experiments import exporting
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.run_directory import RunDirectory

TEST = sources.load('digits', ('test',), None)['test']
FEW_STEPS = ('--config.data.train_examples=96', '--config.train.execution=eager',
             '--config.train.epochs=1')


@pytest.fixture(scope='module')
def stateful(tmp_path_factory):
    """A run with batch norm and dropout, whose scaling when evaluated is its own."""
    workdir = tmp_path_factory.mktemp('stateful') / 'run'
    supervised.run(digits_config(*STATEFUL, *FEW_STEPS, '--config.data.eval_scale=0.07'),
                   str(workdir))
    return workdir


@pytest.mark.slow
def test_digits_reaches_its_target_and_says_where_it_wrote_what(trained_digits):
    final = result(trained_digits)
    assert final['test_accuracy'] >= 0.97
    assert final['lab'] == 'digits' and final['steps'] == 880 and len(final['digest']) == 64
    assert set(final) >= {'train_loss', 'test_loss', 'wall_seconds', 'sessions'}
    assert len(rows(trained_digits)) == 20


@pytest.mark.slow
def test_terminal_shows_one_line_an_epoch_and_nothing_else(trained_digits):
    lines = (trained_digits.parent / 'terminal').read_text('utf-8').splitlines()
    assert len(lines) == 22 and '1 x ' in lines[0]
    assert re.fullmatch(r'epoch 2/20  step 88  train loss \d\.\d+  test accuracy 0\.\d{4}  '
                        r'\d+\.\d\d s', lines[2])
    assert re.search(r'\brun/result\.json\b', lines[21])


@pytest.mark.slow
def test_rerun_of_a_complete_run_evaluates_and_says_so(trained_digits):
    before = result(trained_digits)
    done = ask('run', '--config=configs/digits.py', f'--workdir={trained_digits}')
    assert done.returncode == 0 and 'complete at step 880' in done.stdout
    assert f'{before["test_accuracy"]:.4f}' in done.stdout
    assert result(trained_digits) == before


@pytest.mark.slow
def test_eval_is_what_the_run_logged(trained_digits):
    last = rows(trained_digits)[-1]
    done = ask('eval', f'--workdir={trained_digits}')
    assert done.returncode == 0 and done.stderr == ''
    assert f'loss {last["test_loss"]:.6f}' in done.stdout
    assert f'accuracy {last["test_accuracy"]:.4f}  over 360 examples at step 880' in done.stdout


@pytest.mark.slow
def test_eval_of_an_older_step_and_of_the_training_split(trained_digits):
    directory = RunDirectory(trained_digits)
    older = evaluating.evaluate([directory], 836, 'test')
    row = next(row for row in rows(trained_digits) if row['step'] == 836)
    assert (older.loss, older.accuracy) == (row['test_loss'], row['test_accuracy'])
    assert evaluating.evaluate([directory], None, 'train').examples == 1437


@pytest.mark.slow
def test_eval_needs_the_directory_alone(trained_digits, tmp_path):
    shutil.copytree(trained_digits, tmp_path / 'moved')
    done = ask('eval', '--workdir=moved', cwd=tmp_path)
    assert done.returncode == 0 and 'over 360 examples' in done.stdout


@pytest.mark.slow
def test_predict_gives_label_prediction_and_ten_probabilities(trained_digits):
    done = ask('predict', f'--workdir={trained_digits}', '--index=3', '--index=random')
    assert done.returncode == 0 and done.stderr == ''
    lines = done.stdout.splitlines()
    assert len(lines) == 22
    assert lines[0].startswith(f'test 3: label {TEST.labels[3]}, prediction ')
    assert re.match(r'test \d+: label \d, prediction \d', lines[11])
    probabilities = [float(line.split()[1]) for line in lines[1:11]]
    assert [line.split()[0] for line in lines[1:11]] == list('0123456789')
    assert sum(probabilities) == pytest.approx(1, abs=1e-3)


@pytest.mark.slow
def test_predict_an_image_file_says_what_it_did(trained_digits, tmp_path):
    """Example 3 as a picture on paper: dark on light, in colour, enlarged."""
    paper = 255 - TEST.images[3, ..., 0] * 15
    picture = Image.fromarray(paper.astype(np.uint8)).resize((80, 80), Image.Resampling.NEAREST)
    picture.convert('RGB').save(tmp_path / 'digit.png')
    done = ask('predict', f'--workdir={trained_digits}', f'--image={tmp_path}/digit.png')
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].endswith('inverted: the ink is darker than what it stands on')
    assert 'resized from 80x80 to 8x8 as digits was made' in lines[1]
    assert f'prediction {TEST.labels[3]} ' in lines[2] and len(lines) in (13, 14)


def test_predict_of_an_image_equals_predict_of_its_pixels(tmp_path):
    exact = Image.fromarray((TEST.images[5, ..., 0].astype(np.float64) * 255 / 16).round()
                            .astype(np.uint8))
    exact.save(tmp_path / 'exact.png')
    for as_is in (False, True):
        sample = images.load(str(tmp_path / 'exact.png'), 'digits', 256, as_is=as_is)
        assert np.array_equal(sample.pixels, TEST.images[5]) and not sample.doubts
        assert list(sample.notes) == [
            'it is a sample of digits already: its pixels are taken as they are'][as_is:]


@pytest.mark.parametrize('mode', ['L', 'RGB', 'RGBA', 'LA', 'P', '1', 'I;16', 'CMYK'])
def test_every_kind_of_image_becomes_light_on_dark_of_the_right_size(mode, tmp_path):
    pixels = np.full((40, 30), 255, np.uint8)
    pixels[10:30, 13:17] = 0  # a dark stroke on white
    picture = Image.fromarray(pixels)
    if mode == 'I;16':
        picture = Image.fromarray(pixels.astype(np.uint16) * 257)
    elif mode in ('RGBA', 'LA'):
        picture = Image.merge(mode, [Image.new('L', picture.size)] * (len(mode) - 1) + [
            Image.fromarray(255 - pixels)])  # black ink, all the shape in the alpha channel
    else:
        picture = picture.convert(mode)
    path = tmp_path / ('image.tif' if mode == 'CMYK' else 'image.png')
    picture.save(path)
    sample = images.load(str(path), 'mnist', 256)
    assert sample.pixels.shape == (28, 28, 1) and sample.pixels.dtype == np.uint8
    assert sample.pixels[14, 14, 0] > 200 and sample.pixels[2, 2, 0] < 20
    assert any('inverted' in note for note in sample.notes)


@pytest.mark.slow
@pytest.mark.parametrize('name', ['trained_digits', 'stateful'])
def test_exported_models_give_the_logits_of_predict(name, request, tmp_path):
    workdir = request.getfixturevalue(name)
    lines = list(exporting.export(RunDirectory(workdir), None, tmp_path / 'out' / 'model'))
    assert len(lines) == 3
    run = TrainedRun(RunDirectory(workdir), None)
    pixels = TEST.images[:50]
    expected = run.logits(tf.constant(pixels)).numpy()
    loaded = keras.models.load_model(tmp_path / 'out' / 'model' / 'model.keras')
    served = tf.saved_model.load(str(tmp_path / 'out' / 'model' / 'saved_model'))
    np.testing.assert_allclose(loaded(pixels.astype(np.float32)), expected, atol=1e-5)
    np.testing.assert_allclose(served.serve(pixels.astype(np.float32)), expected, atol=1e-5)


@pytest.mark.slow
def test_exported_model_loads_without_this_project(trained_digits, tmp_path):
    from tests.conftest import python
    done = ask('export', f'--workdir={trained_digits}', f'--output={tmp_path}/out')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    done = python('-c', 'import sys, keras; m = keras.models.load_model(sys.argv[1]); '
                  'print(m.output_shape, "tf_labs" in sys.modules)',
                  tmp_path / 'out' / 'model.keras', cwd=tmp_path)
    assert done.stdout.split('\n')[-2] == '(None, 10) False', done.stderr


@pytest.mark.slow
@pytest.mark.parametrize('activation, form', [
    ('step', 'function'), ('prelu', 'subclass'), ('selu_drawn', 'function')])
def test_activation_is_exported_in_parts_of_keras(activation, form, tmp_path):
    """No part of the file names this project, and the net is the same one."""
    supervised.run(digits_config(
        f'--config.model.activation={activation}', f'--config.model.form={form}',
        '--config.model.hidden_sizes=6,5', '--config.train.steps=3', '--config.train.keep=1',
        '--config.train.diagnostics=False', *FEW_STEPS), str(tmp_path / 'run'))
    directory = RunDirectory(tmp_path / 'run')
    list(exporting.export(directory, None, tmp_path / 'out'))
    with zipfile.ZipFile(tmp_path / 'out' / 'model.keras') as file:
        assert 'tf_labs' not in file.read('config.json').decode()
    pixels = TEST.images[:50]
    expected = TrainedRun(directory, None).logits(tf.constant(pixels)).numpy()
    loaded = keras.models.load_model(tmp_path / 'out' / 'model.keras')
    served = tf.saved_model.load(str(tmp_path / 'out' / 'saved_model'))
    np.testing.assert_allclose(loaded(pixels.astype(np.float32)), expected, atol=1e-5)
    np.testing.assert_allclose(served.serve(pixels.astype(np.float32)), expected, atol=1e-5)


@pytest.mark.slow
def test_half_written_export_leaves_nothing(trained_digits, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, 'No space left on device')
    monkeypatch.setattr(keras.Model, 'save', full)
    from tf_labs.errors import UserError
    with pytest.raises(UserError, match='No space left'):
        list(exporting.export(RunDirectory(trained_digits), None, tmp_path / 'out'))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_data_tells_what_is_prepared():
    done = ask('data', '--name=digits')
    assert done.returncode == 0
    assert 'train: 1437 examples' in done.stdout and done.stdout.count('(as expected)') == 2


@pytest.mark.slow
def test_data_not_prepared_says_what_to_do(tmp_path):
    done = ask('data', '--name=mnist', f'--dir={tmp_path}')
    assert done.returncode == 0 and f'not prepared in {tmp_path}' in done.stdout
    assert 'TFDS_DATA_DIR' in done.stdout
