"""The rules: what passes, what is near, what fails, and that nothing wrong slips through."""

import dataclasses

import numpy as np
import pytest

from tf_labs.published import judging_seeds
from tf_labs.published.checks import CHECKS
from tf_labs.published.judgement import Judgement
from tf_labs.published.judging import judge
from tf_labs.published.notes import PUBLISHED
from tf_labs.published.number import Half
from tf_labs.published.number import Published

FIVE = [{'lab/cost': value} for value in (9.0, 9.5, 10.0, 10.5, 11.0)]  # 10 +- 0.79
RULES = {'exact', 'structure', 'setting', 'rounded', 'band', 'percentiles', 'share', 'direction',
         'factor', 'erratum', 'not run'}


def number(printed: str, rule: str, **settings) -> Published:
    return Published('lab', 'a quantity', 'a source', printed, rule, **settings)


def verdict(printed: str, rule: str, runs, *measured: str, **settings) -> str:
    return judge(number(printed, rule, measured=measured, **settings), runs).verdict


@pytest.mark.parametrize('printed, value, expected', [
    ('0.187', 0.18666, 'PASS'), ('0.187', 0.18649, 'FAIL'), ('62.5', 62.5, 'PASS'),
    ('62.5', 62.56, 'FAIL'), ('8', 8.0, 'PASS'), ('269,322', 269322, 'PASS'),
    ('269,322', 269332, 'FAIL'), ('2 4 6', [2.0, 4.0, 6.0], 'PASS'), ('2 4 6', [2.0, 4.0], 'FAIL'),
    ('-2 10', [-2, 10], 'PASS'), ('nan', float('nan'), 'PASS'), ('0.0', float('nan'), 'FAIL'),
    ('yes', True, 'PASS'), ('yes', False, 'FAIL'),
])
def test_exact(printed, value, expected):
    assert verdict(printed, 'exact', [{'lab/x': value}], 'lab/x') == expected
    assert verdict(printed, 'structure', [{'lab/x': value}], 'lab/x') == expected


@pytest.mark.parametrize('values, expected', [
    ([0.34671497, 0.34663987], 'PASS'), ([0.34671497, 0.346641], 'FAIL'), ([0.34671497], 'FAIL'),
    ([float('nan'), 0.34663987], 'FAIL')])
def test_exact_to_a_tolerance(values, expected):
    assert verdict('0.34671515 0.34663996', 'exact', [{'lab/x': values}], 'lab/x',
                   tolerance=5e-7) == expected


@pytest.mark.parametrize('printed, value, expected', [
    ('0.01', 0.01, 'PASS'), ('0.01', 0.012, 'FAIL'), ('1e-5', 1e-5, 'PASS'),
    ('256 256', (256, 256), 'PASS'), ('256 256', (256, 128), 'FAIL'), ('1/10 3', [0.1, 3], 'PASS'),
    ('1999', None, 'FAIL')])
def test_setting(printed, value, expected):
    assert verdict(printed, 'setting', [{'lab/field': value}], 'lab/field') == expected


@pytest.mark.parametrize('printed, value, expected', [
    ('60 million', 60_965_224, 'PASS'), ('60 million', 75_100_000, 'NEAR'),
    ('60 million', 86_000_000, 'FAIL'), ('650,000', 654_999, 'PASS'), ('650,000', 659_272, 'NEAR'),
    ('650,000', 622_312, 'FAIL'), ('1.2 million', 1_281_167, 'NEAR')])
def test_rounded(printed, value, expected):
    assert verdict(printed, 'rounded', [{'lab/x': value}], 'lab/x') == expected


@pytest.mark.parametrize('printed, expected', [
    ('10', 'PASS'), ('8.5', 'PASS'), ('11.5', 'PASS'), ('8.3', 'NEAR'), ('13.1', 'NEAR'),
    ('6.7', 'FAIL'), ('13.3', 'FAIL')])
def test_band_of_a_loss_is_two_sd(printed, expected):
    judged = judge(number(printed, 'band', measured=('lab/cost',)), FIVE)
    assert judged.verdict == expected and judged.ours == '10 +- 0.79'


