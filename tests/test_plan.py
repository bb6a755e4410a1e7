"""How a run is cut into blocks."""

import json
import time

import pytest

from tests import nets
from tests.asked import ask
from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import ROOT
from tf_labs.data import pipeline
from tf_labs.data import sources
from tf_labs.doctor import examination
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.training import config_plan
from tf_labs.training.plan import MAX_BLOCK_BYTES
from tf_labs.training.plan import Plan
from tf_labs.training.plan import steps_per_call
from tf_labs.training.run_directory import RunDirectory


def plan(**changes) -> Plan:
    return Plan(**{'total_steps': 30, 'steps_per_epoch': 10, 'steps_per_call': 4,
                   'checkpoint_every': 10, 'eval_every': 10, **changes})


def test_blocks_cut_at_epochs():
    assert list(plan().blocks(0))[:4] == [(0, 4), (4, 4), (8, 2), (10, 4)]


@pytest.mark.parametrize('changes', [{}, {'checkpoint_every': 7}, {'steps_per_call': 1},
                                     {'total_steps': 23}, {'checkpoint_every': 1000}])
@pytest.mark.parametrize('start', [0, 3, 10, 22])
def test_blocks_cover_each_step_once_and_cross_nothing(changes, start):
    cut = plan(**changes)
    step = start
    for first, steps in cut.blocks(start):
        assert first == step and 1 <= steps <= cut.steps_per_call
        for boundary in (cut.steps_per_epoch, cut.checkpoint_every):
            assert first // boundary == (first + steps - 1) // boundary
        step += steps
    assert step == cut.total_steps


def test_a_resumed_run_meets_the_blocks_it_would_have_had():
    whole = list(plan().blocks(0))
    assert list(plan().blocks(5))[1:] == [block for block in whole if block[0] >= 8]


def test_nothing_left_to_do():
    assert list(plan().blocks(30)) == []


def test_cadences():
    cut = plan(total_steps=25, eval_every=20, checkpoint_every=8)
    assert [s for s in range(1, 26) if cut.ends_epoch(s)] == [10, 20, 25]
    assert [s for s in range(1, 26) if cut.is_evaluated(s)] == [20, 25]
    assert [s for s in range(1, 26) if cut.is_saved(s)] == [8, 16, 24, 25]
    assert [cut.epoch(s) for s in (1, 10, 11, 25)] == [1, 1, 2, 3] and cut.epochs() == 3


@pytest.mark.parametrize('epoch, checkpoint, bytes_, expected', [
    (600, 600, 78400, 100), (468, 468, 100352, 94), (44, 44, 2048, 44), (600, 7, 78400, 7),
    (600, 600, MAX_BLOCK_BYTES, 1), (600, 600, 2 * MAX_BLOCK_BYTES, 1), (1, 600, 100, 1),
])
def test_block_length(epoch, checkpoint, bytes_, expected):
    assert steps_per_call(epoch, checkpoint, bytes_) == expected


def looks(cut: Plan, last: int) -> list[int]:
    return [step for step in range(last + 1) if cut.is_diagnosed(step)]


def test_looks_are_frequent_early_and_at_evaluations():
    long = plan(diagnosed=True, total_steps=600, steps_per_epoch=600, eval_every=600)
    assert looks(long, 600) == [1, 4, 16, 64, 256, 600]
    assert looks(plan(diagnosed=True), 30) == [1, 4, 10, 20, 30]
    assert looks(plan(diagnosed=True, total_steps=25, eval_every=20), 25) == [1, 4, 20, 25]
    assert looks(plan(diagnosed=True, steps_per_epoch=8, eval_every=16), 30) == [1, 4, 16, 30]
    assert looks(plan(diagnosed=True, steps_per_epoch=1, eval_every=1), 3) == [1, 2, 3]
    assert looks(plan(), 30) == []


@pytest.mark.parametrize('start', [0, 3, 10])
def test_the_step_before_a_look_is_a_call_of_its_own(start):
    cut = plan(diagnosed=True)
    parts = [part for block in cut.blocks(start) for part in cut.parts(*block)]
    step = start
    for first, steps in parts:
        assert first == step and steps >= 1
        step += steps
    assert step == cut.total_steps
    for due in looks(cut, 30):
        assert due <= start or (due - 1, 1) in parts


def test_a_block_nobody_looks_into_is_one_call():
    assert list(plan().parts(4, 4)) == [(4, 4)]
    assert list(plan(diagnosed=True).parts(12, 4)) == [(12, 4)]


