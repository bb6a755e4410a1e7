"""The plateau rule by hand, its limits, and its checkpoint."""

import math

import pytest
import tensorflow as tf

from tf_labs.nn.plateau import Plateau


def answers(plateau, errors) -> list[int]:
    """Returns at which of the errors the rate was to be lowered."""
    return [place for place, error in enumerate(errors) if plateau.observe(error, place + 1)]


def test_rule_by_hand():
    plateau = Plateau(patience=2)
    # better, better, worse, same: a drop; better, worse, better, worse, worse: a drop
    assert answers(plateau, (0.5, 0.4, 0.45, 0.4, 0.3, 0.35, 0.29, 0.3, 0.29)) == [3, 8]
    assert float(plateau.best) == 0.29 and int(plateau.drops) == 2 and int(plateau.waited) == 0


def test_an_error_that_never_improves_brings_three_drops_and_no_more():
    plateau = Plateau(patience=3)
    assert answers(plateau, [0.5] * 40) == [3, 6, 9]
    assert int(plateau.drops) == 3


def test_an_error_that_always_improves_brings_none():
    assert answers(Plateau(patience=1), [1 / n for n in range(1, 50)]) == []


@pytest.mark.parametrize('patience, drops, expected', [(1, 2, [1, 2]), (1, 0, []), (4, 1, [4])])
def test_patience_and_number_of_drops(patience, drops, expected):
    assert answers(Plateau(patience, drops), [0.1] * 10) == expected


def test_lowest_error_stays_after_a_drop():
    """A rate that was lowered has to beat what the higher one reached."""
    assert answers(Plateau(patience=2), (0.1, 0.5, 0.5, 0.3, 0.2)) == [2, 4]


def test_evaluations_of_the_warm_up_do_not_count():
    """Whose lowest error does: of steps 1, 2, ... the first three are those of the warm-up."""
    assert answers(Plateau(patience=2), [0.5] * 8) == [2, 4, 6]
    assert answers(Plateau(patience=2, begins_after=3), [0.5] * 8) == [4, 6]
    assert answers(Plateau(patience=2, begins_after=3), [0.5, 0.4, 0.5, 0.45, 0.45]) == [4]


def test_nan_is_no_improvement():
    plateau = Plateau(patience=2)
    assert answers(plateau, (0.5, math.nan, math.nan)) == [2]
    assert float(plateau.best) == 0.5


@pytest.mark.parametrize('cut', range(9))
def test_restored_one_goes_on_as_if_never_stopped(cut, tmp_path):
    errors = (0.5, 0.4, 0.45, 0.4, 0.3, 0.35, 0.31, 0.3, 0.29)
    whole = answers(Plateau(2), errors)
    first, second = Plateau(2), Plateau(2)
    found = answers(first, errors[:cut])
    path = tf.train.Checkpoint(plateau=first.variables).write(str(tmp_path / 'plateau'))
    tf.train.Checkpoint(plateau=second.variables).read(path).assert_consumed()
    found += [cut + place for place in answers(second, errors[cut:])]
    assert found == whole == [3, 6]
    assert [one.dtype for one in second.variables] == [tf.float64, tf.int64, tf.int64]