@pytest.mark.parametrize('printed, expected', [('0.9058', 'PASS'), ('0.9060', 'NEAR'),
                                               ('0.9117', 'NEAR'), ('0.9119', 'FAIL')])
def test_band_of_an_accuracy_has_the_sampling_error(printed, expected):
    """1.96 sqrt(0.9 * 0.1 / 10000) = 0.00588."""
    assert verdict(printed, 'band', [{'lab/acc': 0.9}] * 5, 'lab/acc', examples=10000) == expected


def test_band_in_per_cent():
    judged = judge(number('90.58', 'band', measured=('lab/acc',), examples=10000, scale=100),
                   [{'lab/acc': 0.9}] * 5)
    assert judged.verdict == 'PASS' and judged.ours.startswith('90 ')


def test_fewer_than_five_seeds_leave_a_band_open():
    assert verdict('10', 'band', FIVE[:4], 'lab/cost') == 'OPEN'


@pytest.mark.parametrize('broken', [
    [0.1135] * 5,  # zeros: one answer to every image
    [0.02, 0.021, 0.019, 0.02, 0.022]])  # labels that are swapped for others
def test_band_of_a_broken_experiment_fails(broken):
    runs = [{'lab/acc': value} for value in broken]
    assert verdict('0.944', 'band', runs, 'lab/acc', examples=10000) == 'FAIL'


@pytest.mark.parametrize('ends, modes', [
    ((0.0012, 0.0011, 0.0013, 0.0012, 0.347), 2),  # one of five got stuck
    ((0.347, 0.347, 0.0012, 0.0011, 0.347), 2), ((0.69315, 0.0002, 0.0003, 0.0002, 0.0002), 2),
    ((9.0, 9.5, 10.0, 10.5, 11.0), 0), ((0.95, 0.9501, 0.9502, 0.9501, 0.99), 0),  # a factor of 1
    ((0.0002, 0.0003, 0.00025, 0.00018, 0.0004), 0), ((1.0,) * 5, 0)])
def test_a_band_over_two_modes_is_refused(ends, modes):
    assert len(judging_seeds.two_modes(ends)) == modes
    judged = judge(number(f'{np.mean(ends)}', 'band', measured=('lab/cost',)),
                   [{'lab/cost': end} for end in ends])
    assert (judged.verdict == 'FAIL' and 'two modes' in judged.ours) if modes else (
        judged.verdict == 'PASS')


def test_one_mode_is_seldom_taken_for_two():
    generator = np.random.default_rng(0)
    draws = generator.lognormal(sigma=0.4, size=(500, 5))
    assert np.mean([bool(judging_seeds.two_modes(row)) for row in draws]) < 0.02


@pytest.mark.parametrize('printed, expected', [
    ('0.3471', 'PASS'), ('0.3469', 'NEAR'), ('0.3481', 'NEAR'), ('0.3468', 'FAIL'), ('1', 'FAIL')])
def test_percentiles(printed, expected):
    runs = [{'lab/cost[9900]': [0.347, 0.348, 0.3469, 0.349, 39]}]
    assert verdict(printed, 'percentiles', runs, 'lab/cost[9900]') == expected


def test_percentiles_of_a_constant_and_of_few_runs():
    assert verdict('0.3471', 'percentiles', [{'lab/x': [0.6931] * 4 + [256]}], 'lab/x') == 'FAIL'
    assert verdict('0.3471', 'percentiles', [{'lab/x': [0, 1, 0, 1, 19]}], 'lab/x') == 'OPEN'


@pytest.mark.parametrize('printed, ours, expected', [
    ('1 of 1 gets stuck', [39, 256], 'PASS'), ('1 of 1 gets stuck', [0, 256], 'FAIL'),
    ('1 of 1 gets stuck', [3, 256], 'NEAR'), ('0 of 20', [10, 20], 'FAIL'),
    ('10 of 20', [12, 20], 'PASS'), ('1 of 1', [0, 5], 'OPEN')])
def test_share(printed, ours, expected):
    assert verdict(printed, 'share', [{'lab/count': ours}], 'lab/count') == expected


