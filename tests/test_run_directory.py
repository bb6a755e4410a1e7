"""The files of a run: no path is a pattern, no link is followed, a file is whole or not there."""

import os
import shutil

import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import ROOT
from tests.small_runs import arguments
from tests.small_runs import contents
from tests.small_runs import run
from tests.small_runs import SHORT
from tf_labs.errors import LabError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import literal_path
from tf_labs.training import run_files
from tf_labs.training import stored_forms
from tf_labs.training.folder import Folder
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.usefixtures('undrawn')

# No path is a pattern.


@pytest.mark.slow
def test_a_name_with_pattern_characters_is_like_any_other(small_run, tmp_path, capsys):
    name = '[r]un*]b?back\\slash{run}[c'
    shutil.copytree(small_run, tmp_path / 'run')
    before = contents(tmp_path / 'run')
    run(tmp_path / name, '--config.seed=5', epochs=2)
    run(tmp_path / name, '--config.seed=5', epochs=3)
    assert sorted(path.name for path in (tmp_path / name).glob('*.index')) == [
        'ckpt-4.index', 'ckpt-5.index', 'ckpt-6.index']
    assert contents(tmp_path / 'run') == before
    evaluated = ask('eval', f'--workdir={tmp_path / name}')
    assert evaluated.returncode == 0 and 'at step 6' in evaluated.stdout, evaluated.stderr
    assert capsys.readouterr().err == ''


@pytest.mark.slow
def test_twin_tensorflow_takes_a_path_for_a_pattern(tmp_path, monkeypatch):
    monkeypatch.setattr(literal_path, '_PATTERN_CHARACTERS', frozenset())
    monkeypatch.setattr(Folder, 'place', property(lambda self: str(self.root)))
    with pytest.raises(LabError):
        run(tmp_path / '[r]un')
        run(tmp_path / '[r]un', epochs=2)


# What a kill leaves behind.


LEFTOVERS = ('checkpoint.tmp1a2b', 'checkpoint.4711.new', 'result.json.99999999.new',
             'config.json.99999999.new', 'metrics.jsonl.new', 'ckpt-7.data-00000-of-00001',
             'ckpt-7_temp/part-0', 'saving/ckpt-9.index',
             'saving/ckpt-9_temp/part-00000-of-00001.index', 'tables/x.csv.99999999.new',
             'figures/x.png.99999999.new', '.preparation.npz.new')


@pytest.mark.slow
@pytest.mark.parametrize('holds_run', [False, True])
def test_what_a_killed_save_leaves_is_removed(holds_run, small_run, tmp_path):
    if holds_run:
        shutil.copytree(small_run, tmp_path / 'run')
    for name in ('lock', *LEFTOVERS):
        (tmp_path / 'run' / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / 'run' / name).write_bytes(b'half')
    run(tmp_path / 'run', epochs=3)
    left = {str(path.relative_to(tmp_path / 'run')) for path in (tmp_path / 'run').rglob('*')}
    assert not left & set(LEFTOVERS) and not any(path.startswith('saving') for path in left)


@pytest.mark.slow
def test_what_a_user_has_put_into_a_run_stays(copied):
    own = ('metrics.jsonl.1', 'result.json.2', 'figures/holiday.png.2024', 'saving/thesis.txt',
           'notes.txt')
    for name in own:
        (copied / name).parent.mkdir(exist_ok=True)
        (copied / name).write_text('of the user')
    run(copied, epochs=3)
    assert all((copied / name).read_text() == 'of the user' for name in own)


@pytest.mark.parametrize('name', ['report.txt', 'saving/thesis.txt', 'figures/holiday.png',
                                  'checkpoint', 'tables/a.csv', 'result.json'])
def test_a_directory_of_somebody_is_no_place_for_a_run(name, tmp_path):
    """Names that a run has too are no sign of one: it writes its lock before anything else."""
    (tmp_path / 'own' / name).parent.mkdir(parents=True)
    (tmp_path / 'own' / name).write_text('of the user')
    for command in (arguments(tmp_path / 'own'), ['run', f'--config={ROOT}/configs/mse_by_hand.py',
                                                  f'--workdir={tmp_path}/own']):
        done = ask(*command)
        assert done.returncode == 2 and 'neither empty nor a run' in done.stderr
    assert (tmp_path / 'own' / name).read_text() == 'of the user'


