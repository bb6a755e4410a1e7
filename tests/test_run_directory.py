"""The files of a run: no path is a pattern, no link is followed, nothing is believed unread."""

import json
import os
from pathlib import Path
import shutil

import pytest

from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.killed_run import killed_before
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import supervised
from tf_labs.training import checkpoints
from tf_labs.training import run_files
from tf_labs.training import stored_forms
from tf_labs.training.folder import Folder
from tf_labs.training.run_directory import RunDirectory

SHORT = ('--config.model.hidden_sizes=8', '--config.train.execution=graph',
         '--config.train.diagnostics=False', '--config.train.checkpoint_every_steps=22')


def run(workdir, *overrides, epochs=1):
    return supervised.run(
        digits_config(*SHORT, f'--config.train.epochs={epochs}', *overrides), str(workdir))


def arguments(workdir, *overrides, epochs=1):
    return ['run', f'--config={ROOT}/configs/digits.py', *SHORT, *overrides,
            f'--config.train.epochs={epochs}', f'--workdir={workdir}']


@pytest.fixture(scope='module')
def done(tmp_path_factory) -> Path:
    workdir = tmp_path_factory.mktemp('runs') / 'done'
    run(workdir, epochs=2)
    return workdir


@pytest.fixture
def copied(done, tmp_path) -> Path:
    shutil.copytree(done, tmp_path / 'run')
    return tmp_path / 'run'


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


# No path is a pattern.


@pytest.mark.parametrize('name', ['run*', 'r?n', '[r]un', 'a[b', 'a]b', 'back\\slash', '{run}'])
def test_a_name_with_pattern_characters_is_like_any_other(name, done, tmp_path, capsys):
    shutil.copytree(done, tmp_path / 'run')
    before = contents(tmp_path / 'run')
    run(tmp_path / name, '--config.seed=5', epochs=2)
    run(tmp_path / name, '--config.seed=5', epochs=3)
    assert sorted(path.name for path in (tmp_path / name).glob('*.index')) == [
        'ckpt-110.index', 'ckpt-132.index', 'ckpt-88.index']
    assert contents(tmp_path / 'run') == before
    evaluated = cli('eval', f'--workdir={tmp_path / name}')
    assert evaluated.returncode == 0 and 'at step 132' in evaluated.stdout, evaluated.stderr
    assert capsys.readouterr().err == ''


def test_twin_tensorflow_takes_a_path_for_a_pattern(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, '_PATTERN_CHARACTERS', frozenset())
    with pytest.raises(LabError):
        run(tmp_path / '[r]un')
        run(tmp_path / '[r]un', epochs=2)


# What a kill leaves behind.


LEFTOVERS = ('checkpoint.tmp1a2b', 'checkpoint.4711.new', 'result.json.99999999',
             'config.json.99999999.new', 'report.txt.99999999', 'metrics.jsonl.new',
             'ckpt-7.data-00000-of-00001', 'ckpt-7_temp/part-0', 'saving/ckpt-9.index',
             'tables/x.csv.99999999', 'figures/x.png.99999999.new', '.preparation.npz.new')


@pytest.mark.parametrize('holds_run', [False, True])
def test_what_a_killed_save_leaves_is_removed(holds_run, done, tmp_path):
    if holds_run:
        shutil.copytree(done, tmp_path / 'run')
    for name in LEFTOVERS:
        (tmp_path / 'run' / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / 'run' / name).write_bytes(b'half')
    run(tmp_path / 'run', epochs=3)
    left = {str(path.relative_to(tmp_path / 'run')) for path in (tmp_path / 'run').rglob('*')}
    assert not left & set(LEFTOVERS) and not any(path.startswith('saving') for path in left)


def test_every_file_of_a_run_is_in_the_table(done):
    names = [str(path.relative_to(done)) for path in done.rglob('*') if path.is_file()]
    assert names and all(run_files.of(name) for name in names)


def test_readme_of_checkpoints_is_made_of_the_table():
    assert (ROOT / 'checkpoints' / 'README.md').read_text('utf-8') == run_files.readme()


# Whose files these are.


