"""Whether a lab has been run: what counts as done, by jobs or in a row, and what does not."""

import dataclasses
import json
import shutil

import pytest
import tensorflow as tf

from tests.conftest import digits_config
from tests.small_runs import SHORT
from tf_labs.experiments import comparison
from tf_labs.experiments import known_runs
from tf_labs.experiments import supervised
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.labs import reproduction
from tf_labs.labs.wanted import Wanted
from tf_labs.published.number import Published
from tf_labs.training.run_directory import RunDirectory

NUMBER = Published('digits', 'a claim', 'a source', 'loss > accuracy', 'direction',
                   ('digits/test_loss', 'digits/test_accuracy'), by_default=False)


def wanted(root, seeds: int = 2) -> Wanted:
    return Wanted(digits_config(*SHORT, '--config.train.epochs=1'), root, seeds, 'cpu', None)


@pytest.fixture(scope='module')
def done_by_jobs(tmp_path_factory):
    """A root where two seeds have come to their end, with one thread an operation."""
    root = tmp_path_factory.mktemp('reproduce')
    tf.config.list_logical_devices()  # it starts: one thread is not that of later tests
    handed_out = wanted(root).settled(2)
    comparison.run(supervised.run, handed_out.config, str(handed_out.path), 'cpu', 2)
    return root


@pytest.fixture
def root(done_by_jobs, tmp_path):
    return shutil.copytree(done_by_jobs, tmp_path / 'reproduce')


def seed_of(root, seed: int):
    return wanted(root).settled(2).path / 'digits' / f'seed-{seed}'


def judged(root):
    """What `reproduce --notrain` says, without --jobs."""
    one = wanted(root)
    return reproduction.run({'digits': one.config}, [NUMBER], root, seed_count=one.seed_count,
                            rerun=False, devices='cpu', abouts={'digits': None}, train=False)[0]


def test_what_jobs_have_done_is_done_for_a_row_too(root):
    handed_out = wanted(root).settled(2)
    assert not wanted(root).is_done and handed_out.path != wanted(root).path
    for jobs in (IN_A_ROW, 2, 5):
        assert wanted(root).as_done(jobs).path == handed_out.path
    assert wanted(root, seeds=3).as_done(IN_A_ROW) is None
    assert judged(root).judgement.verdict == 'PASS'


def test_what_jobs_have_begun_is_told_where_a_row_begins_anew(root, capsys):
    assert wanted(root).begun_by_jobs.path == wanted(root).settled(2).path
    reproduction._tell_of_jobs([wanted(root)])
    assert 'digits was begun with --jobs, in ' in capsys.readouterr().err
    shutil.copytree(wanted(root).settled(2).path, wanted(root).path)
    assert wanted(root).begun_by_jobs is None


def test_nets_are_asked_another_question_without_being_trained_again(root):
    """After hours of training: their directory is found, and the answer is written to it."""
    config = wanted(root).settled(2).config
    with config.unlocked():
        config.comparison.averaged = True
    other = dataclasses.replace(wanted(root), config=config)
    assert other.path == wanted(root).settled(2).path and other.is_done
    assert not (other.path / 'tables' / 'averaged.csv').exists()
    before = {file: file.stat().st_mtime_ns for file in other.path.glob('*/seed-*/result.json')}
    reproduction.run({'digits': config}, [NUMBER], root, seed_count=2, rerun=False, devices='cpu',
                     abouts={'digits': None}, train=False)
    assert (other.path / 'tables' / 'averaged.csv').exists() and len(before) == 2
    assert before == {file: file.stat().st_mtime_ns for file in before}


def test_what_earlier_versions_have_named_otherwise_is_found(root):
    here = wanted(root).settled(2).path
    there = here.rename(here.with_name('digits-0123abcd'))
    (root / 'digits-01234567').mkdir()  # without a config
    shutil.copytree(there, root / 'another-0123abcd')
    assert wanted(root).settled(2).path == there and wanted(root).as_done(IN_A_ROW).path == there
    assert wanted(root).path not in (there, here)  # another config than theirs
    assert judged(root).judgement.verdict == 'PASS'


@pytest.mark.parametrize('is_protected', [True, False])
def test_a_run_that_is_gone_is_not_trained_by_who_only_judges(is_protected, root, monkeypatch):
    """Though the table of the comparison is there; without a look at the runs it would be."""
    shutil.rmtree(seed_of(root, 1))
    if not is_protected:
        monkeypatch.setattr(Wanted, '_is_run_done', lambda *_: True)
    verdict = judged(root).judgement.verdict
    assert (verdict == 'NOT RUN') == is_protected
    assert seed_of(root, 1).exists() == (not is_protected)


@pytest.mark.parametrize('seeds', [None, 777, [[777]], [777]])
def test_runs_are_judged_whatever_the_result_of_the_comparison_says(seeds, root):
    """It is written again, also after fewer seeds have been judged."""
    file = wanted(root).settled(2).path / 'result.json'
    file.write_text(json.dumps({**json.loads(file.read_text()), 'seeds': seeds}))
    assert judged(root).judgement.verdict == 'PASS'
    assert json.loads(file.read_text())['seeds'] == [777, 1]


