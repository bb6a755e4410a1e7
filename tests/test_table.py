"""Small tables: every printed row, both forms, an independent descent, closed forms."""

import functools

import numpy as np
import pytest

from tests.conftest import lab_config
from tests.undrawn import figures_undrawn
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.data.small_tables import TABLES
from tf_labs.errors import UserError
from tf_labs.labs.table import lab as table
from tf_labs.published.judgement import PASS
from tf_labs.published.judging import judge
from tf_labs.published.notes import PUBLISHED


@functools.cache
def found(lab: str):
    """Returns what a lab finds as it is; several tests look at it."""
    return table.compute(lab_config(lab))


def values_of(lab: str, *overrides: str) -> dict:
    """What `reproduce` looks numbers up in."""
    findings = table.compute(lab_config(lab, *overrides)) if overrides else found(lab)
    return {f'{lab}/{key}': value for key, value in findings.values.items()} | {
        f'{lab}/{key}[{row["step"]}]': value for row in findings.rows
        for key, value in row.items()}


def measured_in(lab: str) -> list:
    """The published numbers that a run is held against, without the fields of its config."""
    return [number for number in PUBLISHED if number.lab == lab and not number.settings()]


@pytest.mark.slow
@pytest.mark.parametrize('lab, count', [
    ('linear_regression', 24), ('multivariable_regression', 11), ('matrix_regression', 12),
    ('regression_golden', 3)])
def test_every_printed_digit(lab, count):
    numbers = measured_in(lab)
    assert len(numbers) == count
    values = values_of(lab)
    for number in numbers:
        assert judge(number, [values]).verdict == PASS, (number, judge(number, [values]))


@pytest.mark.slow
def test_scalars_and_matrix_agree_to_the_last_bit():
    assert found('multivariable_regression').rows == found('matrix_regression').rows


@pytest.mark.slow
def test_without_the_order_of_sums_the_last_digits_differ():
    values = values_of('linear_regression', '--config.train.arithmetic=fast')
    numbers = measured_in('linear_regression')
    verdicts = [judge(number, [values]).verdict for number in numbers]
    assert 0 < verdicts.count('FAIL') < 5


@pytest.mark.slow
def test_descent_is_that_of_numpy_in_float64():
    quiz = TABLES['quiz']()
    weights, bias = np.zeros((3, 1)), 0.0
    for _ in range(101):
        error = quiz.x @ weights + bias - quiz.y
        cost = np.mean(error ** 2)
        weights, bias = (weights - 2e-5 * quiz.x.T @ error / 5, bias - 2e-5 * error.mean())
    row = found('multivariable_regression').rows[1]
    assert row['cost'] == pytest.approx(cost, rel=1e-4)
    assert [row['w1'], row['w2'], row['w3']] == pytest.approx(weights.ravel(), rel=1e-5)


@pytest.mark.slow
def test_predictions_after_20_steps_are_those_of_numpy():
    quiz = TABLES['quiz']()
    weights, bias = np.zeros((3, 1)), 0.0
    for _ in range(20):
        error = quiz.x @ weights + bias - quiz.y
        weights, bias = weights - 2e-5 * quiz.x.T @ error / 5, bias - 2e-5 * error.mean()
    said = found('matrix_regression').values['early_predictions']
    assert said == pytest.approx((quiz.x @ weights + bias)[:, 0], rel=1e-5)
    assert [f'{one:.2f}' for one in said] == ['152.80', '183.67', '180.97', '197.07', '140.10']


@pytest.mark.slow
@pytest.mark.parametrize('lab, expected', [
    ('linear_regression', ['x [3, 1] = [[1], [2], [3]], y [3, 1] = [[2], [4], [6]]',
                           'W = 0, b = 0', 'so y = 0 x + 0',
                           'hypothesis H(x) before the first step: [3, 1] = [[0], [0], [0]]']),
    ('matrix_regression', ['W [3, 1] = [[0], [0], [0]], b [1] = [0]'])])
def test_shapes_and_start_are_printed(lab, expected):
    assert set(expected) <= set(found(lab).lines)


def test_predictions_on_the_way_are_of_regressions():
    with pytest.raises(UserError, match='is for regressions'):
        validate(lab_config('xor_mlp', '--config.train.predictions_after=3'), data_sets.describe)


@pytest.mark.slow
def test_diabetes_comes_to_least_squares():
    values = table.compute(lab_config('diabetes_regression')).values
    assert values['r2'] == pytest.approx(values['r2_least_squares'], abs=1e-3)
    assert 0.4 < values['r2'] < 0.6


def test_diabetes_is_standardised_without_a_look_at_what_is_held_out():
    data = TABLES['diabetes']()
    assert len(data.x) == 331 and len(data.held_out[0]) == 111
    np.testing.assert_allclose(data.x.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(data.x.std(axis=0), 1, atol=1e-5)
    assert np.abs(data.held_out[0].mean(axis=0)).max() > 0.01


@pytest.mark.slow
@pytest.mark.parametrize('seed, solved', [
    (1, False), pytest.param(777, True, marks=pytest.mark.release)])
def test_two_hidden_units_win_or_end_at_half_of_ln_2(seed, solved):
    values = table.compute(lab_config('xor_mlp', f'--config.seed={seed}')).values
    assert (values['accuracy'] == 1) is solved
    assert (values['solved_at'] != 'never') is solved
    if not solved:
        assert values['cost'] == pytest.approx(np.log(2) / 2, abs=1e-3)


@pytest.mark.slow
def test_longer_in_the_same_directory_is_computed_anew(tmp_path):
    from tf_labs.labs import catalog
    run = catalog.experiment('table')
    whole = lab_config('linear_regression', '--config.train.steps=201')
    with figures_undrawn():
        short = run(lab_config('linear_regression', '--config.train.steps=101'),
                    str(tmp_path / 'a'))
        long, straight = (run(whole, str(tmp_path / place)) for place in 'ab')
    assert short['digest'] != long['digest'] == straight['digest']
    assert run(whole, str(tmp_path / 'a')) == long