def test_share_is_told_with_wilsons_interval():
    """(p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), z = 1.96."""
    judged = judge(number('1 of 1', 'share', measured=('lab/count',)), [
        {'lab/count': [20, 100]}, {'lab/count': [19, 156]}])
    p, n, z = 39 / 256, 256, 1.959964
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    assert judged.ours == (f'39 of 256: 0.152, 95% {middle - half:.3f} to {middle + half:.3f}')


@pytest.mark.parametrize('pairs, expected', [
    ([(2, 1), (3, 1)], 'PASS'), ([(2, 1), (1, 1.5)], 'NEAR'), ([(1, 2), (1, 1)], 'FAIL'),
    ([(1, 1)] * 5, 'FAIL'),  # a constant
    ([(0.11, 0.96), (0.09, 0.97)], 'FAIL'),  # swapped labels
    ([(0, 0), (0, 1)], 'FAIL'), ([(0, 0), (1, 0)], 'NEAR')])
def test_direction(pairs, expected):
    runs = [{'lab/a': a, 'lab/b': b} for a, b in pairs]
    judged = judge(number('a beats b', 'direction', measured=('lab/a', 'lab/b')), runs)
    assert judged.verdict == expected
    assert judged.ours.endswith('direction only')


@pytest.mark.parametrize('control, expected', [(1.5, 'PASS'), (2.5, 'FAIL')])
def test_a_direction_has_to_hold_against_the_control_as_well(control, expected):
    runs = [{'lab/a': 2, 'lab/b': 1, 'lab/c': control}] * 3
    judged = judge(number('a beats b', 'direction', measured=(
        'lab/a', 'lab/b', 'lab/a', 'lab/c')), runs)
    assert judged.verdict == expected
    assert judged.ours == (f'2 > 1 (3 of 3 runs) and 2 > {control} ({3 * (control < 2)} of 3 runs)'
                           ', direction only')


def test_direction_of_a_fault_that_no_net_has_is_open():
    judged = judge(number('a beats b', 'direction', measured=('lab/a', 'lab/b')),
                   [{'lab/a': 0, 'lab/b': 0.0}] * 5)
    assert judged == Judgement('0 and 0 in all of 5 runs: nothing to compare', 'OPEN')


@pytest.mark.parametrize('ratios, expected', [
    ((5.5, 6.2, 6.0, 5.8, 6.6), 'PASS'), ((5, 5.3, 5.6, 5.2, 5.9), 'NEAR'),
    ((2.0, 2.1, 2.2, 1.9, 2.0), 'FAIL'), ((1.0,) * 5, 'FAIL'), ((1 / 6,) * 5, 'FAIL'),
    ((6.0, 6.0), 'OPEN'), ((5.8, 6.2, 6.1), 'PASS'), ((4.0, 9.0, 6.0), 'OPEN'),
    ((6.0, 6.0, 6.0, 6.0, -1.0), 'FAIL'),
    ((0.8, 60, 2, 30, 8), 'OPEN'), ((2.5, 15, 9, 4, 10), 'OPEN')])  # 1 to 70, and 2.6 to 16
def test_factor(ratios, expected):
    """Larger in each run is not enough: the size is judged, and only where it is known."""
    runs = [{'lab/a': ratio * 100, 'lab/b': 100} for ratio in ratios]
    judged = judge(number('6 times as fast', 'factor', measured=('lab/a', 'lab/b')), runs)
    assert judged.verdict == expected, judged


def test_factor_has_an_interval_on_the_logarithm():
    runs = [{'lab/a': ratio, 'lab/b': 1.0} for ratio in (4.0, 5.0, 6.0, 7.5, 9.0)]
    logs = np.log([4.0, 5.0, 6.0, 7.5, 9.0])
    half = 2.776445 * logs.std(ddof=1) / np.sqrt(5)
    low, high = np.exp(logs.mean() - half), np.exp(logs.mean() + half)
    judged = judge(number('6', 'factor', measured=('lab/a', 'lab/b')), runs)
    assert judged.ours == f'factor {np.exp(logs.mean()):.3g}, 95% {low:.3g} to {high:.3g}'


