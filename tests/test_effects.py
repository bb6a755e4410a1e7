"""Effects against numbers worked out by hand, scipy's own tests, and draws whose truth is known."""

import math

import numpy as np
import pytest
from scipy import stats

from tf_labs.report import effects

BASE = {1: 1.0, 2: 2.0, 3: 3.0, 4: 4.0}
OTHER = {4: 8.0, 1: 3.0, 2: 5.0, 3: 4.0}  # another order: 2, 3, 1 and 4 more, seed by seed
T_3 = 3.182446305  # of any table: 97.5% of Student's t with 3 degrees of freedom


def test_same_seeds_are_paired():
    found = effects.effect(OTHER, BASE)
    half = T_3 * math.sqrt(5 / 3) / 2
    assert found.difference == pytest.approx(2.5)
    assert (found.low, found.high) == pytest.approx((2.5 - half, 2.5 + half))
    assert found.half_width == pytest.approx(half)
    assert (found.method, found.seeds, found.excludes_zero) == (effects.PAIRED, (4, 4), True)


def test_paired_as_scipy_has_it():
    test = stats.ttest_rel([3.0, 5.0, 4.0, 8.0], [1.0, 2.0, 3.0, 4.0])
    found = effects.effect(OTHER, BASE)
    assert (found.low, found.high) == pytest.approx(tuple(test.confidence_interval(0.95)))
    assert found.p == pytest.approx(test.pvalue)


def test_other_seeds_are_independent():
    """Welch: variances 1 and 20/3, so se^2 = 1/3 + 5/3 and 4 / (1/18 + 25/27) = 4.0755 degrees."""
    values, base = {1: 1.0, 2: 2.0, 3: 3.0}, {1: 2.0, 2: 4.0, 3: 6.0, 4: 8.0}
    found = effects.effect(values, base)
    half = stats.t.ppf(0.975, 4 / (1 / 18 + 25 / 27)) * math.sqrt(2)
    assert (found.low, found.high) == pytest.approx((-3 - half, -3 + half))
    test = stats.ttest_ind([1.0, 2.0, 3.0], [2.0, 4.0, 6.0, 8.0], equal_var=False)
    assert found.p == pytest.approx(test.pvalue)
    assert (found.method, found.seeds, found.excludes_zero) == (effects.WELCH, (3, 4), False)


def test_pairs_see_what_a_spread_between_seeds_hides():
    """Seeds 10 apart, each difference near 1: paired it is told, between unlike seeds it is not."""
    base = {seed: 10.0 * seed for seed in range(5)}
    values = {seed: 10.0 * seed + 1 + 0.1 * (-1) ** seed for seed in range(5)}
    assert effects.effect(values, base).excludes_zero
    elsewhere = {seed + 5: value for seed, value in values.items()}
    assert effects.effect(elsewhere, base).excludes_zero is False


@pytest.mark.parametrize('values, base, method', [
    ({1: 2.0}, {1: 1.0}, effects.ONE_EACH), ({1: 2.0}, {7: 1.0}, effects.ONE_EACH),
    ({1: 2.0}, BASE, effects.ONE_OF_THEM), (BASE, {9: 1.0}, effects.ONE_OF_THEM),
    (BASE, BASE, effects.SAME),
    ({seed: value + 0.1 for seed, value in BASE.items()}, BASE, effects.NO_SPREAD),
    ({1: 0.5, 2: 0.5}, {3: 0.4, 4: 0.4, 5: 0.4}, effects.NO_SPREAD),
    ({1: 0.0, 2: 0.0}, {1: 0.0, 2: 0.0}, effects.SAME),
])
def test_no_interval_where_no_spread_is_known(values, base, method):
    """Also where the differences differ in their last bit alone, as 1.1 - 1 and 4.1 - 4 do."""
    found = effects.effect(values, base)
    assert found.method == method
    assert (found.low, found.high, found.p, found.half_width) == (None, None, None, None)
    assert not found.excludes_zero
    assert found.difference == pytest.approx(
        sum(values.values()) / len(values) - sum(base.values()) / len(base))


def test_one_constant_side_still_has_an_interval():
    found = effects.effect({1: 0.5, 2: 0.5}, {3: 0.4, 4: 0.5, 5: 0.6})
    assert found.method == effects.WELCH and found.half_width == pytest.approx(
        stats.t.ppf(0.975, 2) * 0.1 / math.sqrt(3))


def test_hedges_g_by_hand():
    """s^2 = (2 * 1 + 3 * 20/3) / 5 = 4.4; J(5) = Gamma(2.5) / (sqrt(2.5) Gamma(2)) = 0.840749."""
    assert effects.hedges_g([1.0, 2.0, 3.0], [2.0, 4.0, 6.0, 8.0]) == pytest.approx(
        -3 / math.sqrt(4.4) * 0.8407487, rel=1e-6)
    assert effects.hedges_g([1.0], [2.0, 4.0]) is None
    assert effects.hedges_g([1.0, 1.0], [2.0, 2.0]) is None


@pytest.mark.slow
def test_hedges_g_has_no_bias():
    """The mean of g is the true distance of 1 sd; without J it would be 1.108."""
    rng = np.random.default_rng(0)
    draws = [effects.hedges_g(rng.normal(1, 2, 5).tolist(), rng.normal(-1, 2, 5).tolist())
             for _ in range(4000)]
    assert np.mean(draws) == pytest.approx(1.0, abs=0.045)


@pytest.mark.slow
@pytest.mark.parametrize('seeds, method', [(range(4), effects.PAIRED), (range(10, 17),
                                                                        effects.WELCH)])
def test_interval_holds_the_truth_in_95_of_100_draws(seeds, method):
    """A true difference of 0.3; 500 draws give 0.95 with a standard error of 0.010."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(500):
        shared = rng.normal(0, 2, 4)
        base = dict(enumerate(shared + rng.normal(0, 1, 4)))
        if method == effects.PAIRED:
            values = dict(zip(seeds, 0.3 + shared + rng.normal(0, 0.5, 4)))
        else:
            values = dict(zip(seeds, rng.normal(0.3, 3, len(seeds))))
        found = effects.effect(values, base)
        assert found.method == method
        held.append(found.low <= 0.3 <= found.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize('given, adjusted', [
    ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
    ([0.02, None, 0.5], [0.04, None, 0.5]), ([0.4, 0.6, 0.7], [1.0, 1.0, 1.0]),
    ([0.03], [0.03]), ([None], [None]), ([], [])])
def test_holm(given, adjusted):
    assert effects.holm(given) == pytest.approx(adjusted)


@pytest.mark.parametrize('difference, half_width, text', [
    (0.618, 0.2134, '+0.62 +- 0.21'), (-12.345, 1.06, '-12.3 +- 1.1'),
    (-345.6, 123.4, '-346 +- 123'), (0.05, 9.96, '+0.1 +- 10.0'),
    (3e-9, 1.23e-9, '+3e-09 +- 1.2e-09'), (-3.6111, None, '-3.61'), (0.0, None, '+0')])
def test_signed(difference, half_width, text):
    assert effects.signed(difference, half_width) == text


@pytest.mark.parametrize('values, text', [
    ([0.9], '0.9'), ([1.0, 2.0, 3.0], '2 +- 1'), ([math.nan], 'nan'),
    ([1.0, 3.0, math.inf], '2 +- 1.4 (2 of 3 finite)'), ([1.0, math.nan], '1 (1 of 2 finite)')])
def test_mean_and_sd(values, text):
    assert effects.mean_and_sd(values) == text
