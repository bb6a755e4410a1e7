"""The rules: what passes, what is near, what fails, and that nothing wrong slips through."""

import dataclasses

import pytest

from tf_labs.published.judging import judge
from tf_labs.published.notes import Published
from tf_labs.published.notes import PUBLISHED

FIVE = [{'lab/cost': value} for value in (9.0, 9.5, 10.0, 10.5, 11.0)]  # 10 +- 0.79


def number(printed: str, rule: str, **settings) -> Published:
    return Published('lab', 'a quantity', 'a source', printed, rule, **settings)


@pytest.mark.parametrize('printed, value, verdict', [
    ('0.187', 0.18666, 'PASS'), ('0.187', 0.18649, 'FAIL'), ('62.5', 62.5, 'PASS'),
    ('62.5', 62.56, 'FAIL'), ('8', 8.0, 'PASS'), ('269,322', 269322, 'PASS'),
    ('269,322', 269332, 'FAIL'), ('2 4 6', [2.0, 4.0, 6.0], 'PASS'), ('2 4 6', [2.0, 4.0], 'FAIL'),
    ('-2 10', [-2, 10], 'PASS'), ('nan', float('nan'), 'PASS'), ('0.0', float('nan'), 'FAIL'),
])
def test_exact(printed, value, verdict):
    assert judge(number(printed, 'exact', measured=('lab/x',)), [{'lab/x': value}]).verdict == (
        verdict)


@pytest.mark.parametrize('printed, verdict', [
    ('10', 'PASS'), ('8.5', 'PASS'), ('11.5', 'PASS'), ('8.3', 'NEAR'), ('13.1', 'NEAR'),
    ('6.7', 'FAIL'), ('13.3', 'FAIL')])
def test_band_of_a_loss_is_two_sd(printed, verdict):
    judged = judge(number(printed, 'band', measured=('lab/cost',)), FIVE)
    assert judged.verdict == verdict and judged.ours == '10 +- 0.79'


@pytest.mark.parametrize('printed, verdict', [('0.9058', 'PASS'), ('0.9060', 'NEAR'),
                                              ('0.9117', 'NEAR'), ('0.9119', 'FAIL')])
def test_band_of_an_accuracy_has_the_sampling_error(printed, verdict):
    """1.96 sqrt(0.9 * 0.1 / 10000) = 0.00588."""
    runs = [{'lab/acc': 0.9}] * 5
    assert judge(number(printed, 'band', measured=('lab/acc',), examples=10000), runs).verdict == (
        verdict)


def test_band_in_per_cent():
    runs = [{'lab/acc': 0.9}] * 5
    judged = judge(number('90.58', 'band', measured=('lab/acc',), examples=10000, scale=100), runs)
    assert judged.verdict == 'PASS' and judged.ours.startswith('90 ')


def test_fewer_than_five_seeds_leave_a_band_open():
    assert judge(number('10', 'band', measured=('lab/cost',)), FIVE[:4]).verdict == 'OPEN'


@pytest.mark.parametrize('pairs, verdict', [
    ([(2, 1), (3, 1)], 'PASS'), ([(2, 1), (1, 1.5)], 'NEAR'), ([(1, 2), (1, 1)], 'FAIL')])
def test_direction(pairs, verdict):
    runs = [{'lab/a': a, 'lab/b': b} for a, b in pairs]
    judged = judge(number('a beats b', 'direction', measured=('lab/a', 'lab/b')), runs)
    assert judged.verdict == verdict
    assert 'factor' in judged.ours


def test_erratum_needs_the_right_value_and_the_printed_one():
    wrong = number('44.5', 'erratum', measured=('lab/mse',), right='62.5',
                   reproduced_by=('lab/slip',), note='a slip')
    assert judge(wrong, [{'lab/mse': 62.5, 'lab/slip': 44.5}]).verdict == 'PASS'
    assert judge(wrong, [{'lab/mse': 62.4, 'lab/slip': 44.5}]).verdict == 'FAIL'
    assert judge(wrong, [{'lab/mse': 62.5, 'lab/slip': 44.4}]).verdict == 'FAIL'


def test_what_was_not_measured_fails():
    assert judge(number('1', 'exact', measured=('lab/x',)), [{}]).verdict == 'FAIL'
    assert judge(number('1', 'band', measured=('lab/cost',)), [*FIVE, {}]).verdict == 'FAIL'


def test_every_erratum_is_explained():
    for one in PUBLISHED:
        assert one.rule in ('exact', 'band', 'direction', 'structure', 'erratum')
        assert one.note or one.rule != 'erratum', one
        assert one.measured and not one.note.endswith('.')
        assert all(key.partition('/')[2] for key in (*one.measured, *one.reproduced_by))


def test_a_number_made_wrong_is_noticed():
    """The twin of every exact row: one digit changed."""
    exact = next(one for one in PUBLISHED if one.lab == 'linear_regression')
    runs = [{'linear_regression/w1[0]': 0.18666667, 'linear_regression/b[0]': 0.08,
             'linear_regression/cost[0]': 18.666666}]
    assert judge(exact, runs).verdict == 'PASS'
    assert judge(dataclasses.replace(exact, printed='0.187 0.080 18.666667'), runs).verdict == (
        'FAIL')