ERRATUM = {'right': Half('62.5', 'exact', ('lab/mse',)),
           'wrong': Half('44.5', 'exact', ('lab/slip',)), 'note': 'a slip'}


@pytest.mark.parametrize('mse, slip, expected', [
    (62.5, 44.5, 'PASS'), (62.4, 44.5, 'FAIL'), (62.5, 44.4, 'FAIL')])
def test_either_half_of_an_erratum_can_fail(mse, slip, expected):
    judged = judge(number('44.5', 'erratum', **ERRATUM), [{'lab/mse': mse, 'lab/slip': slip}])
    assert judged.verdict == expected
    assert judged.ours == f'right: {mse}; as printed: {slip}'


@pytest.mark.parametrize('change', [
    {'right': None}, {'wrong': None}, {'note': ''}, {'measured': ('lab/mse',)},
    {'right': Half('44.5', 'exact', ('lab/mse',))}])
def test_an_erratum_that_could_not_fail_is_none(change):
    with pytest.raises(ValueError, match='a quantity'):
        number('44.5', 'erratum', **{**ERRATUM, **change})


def test_halves_by_direction_and_band():
    """The right set-up must lie above, and the mistake give the printed number."""
    row = number('0.8917', 'erratum', right=Half('right > printed', 'direction', (
        'lab/right', 'lab/slip')), wrong=Half('0.8917', 'band', ('lab/slip',)), note='a slip')
    slips = (0.885, 0.888, 0.891, 0.889, 0.890)
    assert judge(row, [{'lab/right': 0.9, 'lab/slip': slip} for slip in slips]).verdict == 'PASS'
    assert judge(row, [{'lab/right': slip, 'lab/slip': slip} for slip in slips]).verdict == 'FAIL'
    assert judge(row, [{'lab/right': 0.99, 'lab/slip': slip - 0.1} for slip in slips]).verdict == (
        'FAIL')


def test_what_was_not_measured_fails():
    assert verdict('1', 'exact', [{}], 'lab/x') == 'FAIL'
    assert verdict('1', 'setting', [], 'lab/x') == 'FAIL'
    assert verdict('1', 'band', [*FIVE, {}], 'lab/cost') == 'FAIL'


def test_what_is_not_run_says_what_it_needs():
    row = number('37.5 17.0', 'not run', needs='ImageNet', command='tf-labs run alexnet')
    assert judge(row, []).verdict == 'NOT RUN' and judge(row, []).ours == 'not run: needs ImageNet'
    for missing in ({'needs': ''}, {'command': ''}, {'measured': ('lab/x',)}):
        with pytest.raises(ValueError, match='lacks'):
            number('1', 'not run', **{'needs': 'a', 'command': 'b', **missing})


def test_rows():
    for one in (*PUBLISHED, *CHECKS):
        assert one.rule in RULES and {part.rule for part in one.parts()} <= RULES
        assert not one.note.endswith('.')
        assert all(key.partition('/')[2] for key in (*one.keys(), *one.settings()))
    rows = [(one.lab, one.quantity, one.source) for one in (*PUBLISHED, *CHECKS)]
    assert len(rows) == len(set(rows))


def test_no_number_is_judged_twice_by_one_measurement():
    judged = [(one.printed, one.measured) for one in PUBLISHED if one.measured]
    assert len(judged) == len(set(judged))


def test_a_share_of_seeds_is_judged_as_one():
    """xor_mlp ends in one of two places; its mean cost is a number that no run has."""
    assert not [one for one in PUBLISHED if one.rule == 'band' and 'xor_mlp' in one.lab]
    assert [one for one in PUBLISHED if one.rule == 'share']


def test_a_number_made_wrong_is_noticed():
    """The twin of every exact row: one digit changed."""
    exact = next(one for one in PUBLISHED if one.printed == '0.187 0.080 18.666666')
    runs = [{'linear_regression/w1[0]': 0.18666667, 'linear_regression/b[0]': 0.08,
             'linear_regression/cost[0]': 18.666666}]
    assert judge(exact, runs).verdict == 'PASS'
    assert judge(dataclasses.replace(exact, printed='0.187 0.080 18.666667'), runs).verdict == (
        'FAIL')
