"""Damaged checkpoints: the newest sound one is used, and never a fresh start instead."""

import shutil

import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.killed_run import killed_before
from tf_labs.errors import RunFailedError
from tf_labs.experiments import supervised
from tf_labs.training import checkpoints

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('undrawn')]

# 3 steps an epoch, of which nothing is traced; all kinds of state are those of test_resume.py.
RUN = ('--config.model.hidden_sizes=24,16', '--config.optimizer.name=sgd',
       '--config.optimizer.momentum=0.9', '--config.data.train_examples=96',
       '--config.train.epochs=3', '--config.train.checkpoint_every_steps=2',
       '--config.train.execution=eager', '--config.train.diagnostics=False')


@pytest.fixture(scope='module')
def runs(tmp_path_factory):
    """Returns (a run killed at step 6 with checkpoints 2, 4 and 6, a whole run)."""
    root = tmp_path_factory.mktemp('runs')
    supervised.run(digits_config(*RUN), str(root / 'whole'))
    with killed_before(6):
        supervised.run(digits_config(*RUN), str(root / 'killed'))
    assert sorted(path.name for path in (root / 'killed').glob('ckpt-*.index')) == [
        'ckpt-2.index', 'ckpt-4.index', 'ckpt-6.index']
    return root / 'killed', root / 'whole'


def truncate(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b'')


def remove(path):
    path.unlink()


DATA, INDEX = 'ckpt-6.data-00000-of-00001', 'ckpt-6.index'


@pytest.mark.parametrize('name, damage', [
    (DATA, truncate), (DATA, flip_bit), (DATA, remove), (INDEX, flip_bit), (INDEX, empty)])
def test_newest_damaged(name, damage, runs, tmp_path, capsys):
    """What it goes on to is looked at below."""
    shutil.copytree(runs[0], tmp_path / 'run')
    damage(tmp_path / 'run' / name)
    with killed_before(4):
        supervised.run(digits_config(*RUN), str(tmp_path / 'run'))
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1, warning
    assert 'ckpt-6 is damaged' in warning and 'going on from step 4' in warning


def test_newest_without_its_index(runs, tmp_path, capsys):
    """It is written last: without it there never was a checkpoint."""
    shutil.copytree(runs[0], tmp_path / 'run')
    remove(tmp_path / 'run' / INDEX)
    supervised.run(digits_config(*RUN), str(tmp_path / 'run'))
    assert capsys.readouterr().err == ''
    assert result(tmp_path / 'run')['digest'] == result(runs[1])['digest']
    assert rows(tmp_path / 'run') == rows(runs[1])


def test_two_newest_damaged(runs, tmp_path, capsys):
    shutil.copytree(runs[0], tmp_path / 'run')
    flip_bit(tmp_path / 'run' / DATA)
    remove(tmp_path / 'run' / 'ckpt-4.data-00000-of-00001')
    supervised.run(digits_config(*RUN), str(tmp_path / 'run'))
    assert capsys.readouterr().err.count('going on from step 2\n') == 2
    assert result(tmp_path / 'run')['digest'] == result(runs[1])['digest']


def test_twin_without_verification_a_flipped_bit_is_restored(runs, tmp_path, monkeypatch):
    """TensorFlow checks on reading too, but then some variables are already overwritten."""
    shutil.copytree(runs[0], tmp_path / 'run')
    flip_bit(tmp_path / 'run' / DATA)
    monkeypatch.setattr(checkpoints.Checkpoints, '_examine',
                        lambda self, step: checkpoints._Found(
                            None, checkpoints.Origin(self._identity)))
    with pytest.raises((tf.errors.OpError, RunFailedError)):
        supervised.run(digits_config(*RUN), str(tmp_path / 'run'))


def test_all_damaged_is_refused_and_nothing_is_lost(runs, tmp_path):
    shutil.copytree(runs[0], tmp_path / 'run')
    for path in (tmp_path / 'run').glob('ckpt-*.data-*'):
        truncate(path)
    before = {path.name: path.read_bytes() for path in (tmp_path / 'run').iterdir()
              if path.is_file() and path.name != 'lock'}
    done = ask('run', f'--config={ROOT}/configs/digits.py', *RUN, f'--workdir={tmp_path}/run')
    assert done.returncode == 1
    assert done.stderr.count('\n') == 1 and 'no sound checkpoint' in done.stderr
    after = {name: (tmp_path / 'run' / name).read_bytes() for name in before}
    assert after == before


def test_all_removed_is_refused(runs, tmp_path):
    shutil.copytree(runs[0], tmp_path / 'run')
    for path in (tmp_path / 'run').glob('ckpt-*'):
        path.unlink()
    with pytest.raises(RunFailedError, match='there is none'):
        supervised.run(digits_config(*RUN), str(tmp_path / 'run'))


@pytest.mark.parametrize('content, keep, expected', [
    (b'model_checkpoint_path: "ckpt-2"\nall_model_checkpoint_paths: "ckpt-2"\n', 1, [9]),
    (None, 4, [4, 6, 8, 9])])
def test_state_file_has_no_effect_and_only_the_newest_are_kept(content, keep, expected, runs,
                                                               tmp_path, capsys):
    """Those of before a resume are counted with it."""
    shutil.copytree(runs[0], tmp_path / 'run')
    state_file = tmp_path / 'run' / 'checkpoint'
    state_file.unlink() if content is None else state_file.write_bytes(content)
    supervised.run(digits_config(*RUN, f'--config.train.keep={keep}'), str(tmp_path / 'run'))
    assert capsys.readouterr().err == ''
    assert result(tmp_path / 'run')['digest'] == result(runs[1])['digest']
    assert tf.train.latest_checkpoint(str(tmp_path / 'run')).endswith('ckpt-9')
    kept = sorted(int(path.stem[5:]) for path in (tmp_path / 'run').glob('ckpt-*.index'))
    assert kept == expected


def test_checkpoint_of_another_layout_does_not_fit(runs, tmp_path):
    shutil.copytree(runs[0], tmp_path / 'run')
    config = (tmp_path / 'run' / 'config.json').read_text()
    (tmp_path / 'run' / 'config.json').write_text(config.replace('24,', '25,'))
    with pytest.raises(RunFailedError, match='another config than config.json says'):
        supervised.run(digits_config(*RUN[1:], '--config.model.hidden_sizes=25,16'),
                       str(tmp_path / 'run'))