@pytest.mark.parametrize('content, words', [
    ('{}', "cannot be read (it has no 'experiment'); expected the config that a run has written"),
    ('{', 'cannot be read (JSONDecodeError: '),
    ('{"experiment": "supervised", "train": {"epochs": "x"}}',
     "cannot be used: config.train.epochs is of the wrong type; expected int; received 'x'"),
    ('{"experiment": "supervised", "model": {"filters": 5}}',
     'cannot be used: config.model.filters is of the wrong type; expected tuple; received 5')])
def test_a_damaged_config_is_told_and_not_done(content, words, root, capsys):
    (wanted(root).settled(2).path / 'config.json').write_text(content)
    assert judged(root).judgement.verdict == 'NOT RUN'
    told = capsys.readouterr().err
    assert words in told and told.startswith('tf-labs: warning: digits counts as not done: ')


def test_rows_that_were_changed_are_no_number_that_does_not_come_out(root, capsys):
    for change in (lambda file: file.write_text(file.read_text()[:-9]), lambda file: file.unlink()):
        change(seed_of(root, 1) / 'metrics.jsonl')
        assert judged(root).judgement.verdict == 'NOT RUN'
        assert 'metrics.jsonl' in capsys.readouterr().err


@pytest.mark.parametrize('is_protected', [True, False])
def test_a_result_of_another_run_is_not_judged(is_protected, root, monkeypatch, capsys):
    """One seed, copied and called another, would count as two."""
    shutil.rmtree(seed_of(root, 1))
    shutil.copytree(seed_of(root, 777), seed_of(root, 1))
    file = seed_of(root, 1) / 'config.json'
    file.write_text(file.read_text('utf-8').replace('"seed": 777', '"seed": 1'), 'utf-8')
    if not is_protected:
        monkeypatch.setattr(RunDirectory, 'is_own', lambda *_: True)
    assert judged(root).judgement.verdict == ('NOT RUN' if is_protected else 'PASS')
    assert ('belongs to another run' in capsys.readouterr().err) == is_protected


DIVERGED = {'diverged': 'at step 1'}


def test_a_divergence_that_is_told_beside_a_result_or_by_another_config_is_none(root, capsys):
    run, config = seed_of(root, 1), wanted(root).settled(2).config
    (run / 'diverged.json').write_text(json.dumps(DIVERGED), 'utf-8')
    (run / 'result.json').write_text((run / 'result.json').read_text('utf-8') + ' ', 'utf-8')
    assert judged(root).judgement.verdict == 'NOT RUN'
    (run / 'result.json').unlink()
    assert wanted(root).as_done(IN_A_ROW)
    other = config.copy_and_resolve_references()
    other.seed = 1
    other.optimizer.learning_rate = 0.5
    assert known_runs.outcome(other, RunDirectory(run)) is None
    other.optimizer.learning_rate = config.optimizer.learning_rate
    assert known_runs.outcome(other, RunDirectory(run)) == DIVERGED
    for whose, is_known in ((RunDirectory(run).identity(), True),
                            (RunDirectory(seed_of(root, 777)).identity(), False)):
        (run / 'diverged.json').write_text(json.dumps({**DIVERGED, 'identity': str(whose)}))
        assert known_runs.is_done(other, RunDirectory(run)) == is_known
        (run / 'config.json').rename(run / 'moved')  # as one that has diverged at once
        assert known_runs.is_done(other, RunDirectory(run)) == is_known
        (run / 'moved').rename(run / 'config.json')
    assert 'diverged.json is left out: it belongs to another run' in capsys.readouterr().err
    (run / 'config.json').unlink()
    for identity in ({}, {'identity': 'junk'}):
        (run / 'diverged.json').write_text(json.dumps({**DIVERGED, **identity}))
        assert not known_runs.is_done(other, RunDirectory(run))
    (run / 'diverged.json').write_text(json.dumps({**DIVERGED, 'identity': 'of-another'}))
    other.train.keep_best = True  # of examples held out that are counted once they are loaded
    assert known_runs.is_done(other, RunDirectory(run))


def test_a_table_that_cannot_be_written_is_told_and_the_lab_not_judged(root, capsys):
    shutil.rmtree(wanted(root).settled(2).path / 'tables')
    (wanted(root).settled(2).path / 'tables').touch()
    assert judged(root).judgement.verdict == 'NOT RUN'
    assert 'digits is not judged: ' in (told := capsys.readouterr().err) and '/tables' in told


def test_a_lab_that_is_at_work_is_told_and_not_judged(root, capsys):
    with RunDirectory(wanted(root).settled(2).path).locked():
        assert judged(root).judgement.verdict == 'NOT RUN'
    assert 'digits is not judged: another run trains in this workdir' in capsys.readouterr().err


def test_a_damaged_directory_of_a_row_is_told(root, capsys):
    """It says which threads jobs go on with, so they are looked for nowhere else."""
    wanted(root).path.mkdir()
    (wanted(root).path / 'config.json').write_text('{')
    assert wanted(root).as_done(IN_A_ROW) is None
    assert 'digits counts as not done' in capsys.readouterr().err
