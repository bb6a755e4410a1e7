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