def test_a_directory_that_is_removed_under_a_run_ends_it(tmp_path, monkeypatch):
    save = checkpoints.Checkpoints.save

    def save_and_remove(self, state, step, *digests):
        save(self, state, step, *digests)
        if step == 22:
            shutil.rmtree(tmp_path / 'run')

    monkeypatch.setattr(checkpoints.Checkpoints, 'save', save_and_remove)
    with pytest.raises(RunFailedError, match='is gone: it was removed or moved'):
        run(tmp_path / 'run')
    assert not (tmp_path / 'run').exists()


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


def test_a_checkpoint_of_another_run_is_not_taken(of_another_seed, copied, capsys):
    put_in(of_another_seed, copied, 132)
    before = result(copied)
    evaluated = cli('eval', f'--workdir={copied}')
    assert 'ckpt-132 belongs to another run: another config' in evaluated.stderr
    assert 'at step 88' in evaluated.stdout
    assert cli('eval', f'--workdir={copied}', '--step=132').returncode == 1
    capsys.readouterr()
    run(copied, epochs=2)
    assert 'going on from step 88' in capsys.readouterr().err
    assert result(copied) == before


def test_twin_without_identity_the_other_run_is_taken(of_another_seed, copied, monkeypatch):
    put_in(of_another_seed, copied, 132)
    monkeypatch.setattr(checkpoints.Identity, 'difference', lambda *_: '')
    with pytest.raises(UserError, match='already longer'):
        run(copied, epochs=2)


def test_a_checkpoint_under_another_name_is_not_taken(copied, capsys):
    put_in(copied, copied, 66, 110)
    assert run(copied, epochs=2)['steps'] == 88
    assert 'ckpt-110 is that of step 66 under another name' in capsys.readouterr().err


def test_a_changed_config_json_does_not_go_with_the_checkpoints(copied):
    stored = json.loads((copied / 'config.json').read_text())
    stored['data']['scale'] = 1.0
    (copied / 'config.json').write_text(json.dumps(stored))
    evaluated = cli('eval', f'--workdir={copied}')
    assert evaluated.returncode == 1 and evaluated.stderr.count('\n') == 1
    assert 'belongs to another run: another config than config.json says' in evaluated.stderr


def without_identity(workdir: Path) -> None:
    """Makes of a run what version 0.4.0 has left."""
    for name in ('manifest.json', 'result.json'):
        stored = json.loads((workdir / name).read_text())
        (workdir / name).write_text(json.dumps(
            {key: value for key, value in stored.items() if key not in ('identity', 'written')}))


def test_a_run_of_version_0_4_0_goes_on_and_gets_an_identity(tmp_path, monkeypatch, capsys):
    run(tmp_path / 'straight', epochs=2)
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints.Checkpoints, '_with_origin',
                      lambda self, state, has_origin=True: _bare(state))
        run(tmp_path / 'run')
    without_identity(tmp_path / 'run')
    capsys.readouterr()
    run(tmp_path / 'run', epochs=2)
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'has no identity yet' in warning
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']
    assert rows(tmp_path / 'run') == rows(tmp_path / 'straight')
    assert 'identity' in result(tmp_path / 'run')
    run(tmp_path / 'run', epochs=3)
    assert capsys.readouterr().err == ''


def _bare(state):
    state.checkpoint.save_counter.assign(0)
    return state.checkpoint


# What was changed since it was written.


def edit(path: Path, **changes) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_an_edited_result_is_not_believed(copied, capsys):
    before = result(copied)
    edit(copied / 'result.json', test_accuracy=0.999)
    run(copied, epochs=2)
    warning = capsys.readouterr().err
    assert 'result.json is not what this run has written' in warning
    assert result(copied)['test_accuracy'] == before['test_accuracy']


def test_a_result_of_other_weights_is_told(copied, capsys):
    edit(copied / 'result.json', digest='0' * 64)
    run(copied, epochs=2)
    assert 'tells of other weights' in capsys.readouterr().err