@pytest.mark.slow
def test_every_file_of_a_run_is_in_the_table(small_run):
    names = [str(path.relative_to(small_run)) for path in small_run.rglob('*') if path.is_file()]
    assert names and all(run_files.of(name) for name in names)


def test_readme_of_checkpoints_is_made_of_the_table():
    assert (ROOT / 'checkpoints' / 'README.md').read_text('utf-8') == run_files.readme()


# Links.


OUTSIDE = b'of somebody else'


@pytest.mark.slow
@pytest.mark.parametrize('name, commands', [
    ('lock', 'run'), ('config.json', 'eval'), ('metrics.jsonl', 'report'),
    ('ckpt-4.index', 'run'), ('tensorboard', 'run'), ('metrics.jsonl.new', 'run')])
def test_a_link_in_a_run_directory_leads_nowhere(name, commands, copied, tmp_path):
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
    for command in commands.split(', '):
        done = ask(*(arguments(copied, epochs=3) if command == 'run' else
                     [command, f'--workdir={copied}']))
        assert 'Traceback' not in done.stderr, done.stderr
        kept = outside / 'file' if name == 'tensorboard' else outside
        assert kept.read_bytes() == OUTSIDE and not kept.is_symlink()
    if name == 'tensorboard':
        assert [path.name for path in outside.iterdir()] == ['file']


@pytest.mark.slow
def test_twin_with_links_followed_the_file_outside_is_overwritten(copied, tmp_path, monkeypatch):
    outside = tmp_path / 'outside'
    outside.write_bytes(OUTSIDE)
    (copied / 'lock').unlink()
    (copied / 'lock').symlink_to(outside)
    monkeypatch.setattr('tf_labs.training.folder._SAFELY', 0)
    os.close(RunDirectory(copied).files.open('lock', os.O_WRONLY | os.O_TRUNC))
    assert outside.read_bytes() == b''


@pytest.mark.slow
def test_a_run_of_a_comparison_that_is_a_link_is_refused(small_run, tmp_path):
    shutil.copytree(small_run, tmp_path / 'outside')
    before = contents(tmp_path / 'outside')
    (tmp_path / 'all' / 'digits').mkdir(parents=True)
    RunDirectory(tmp_path / 'all').write_config(digits_config(*SHORT, '--config.train.epochs=3'))
    (tmp_path / 'all' / 'digits' / 'seed-777').symlink_to(tmp_path / 'outside')
    found = ask(*arguments(tmp_path / 'all', '--seeds=1', epochs=3))
    assert found.returncode == 2 and 'a link in a run directory is not followed' in found.stderr
    assert contents(tmp_path / 'outside') == before


@pytest.mark.slow
@pytest.mark.parametrize('name', ['config.json', 'metrics.jsonl', 'lock'])
def test_a_pipe_holds_nobody_up(name, copied):
    (copied / name).unlink()
    os.mkfifo(copied / name)
    done = cli(*arguments(copied, epochs=3), timeout=60)
    assert ': unforeseen ' not in done.stderr and name in done.stderr
    assert done.returncode or name == 'metrics.jsonl'  # which is begun anew, and said to be lost


@pytest.mark.slow
@pytest.mark.parametrize('name, command', [
    ('metrics.jsonl', 'run'), ('tensorboard', 'run'), ('saving', 'run'), ('report.html', 'report')])
def test_a_directory_in_place_of_a_file_or_the_other_way_is_one_line(name, command, copied):
    place = copied / name
    if place.is_dir():
        shutil.rmtree(place)
        place.write_text('no directory')
    elif place.is_file():
        place.unlink()
        (place / 'inner').mkdir(parents=True)
    elif name == 'report.html':
        place.mkdir()
    else:
        place.write_text('no directory')
    done = ask(*(arguments(copied, epochs=3) if command == 'run' else
                 ['report', f'--workdir={copied}']))
    assert ': unforeseen ' not in done.stderr and 'Traceback' not in done.stderr, done.stderr
    assert done.stderr.count('error: ') == (done.returncode != 0), done.stderr


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
