"""`reproduce --rerun`: what it removes, what it never does, and that it continues."""

import dataclasses
import shutil

import pytest

from tests.conftest import digits_config
from tests.small_runs import SHORT
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError
from tf_labs.labs import begun_rerun
from tf_labs.labs import reproduction
from tf_labs.labs.wanted import Wanted
from tf_labs.training.run_directory import RunDirectory


def named(lab: str):
    config = digits_config(*SHORT)
    config.lab = lab
    return config


def wanted(root) -> Wanted:
    return Wanted(named('digits'), root, 2, 'cpu', None)


@pytest.fixture
def root(tmp_path):
    """A root where the lab was done by jobs."""
    place = wanted(tmp_path / 'runs').settled(2)
    (place.path / 'digits' / 'seed-1').mkdir(parents=True)
    RunDirectory(place.path).write_config(place.config)
    (place.path / 'lock').touch()
    (place.path / 'digits' / 'seed-1' / 'result.json').write_text('{}', 'utf-8')
    return tmp_path / 'runs'


def begin_anew(root, *others: str) -> None:
    """What `reproduce --rerun` does before it trains, of digits and further labs."""
    reproduction._begin_anew(root, [wanted(root), *(
        dataclasses.replace(wanted(root), config=named(other)) for other in others)])


def test_rerun_takes_nothing_from_a_process_that_trains(root):
    here = wanted(root).settled(2).path
    there = shutil.copytree(here, root / 'digits-0123abcd')  # of an earlier version
    other = shutil.copytree(here, root / 'another-0123abcd')
    before = {path: path.stat().st_mtime_ns for path in root.rglob('result.json')}
    with RunDirectory(there).locked():
        with pytest.raises(UserError, match='another run trains in this workdir'):
            begin_anew(root)
    assert before == {path: path.stat().st_mtime_ns for path in root.rglob('result.json')}
    begin_anew(root)
    assert not here.exists() and not there.exists() and other.exists()


def test_rerun_takes_nothing_where_the_data_is_gone(root, monkeypatch):
    one = wanted(root)
    here, before = one.settled(2).path, sorted(root.rglob('*'))
    with one.config.unlocked():
        one.config.data.name = f'npz:{root}/gone.npz'
    monkeypatch.setattr(Wanted, 'every_path', lambda _: [here])
    with pytest.raises(DataNotAvailableError, match='gone.npz'):
        reproduction._begin_anew(root, [one])
    assert sorted(root.rglob('*')) == before
    monkeypatch.setattr(Wanted, 'load_data', lambda _: None)
    reproduction._begin_anew(root, [one])
    assert not here.exists()


@pytest.mark.parametrize('is_protected', [True, False])
def test_a_rerun_that_was_interrupted_continues(is_protected, root, monkeypatch, capsys):
    """The same command, done by jobs or in a row, whatever was there before."""
    in_a_row, by_jobs = wanted(root).path, wanted(root).settled(2).path
    shutil.copytree(by_jobs, in_a_row)
    RunDirectory(in_a_row).write_config(wanted(root).config)
    kept = shutil.copytree(by_jobs, root.parent / 'kept')
    begin_anew(root)
    assert not in_a_row.exists() and not by_jobs.exists()
    if not is_protected:
        monkeypatch.setattr(begun_rerun.Note, 'kept', lambda *_: set())
    shutil.copytree(kept, by_jobs)  # trained since, by jobs
    capsys.readouterr()
    begin_anew(root)
    assert by_jobs.exists() == is_protected
    assert ('continues what --rerun has begun anew: digits' in capsys.readouterr().out
            ) == is_protected


def test_a_rerun_has_ended_with_the_last_of_its_labs(root):
    file, here = root / begun_rerun.FILE, wanted(root).settled(2).path
    names = {lab: dataclasses.replace(wanted(root), config=named(lab)).name for lab in 'ab'}
    begin_anew(root, 'a', 'b')
    here.mkdir()
    begun_rerun.end(root, [wanted(root).name])
    begin_anew(root, 'a')  # digits has come to its end in it, and is kept
    assert here.exists()
    begun_rerun.end(root, [names['a']])
    assert file.exists()
    begun_rerun.end(root, [names['b'], 'another-0123abcd'])
    assert not file.exists()
    begin_anew(root)
    assert not here.exists() and file.exists()


@pytest.mark.parametrize('content', [
    '[]', '{', '{"has_ended": {"digits": 1}, "removing": []}', '[' * 100_000, ' ' * 2**20 + '{}'])
def test_a_damaged_note_of_a_rerun_is_told_and_left_out(content, root, capsys):
    (root / begun_rerun.FILE).write_text(content, 'utf-8')
    here = wanted(root).settled(2).path
    begun_rerun.end(root, [wanted(root).name])
    begin_anew(root)
    told = capsys.readouterr()
    assert not here.exists() and 'rerun.json cannot be used (' in told.err
    assert f'removed, to be run anew: {here}' in told.out


def test_nothing_is_removed_where_it_cannot_be_noted(root):
    (root / begun_rerun.FILE).mkdir()
    before = sorted(root.rglob('*'))
    with pytest.raises(OSError, match='directory'):
        begin_anew(root)
    assert sorted(root.rglob('*')) == before


@pytest.mark.parametrize('is_protected', [True, False])
def test_what_a_killed_rerun_was_to_remove_the_next_command_removes(
        is_protected, root, monkeypatch):
    """And nothing else, whatever the note names."""
    here, foreign = wanted(root).settled(2).path, root / 'thesis-deadbeef'
    foreign.mkdir()

    def kill(path):
        (path / 'config.json').unlink()
        raise KeyboardInterrupt
    with monkeypatch.context() as patch:
        patch.setattr(begun_rerun, '_remove', kill)
        with pytest.raises(KeyboardInterrupt):
            begin_anew(root)
    file = root / begun_rerun.FILE
    file.write_text(file.read_text('utf-8').replace(
        '"removing": [', '"removing": ["thesis-deadbeef", "../digits-01234567",'), 'utf-8')
    if is_protected:
        begun_rerun.finish_removing(root, ['digits', 'gates'])
    assert foreign.exists() and here.exists() != is_protected