@pytest.mark.parametrize('content', ['{}', '[]', 'null', '', '{"lab": NaN}', '\xff'])
def test_a_result_that_is_none_is_made_anew(content, copied):
    before = result(copied)
    (copied / 'result.json').write_text(content)
    run(copied, epochs=2)
    assert {**result(copied), 'wall_seconds': 0} == {**before, 'wall_seconds': 0}


def test_a_comparison_does_not_believe_an_edited_run(tmp_path):
    whole = arguments(tmp_path / 'all', '--seeds=2')
    assert cli(*whole).returncode == 0
    table = (tmp_path / 'all' / 'tables' / 'comparison.csv').read_text()
    for content in ('{}', None):
        path = tmp_path / 'all' / 'digits' / 'seed-1' / 'result.json'
        if content is None:
            edit(path, test_accuracy=0.999)
        else:
            path.write_text(content)
        again = cli(*whole)
        assert again.returncode == 0 and 'result.json' in again.stderr, again.stderr
        assert (tmp_path / 'all' / 'tables' / 'comparison.csv').read_text() == table


@pytest.mark.parametrize('change', ['lost', 'cut', 'edited'])
def test_rows_that_were_changed_before_a_resume_are_told(change, tmp_path, capsys):
    with killed_before(66):
        run(tmp_path / 'run', epochs=3)
    metrics = tmp_path / 'run' / 'metrics.jsonl'
    if change == 'lost':
        metrics.unlink()
    else:
        text = metrics.read_text()
        metrics.write_text('' if change == 'cut' else text.replace('"epoch": 1', '"epoch": 2'))
    capsys.readouterr()
    found = run(tmp_path / 'run', epochs=3)
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'metrics.jsonl is not what this run has written' in warning
    assert 'first_train_loss' not in found


@pytest.mark.parametrize('line', ['null', '"text"', 'NaN', '[1]', '{"step": 1}', '{"step": true}',
                                  '{"step": 300, "epoch": 3}', '{"step": 1e999}'])
def test_a_row_that_is_none_is_one_line(line, copied):
    with (copied / 'metrics.jsonl').open('a') as file:
        file.write(f'{line}\n')
    for command in ('report', 'doctor'):
        done = cli(command, f'--workdir={copied}')
        assert done.returncode == 0 and 'Traceback' not in done.stderr, done.stderr
        assert 'metrics.jsonl is damaged: line 3 is no row' in done.stderr


def test_rows_and_result_both_lost_are_no_end(copied):
    for name in ('metrics.jsonl', 'result.json'):
        (copied / name).unlink()
    again = cli(*arguments(copied, epochs=2))
    assert again.returncode == 1 and again.stderr.count('error') == 1, again.stderr
    assert 'Traceback' not in again.stderr
    longer = cli(*arguments(copied, epochs=3))
    assert longer.returncode == 0, longer.stderr


@pytest.mark.parametrize('change', [
    {'seed': -5}, {'model': {'hidden_sizes': [[1]]}}, {'model': {'activation': 'zzz'}},
    {'variants': [1]}, {'experiment': 'zzz'}, {'seed': None}, {'data': {'scale': 1e400}},
    {'train': {'epoch': 5}}, {'experiment': []}, {'data': 5}])
def test_a_config_json_with_impossible_values_is_one_line(change, copied):
    stored = json.loads((copied / 'config.json').read_text())
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(stored[key], dict):
            stored[key] |= value
        else:
            stored[key] = value
    (copied / 'config.json').write_text(json.dumps(stored))
    with pytest.raises(RunFailedError, match='config.json cannot be') as found:
        RunDirectory(copied).config()
    assert '\n' not in str(found.value)


# Links.


OUTSIDE = b'of somebody else'


@pytest.mark.parametrize('name', [
    'lock', 'config.json', 'manifest.json', 'metrics.jsonl', 'diagnostics.jsonl.gz',
    'result.json', 'ckpt-88.index', 'checkpoint', 'tensorboard', 'metrics.jsonl.new'])