@pytest.mark.slow
def test_a_run_longer_than_memory_begins_at_once():
    """Blocks are cut when they are asked for; a list of those of 10**9 epochs has no end."""
    config = digits_config('--config.train.epochs=1000000000')
    train = sources.load('digits', ('train',), None)['train']
    cut = nets.planned(config, len(train))
    began = time.perf_counter()
    blocks = iter(pipeline.training_blocks(
        train, cut.blocks(0), seed=1, batch_size=32, steps_per_call=cut.steps_per_call))
    assert [int(next(blocks)[2]) for _ in range(3)] == [44, 44, 44]
    assert time.perf_counter() - began < 20 and cut.total_steps == 44 * 10**9


@pytest.mark.slow
def test_blocks_go_on_where_one_piece_ends_and_the_next_begins(monkeypatch):
    def labels():
        return [tuple(block[1].numpy().ravel()) for block in pipeline.training_blocks(
            train, plan(steps_per_epoch=14).blocks(0), seed=1, batch_size=100, steps_per_call=4)]

    train = sources.load('digits', ('train',), None)['train']
    whole = labels()
    monkeypatch.setattr(pipeline, 'BLOCKS_AT_ONCE', 3)
    assert labels() == whole and len(whole) > 6


@pytest.mark.slow
@pytest.mark.parametrize('overrides, words', [
    (('--config.train.epochs=10000000000000000',),
     'config.train.epochs is too large; expected at most 204709073971386'),
    (('--config.train.steps=9007199254740993',), 'config.train.steps is too large'),
    (('--config.train.steps=100000000000000000000000',), 'config.train.steps is too large'),
])
def test_more_than_can_be_counted_is_refused(overrides, words, tmp_path):
    done = ask('run', f'--config={ROOT}/configs/digits.py', *overrides,
               f'--workdir={tmp_path}/run')
    assert done.returncode == 2 and done.stderr.count('\n') == 1 and words in done.stderr
    assert not list(tmp_path.iterdir())
    assert nets.planned(digits_config(f'--config.train.steps={2**53}'), 1437).total_steps


@pytest.mark.slow
def test_more_runs_than_a_comparison_holds_are_refused(tmp_path):
    began = time.perf_counter()
    done = ask('run', f'--config={ROOT}/configs/digits.py', '--seeds=10000000000',
               f'--workdir={tmp_path}/run')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'seeds come to more than the 100000 runs' in done.stderr and not list(tmp_path.iterdir())
    assert time.perf_counter() - began < 20
    assert comparison.seeds(3, 5) == [3, 1, 2, 4, 5] and len(comparison.seeds(7, 10**5)) == 10**5


def test_a_batch_that_no_example_fills():
    with pytest.raises(UserError, match='batch_size is larger than the data'):
        nets.planned(digits_config(), 31)


def test_a_block_is_never_longer_than_an_epoch():
    config = digits_config('--config.train.steps_per_call=1000000000000')
    assert nets.planned(config, 1437).steps_per_call == 44


@pytest.mark.parametrize('overrides, used', [
    (('--config.data.validation_examples=437',), 1000), ((), 1437), ((), 500)])
def test_run_and_doctor_count_alike(overrides, used, tmp_path, monkeypatch):
    """With examples held out, with all, and with fewer prepared than the catalog knows of."""
    if used == 500:
        load = sources.load
        monkeypatch.setattr(sources, 'load', lambda *arguments, **settings: {
            split: part.first(500) for split, part in load(*arguments, **settings).items()})
    config = digits_config(*overrides, '--config.train.epochs=7')
    total = 7 * (used // 32)
    directory = RunDirectory(tmp_path)
    directory.write_config(config)
    directory.write_json('manifest', json.loads(json.dumps({
        'lab': 'digits', 'seed': 1, 'execution': 'graph', 'environment': {}, 'data_dir': '',
        'data_sha256': {}, 'sessions': [], 'examples': {'train': used}})))
    assert config_plan.plan_of(
        config, directory.data(config), directory.read_json('manifest')).total_steps == total
    assert nets.planned(config, used).total_steps == total
    (line, *_) = examination.lines(directory)
    assert f'of {total})' in line


@pytest.mark.slow
def test_doctor_counts_as_the_run_did(tmp_path):
    done = cli('run', f'--config={ROOT}/configs/digits.py', '--config.train.epochs=4000',
               '--config.data.validation_examples=437', '--config.train.execution=graph',
               '--config.train.diagnostics=False', '--config.model.hidden_sizes=8',
               f'--workdir={tmp_path}/run', moment='after:row:2:SIGTERM')
    said = done.stderr.split('saved at ')[1].split(';')[0]
    assert done.returncode == 143 and said.endswith(' of 124000')
    assert f'not ended ({said})' in ask('doctor', f'--workdir={tmp_path}/run').stdout
