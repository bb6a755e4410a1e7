"""Whose files these are: checkpoints of another run are never taken."""

import dataclasses
import json
from pathlib import Path
import shutil

import pytest

from tests.asked import ask
from tests.conftest import result
from tests.conftest import rows
from tests.small_runs import arguments
from tests.small_runs import contents
from tests.small_runs import run
from tests.small_runs import without_identity
from tf_labs.data.preparation import Preparation
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import checkpoints

pytestmark = pytest.mark.usefixtures('undrawn')


@pytest.mark.slow
def test_a_directory_that_is_removed_under_a_run_ends_it(tmp_path, monkeypatch):
    save = checkpoints.Checkpoints.save

    def save_and_remove(self, state, step, *digests):
        save(self, state, step, *digests)
        if step == 1:
            shutil.rmtree(tmp_path / 'run')

    monkeypatch.setattr(checkpoints.Checkpoints, 'save', save_and_remove)
    with pytest.raises(RunFailedError, match='is gone: it was removed or moved'):
        run(tmp_path / 'run')
    assert not (tmp_path / 'run').exists()


@pytest.mark.slow
def test_a_run_whose_directory_is_moved_writes_into_no_other(small_run, tmp_path, monkeypatch):
    shutil.copytree(small_run, tmp_path / 'other')
    before, write = contents(tmp_path / 'other'), checkpoints.CheckpointWriter.write

    def move_and_write(self, checkpoint, path):
        if path.endswith('ckpt-1'):
            (tmp_path / 'run').rename(tmp_path / 'moved')
            (tmp_path / 'other').rename(tmp_path / 'run')
        return write(self, checkpoint, path)

    monkeypatch.setattr(checkpoints.CheckpointWriter, 'write', move_and_write)
    with pytest.raises(RunFailedError, match='is gone: it was removed or moved'):
        run(tmp_path / 'run', epochs=2)
    assert contents(tmp_path / 'run') == before


@pytest.mark.slow
def test_checkpoints_without_their_config_are_no_place_for_a_new_run(copied):
    (copied / 'config.json').unlink()
    before = contents(copied)
    with pytest.raises(UserError, match='config.json is lost'):
        run(copied, '--config.seed=1')
    assert contents(copied) == before


@pytest.fixture(scope='module')
def of_another_seed(tmp_path_factory) -> Path:
    workdir = tmp_path_factory.mktemp('runs') / 'other'
    run(workdir, '--config.seed=5', epochs=3)
    return workdir


def put_in(other: Path, copied: Path, step: int, name: int | None = None) -> None:
    for file in other.glob(f'ckpt-{step}.*'):
        shutil.copy(file, copied / file.name.replace(str(step), str(name or step)))


@pytest.mark.slow
def test_a_checkpoint_of_another_run_is_not_taken(of_another_seed, copied, capsys):
    put_in(of_another_seed, copied, 6)
    before = result(copied)
    evaluated = ask('eval', f'--workdir={copied}')
    assert 'ckpt-6 belongs to another run: another config' in evaluated.stderr
    assert 'at step 4' in evaluated.stdout
    assert ask('eval', f'--workdir={copied}', '--step=6').returncode == 1
    capsys.readouterr()
    run(copied, epochs=2)
    assert 'going on from step 4' in capsys.readouterr().err
    assert result(copied) == before


@pytest.mark.slow
def test_twin_without_identity_the_other_run_is_taken(of_another_seed, copied, monkeypatch):
    put_in(of_another_seed, copied, 6)
    monkeypatch.setattr(checkpoints.Identity, 'difference', lambda *_: '')
    with pytest.raises(UserError, match='already longer'):
        run(copied, epochs=2)


@pytest.mark.slow
def test_a_checkpoint_under_another_name_is_not_taken(copied, capsys):
    put_in(copied, copied, 3, 5)
    assert run(copied, epochs=2)['steps'] == 4
    assert 'ckpt-5 is that of step 3 under another name' in capsys.readouterr().err


@pytest.mark.slow
def test_a_changed_config_json_does_not_go_with_the_checkpoints(copied):
    stored = json.loads((copied / 'config.json').read_text())
    stored['data']['scale'] = 1.0
    (copied / 'config.json').write_text(json.dumps(stored))
    evaluated = ask('eval', f'--workdir={copied}')
    assert evaluated.returncode == 1 and evaluated.stderr.count('\n') == 1
    assert 'belongs to another run: another config than config.json says' in evaluated.stderr


@pytest.mark.slow
def test_a_run_of_version_0_4_0_goes_on_and_gets_an_identity(
        small_run, tmp_path, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints.Checkpoints, '_with_origin',
                      lambda self, state, has_origin=True: _bare(state))
        run(tmp_path / 'run')
    without_identity(tmp_path / 'run')
    capsys.readouterr()
    run(tmp_path / 'run', epochs=2)
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'has no identity yet' in warning
    assert result(tmp_path / 'run')['digest'] == result(small_run)['digest']
    assert rows(tmp_path / 'run') == rows(small_run)
    assert 'identity' in result(tmp_path / 'run')
    run(tmp_path / 'run', epochs=3)
    assert capsys.readouterr().err == ''


def _bare(state):
    state.checkpoint.save_counter.assign(0)
    return state.checkpoint


@pytest.mark.slow
def test_an_old_checkpoint_of_another_run_is_not_taken_by_a_run_with_an_identity(
        tmp_path, monkeypatch, copied, capsys):
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints.Checkpoints, '_with_origin',
                      lambda self, state, has_origin=True: _bare(state))
        run(tmp_path / 'old', '--config.seed=5', epochs=3)
    put_in(tmp_path / 'old', copied, 6)
    capsys.readouterr()
    run(copied, epochs=2)
    warning = capsys.readouterr().err
    assert 'ckpt-6 belongs to another run: it has no identity' in warning
    evaluated = ask('eval', f'--workdir={copied}')
    assert 'at step 4' in evaluated.stdout and 'ckpt-6 belongs' in evaluated.stderr


@pytest.mark.slow
def test_another_preparation_is_not_taken(tmp_path):
    centred = ('--config.data.subtract_mean=True',)
    run(tmp_path / 'run', *centred)
    path = tmp_path / 'run' / 'preparation.npz'
    other = Preparation.from_bytes(path.read_bytes())
    path.write_bytes(dataclasses.replace(other, mean=other.mean + 9).to_bytes())
    for command in (['eval', f'--workdir={tmp_path}/run'],
                    arguments(tmp_path / 'run', *centred, epochs=2)):
        done = ask(*command)
        assert done.returncode == 1 and done.stderr.count('\n') == 1, done.stderr
        assert 'was made with another preparation.npz than there is' in done.stderr