def test_a_link_in_a_run_directory_leads_nowhere(name, copied, tmp_path):
    outside = tmp_path / 'outside'
    if name == 'tensorboard':
        outside.mkdir()
        (outside / 'file').write_bytes(OUTSIDE)
    else:
        outside.write_bytes(OUTSIDE)
    place = copied / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(outside)
    for command in (arguments(copied, epochs=3), ['eval', f'--workdir={copied}'],
                    ['report', f'--workdir={copied}']):
        done = cli(*command)
        assert 'Traceback' not in done.stderr, done.stderr
        kept = outside / 'file' if name == 'tensorboard' else outside
        assert kept.read_bytes() == OUTSIDE and not kept.is_symlink()
    if name == 'tensorboard':
        assert [path.name for path in outside.iterdir()] == ['file']


def test_twin_with_links_followed_the_file_outside_is_overwritten(copied, tmp_path, monkeypatch):
    outside = tmp_path / 'outside'
    outside.write_bytes(OUTSIDE)
    (copied / 'lock').unlink()
    (copied / 'lock').symlink_to(outside)
    monkeypatch.setattr('tf_labs.training.folder._SAFELY', 0)
    with RunDirectory(copied).locked():
        assert outside.read_bytes() != OUTSIDE


def test_a_run_of_a_comparison_that_is_a_link_is_refused(done, tmp_path):
    shutil.copytree(done, tmp_path / 'outside')
    before = contents(tmp_path / 'outside')
    (tmp_path / 'all' / 'digits').mkdir(parents=True)
    RunDirectory(tmp_path / 'all').write_config(digits_config(*SHORT, '--config.train.epochs=3'))
    (tmp_path / 'all' / 'digits' / 'seed-777').symlink_to(tmp_path / 'outside')
    found = cli(*arguments(tmp_path / 'all', '--seeds=1', epochs=3))
    assert found.returncode == 2 and 'a link in a run directory is not followed' in found.stderr
    assert contents(tmp_path / 'outside') == before


@pytest.mark.parametrize('name', ['config.json', 'metrics.jsonl', 'lock'])
def test_a_pipe_holds_nobody_up(name, copied):
    (copied / name).unlink()
    os.mkfifo(copied / name)
    done = cli(*arguments(copied, epochs=3), timeout=60)
    assert done.returncode and 'Traceback' not in done.stderr


# The lock.


def test_two_processes_never_hold_one_directory(tmp_path, monkeypatch):
    """A fails before it has written, B locks, A lets go, C locks: only one may hold it."""
    first, second, third = (RunDirectory(tmp_path / 'run') for _ in range(3))
    with first.locked():
        opened = second.files.open
        monkeypatch.setattr(second.files, 'open', lambda *given: _late(opened, given, first))
        with second.locked():
            with pytest.raises(UserError, match='another run trains'):
                with third.locked():
                    pass


def _late(opened, given, first):
    """Opens the lock file, and only then lets the one who holds it let go, which removes it."""
    descriptor = opened(*given)
    if first.is_locked:
        first._lock.release([first.path])
        first.path.mkdir(exist_ok=True)
    return descriptor


def test_a_lock_that_is_no_text_is_told(tmp_path):
    first = RunDirectory(tmp_path / 'run')
    with first.locked():
        (tmp_path / 'run' / 'lock').write_bytes(b'\xff\xfe')
        with pytest.raises(UserError, match='in use by process unknown'):
            with RunDirectory(tmp_path / 'run').locked():
                pass


# Single files.


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    files = Folder(tmp_path)
    files.write('a.json', b'first')
    monkeypatch.setattr(os, 'replace', lambda *_, **__: (_ for _ in ()).throw(OSError(28, 'full')))
    with pytest.raises(OSError):
        files.write('a.json', b'second')
    assert contents(tmp_path) == {'a.json': b'first'}


def test_a_file_that_is_too_large_is_refused(tmp_path):
    (tmp_path / 'a').write_bytes(b'12345')
    with pytest.raises(RunFailedError, match='too large'):
        Folder(tmp_path).read('a', largest=4)


def test_json_is_strict():
    with pytest.raises(ValueError):
        stored_forms.dumps({'a': float('nan')})
    for text in ('NaN', '-Infinity', '1e999', '[' * 100_000):
        with pytest.raises(ValueError):
            stored_forms.loads(text)
