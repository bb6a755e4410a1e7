"""How a run is cut into blocks."""

import pytest

from tf_labs.training.plan import MAX_BLOCK_BYTES
from tf_labs.training.plan import Plan
from tf_labs.training.plan import steps_per_call


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
