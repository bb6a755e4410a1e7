"""Runs on a folder of pictures: killed, moved, renamed, changed; asked and reported by names."""

import shutil

import numpy as np
import pytest
import tensorflow as tf

from tests import picture_folder
from tests.asked import ask
from tests.conftest import cli
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tests.undrawn import figures_undrawn
from tf_labs.data import images
from tf_labs.data import picture_index
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.runs import checked_configs
from tf_labs.training import manifest
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow

# Augmented and streamed: some 4 steps an epoch.
SMALL = ('--config.data.side=16', '--config.data.crop=12', '--config.data.random_crop',
         '--config.data.mirror', '--config.data.batch_size=8', '--config.data.color_jitter=0.1',
         '--config.model.filters=4,4,4,4', '--config.train.epochs=3',
         '--config.train.checkpoint_every_steps=3', '--config.train.diagnostics=False')


@pytest.fixture(scope='module', autouse=True)
def cached_apart(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('XDG_CACHE_HOME', str(tmp_path_factory.mktemp('cache')))
        yield


@pytest.fixture(scope='module')
def whole(tmp_path_factory):
    return picture_folder.write(tmp_path_factory.mktemp('data') / 'pictures', splits=('a',)) / 'a'


@pytest.fixture
def root(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / 'pictures')


def command(root, workdir):
    return ('run', 'own_pictures', f'--config.data.name=folder:{root}', *SMALL,
            f'--workdir={workdir}')


def run(root, workdir):
    config = lab_config('own_pictures', f'--config.data.name=folder:{root}', *SMALL)
    supervised.run(checked_configs.changed(config), str(workdir))
    return result(workdir)['digest'], rows(workdir)


@pytest.fixture(scope='module')
def straight(whole, tmp_path_factory):
    workdir = tmp_path_factory.mktemp('straight') / 'run'
    return *run(whole, workdir), workdir


@pytest.fixture(scope='module')
def stopped(whole, tmp_path_factory):
    """The same run, killed in its second epoch."""
    workdir = tmp_path_factory.mktemp('stopped') / 'run'
    with killed_before(5):
        run(whole, workdir)
    return workdir


@pytest.fixture
def half(stopped, tmp_path):
    return shutil.copytree(stopped, tmp_path / 'run')


def renamed(root):
    """Gives pictures other names, in the reverse order, but the one whose side is that of all."""
    for number, path in enumerate(sorted((path for path in root.rglob('*.*')
                                          if path.parent.name != 'cup'), reverse=True)):
        path.rename(path.with_name(f'z{number:03}{path.suffix}'))


def test_killed_moved_renamed_and_resumed_is_never_stopped(straight, root, tmp_path):
    """A real kill -9 by the command line, then the same command with the new place."""
    done = cli(*command('pictures', tmp_path / 'run'), cwd=tmp_path, moment='before:save:3')
    assert done.returncode == -9
    moved = root.rename(tmp_path / 'moved')
    renamed(moved)
    done = cli(*command(moved, tmp_path / 'run'))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert (result(tmp_path / 'run')['digest'], rows(tmp_path / 'run')) == straight[:2]
    assert f'"folder:{moved}"' in (tmp_path / 'run' / 'config.json').read_text('utf-8')


def test_order_by_path_would_be_seen(straight, root, tmp_path, monkeypatch):
    """What the order is taken from is what makes a renamed folder the same."""
    monkeypatch.setattr(picture_index.Index, 'order', lambda self, split: np.flatnonzero(
        self.is_test == (split == 'test')))
    assert run(root, tmp_path / 'run')[0] != straight[0]


def added(root):
    shutil.copy(root / 'cup' / '0.png', root / 'rocket' / 'new.png')


def removed(root):
    (root / 'rocket' / '3.jpg').unlink()


def changed(root):
    path = root / 'rocket' / '3.jpg'
    path.write_bytes(path.read_bytes() + b'\0')


@pytest.mark.parametrize('change', [added, removed, changed])
def test_resume_on_other_pictures_is_refused(half, root, change):
    before = {path: path.read_bytes() for path in half.rglob('*')
              if path.is_file() and path.name != 'lock'}
    change(root)
    with pytest.raises(Exception, match='the data is not that which this run was begun with'):
        run(root, half)
    assert before == {path: path.read_bytes() for path in before}


def test_without_the_comparison_of_contents_another_net_would_come_out(
        straight, half, root, monkeypatch):
    changed(root)
    monkeypatch.setattr(manifest, 'check_same_data', lambda *_: None)
    monkeypatch.setattr('tf_labs.training.identity.Identity.difference', lambda *_: '')
    assert run(root, half)[0] != straight[0]


def test_names_of_classes_go_through(straight, whole):
    workdir = straight[2]
    picture = next((whole / '고양이').iterdir())
    for words in (('predict', f'--image={picture}', '--index=0'),
                  ('similar', f'--image={picture}')):
        done = ask(words[0], f'--workdir={workdir}', *words[1:])
        assert done.returncode == 0 and _is_told_boxes_alone(done.stderr), done.stderr
        assert any(name in done.stdout for name in picture_folder.CLASSES)
    done = cli('report', f'--workdir={workdir}')
    assert done.returncode == 0 and _is_told_boxes_alone(done.stderr), done.stderr
    page = (workdir / 'report.html').read_text('utf-8')
    assert all(name in page for name in picture_folder.CLASSES)


def test_page_answers_to_pictures_as_the_run_does(straight, whole, tmp_path, opened):
    """A crop, a mean and colour jitter in training."""
    workdir = straight[2]
    done = ask('page', f'--workdir={workdir}', f'--output={tmp_path / "x.html"}')
    assert done.returncode == 0 and done.stdout == f'{tmp_path / "x.html"}\n', done.stderr
    page = opened(tmp_path / 'x.html', width=390)
    assert page.locator('.answers tbody th').all_text_contents() == list(picture_folder.CLASSES)
    assert 'less than a millionth' in page.locator('#check').text_content()
    assert 'the middle 12 x 12 pixels, less the mean' in page.locator('.net').inner_text()
    picture = next(path for path in (whole / '고양이').iterdir() if path.suffix == '.png')
    page.set_input_files('#file', picture)
    page.wait_for_function('answers.length')
    trained = TrainedRun(RunDirectory(workdir), None)
    sample = images.load(str(picture), 'folder:', 16, facts=trained.data)
    found = np.reshape(page.evaluate('[...form.pixels]'), sample.pixels.shape)
    np.testing.assert_allclose(found, sample.pixels, atol=1)  # Pillow's, or an older Pillow's
    np.testing.assert_allclose(page.evaluate('[...answers[0].logits]'), trained.logits(
        tf.constant(found[np.newaxis], tf.uint8))[0], atol=1e-4)


def _is_told_boxes_alone(text):
    """True for nothing, or the line that no font here has Korean letters."""
    return not text or text.count('\n') == 1 and 'no font here has all letters' in text


def test_what_is_asked_of_other_pictures_is_refused(straight, root, tmp_path):
    """The test split was changed: what is told of it would be of other pictures."""
    shutil.copytree(straight[2], tmp_path / 'run')
    run(root, tmp_path / 'run')
    index = picture_index.of(root, again=True)
    path = picture_index.Files(index, index.order('test')).where(0)
    with open(path, 'ab') as file:
        file.write(b'\0')
    done = ask('eval', f'--workdir={tmp_path / "run"}')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'is not the data of this run; expected sha256 ' in done.stderr
    assert ' of the split test; received ' in done.stderr
    shutil.rmtree(root)
    done = ask('eval', f'--workdir={tmp_path / "run"}')
    assert done.returncode == 3 and 'cannot be read as a folder of pictures' in done.stderr
    with figures_undrawn():
        done = ask('report', f'--workdir={tmp_path / "run"}')
    assert done.returncode == 0, done.stderr


def test_comparison_does_not_mix_two_states_of_a_folder(root, tmp_path):
    words = (*command(root, tmp_path / 'run'), '--seeds=2')
    done = cli(*words, moment='after:child:1')
    assert done.returncode == -9
    changed(root)
    done = ask(*words)
    assert done.returncode == 2 and 'the data is not that which' in done.stderr
