"""Contrasts: every metric against the first config, in points where it is a share."""

import math

import pytest

from tf_labs.report import contrasts
from tf_labs.report import effects


def runs(metric: str, *values: float) -> dict:
    """Returns {seed: {metric: value}} for seeds from 1."""
    return {seed: {metric: value} for seed, value in enumerate(values, 1)}


def test_accuracies_are_points_and_losses_are_not():
    accuracy, loss = contrasts.all_of({
        'a': {1: {'test_loss': 0.5, 'test_accuracy': 0.9},
              2: {'test_loss': 0.7, 'test_accuracy': 0.92}},
        'b': {1: {'test_loss': 0.4, 'test_accuracy': 0.91},
              2: {'test_loss': 0.58, 'test_accuracy': 0.96}}})
    assert (accuracy.metric, accuracy.effect.difference) == ('test_accuracy', pytest.approx(2.5))
    assert accuracy.difference == '+2 +- 19 points'  # t of 1 degree is 12.7, sd 2.12, over sqrt 2
    assert (loss.metric, loss.difference) == ('test_loss', '-0.11 +- 0.13')


def test_sentence_says_all_of_it():
    measured = {'a': runs('test_accuracy', 0.90, 0.91, 0.92, 0.93, 0.94),
                'b': runs('test_accuracy', 0.906, 0.915, 0.928, 0.935, 0.946)}
    one, = contrasts.all_of(measured)
    assert one.sentence == (
        'b against a: test accuracy +0.60 +- 0.15 points over 5 seeds (95% interval, paired by '
        'seed): a difference, 0 is outside of the interval.')
    mixed = runs('test_accuracy', 0.91, 0.90, 0.93, 0.92, 0.94)
    noise, = contrasts.all_of({**measured, 'b': mixed})
    assert noise.verdict == contrasts.NOISE and 'no difference shown, 0 is inside' in noise.sentence
    few, = contrasts.all_of({**measured, 'b': runs('test_accuracy', 0.95, 0.96)})
    assert 'over 2 and 5 seeds (95% interval, Welch)' in few.sentence


def test_one_seed_each_has_no_interval():
    one, = contrasts.all_of({'a': runs('cost', 1.0), 'b': runs('cost', 0.5)})
    assert one.sentence == 'b against a: cost -0.5 (one seed each: no interval).'
    assert (one.verdict, one.over, one.family) == (effects.ONE_EACH, '1 seed', 0)


def test_among_many_a_difference_may_not_last():
    """p of b is 0.049 alone, and twice that by Holm, as d alone of three is surer."""
    measured = {'a': runs('cost', 0.0, 0.0, 0.0, 0.0), 'b': runs('cost', 1.0, 2.0, 3.0, 5.0),
                'c': runs('cost', -1.0, 1.0, -2.0, 1.0), 'd': runs('cost', 9.0, 9.1, 9.2, 9.3)}
    b, c, d = contrasts.all_of(measured)
    assert b.effect.excludes_zero and b.verdict == 'a difference alone, not among 3'
    assert 'though not once it is adjusted for 3 comparisons' in b.sentence
    assert (c.verdict, d.verdict) == (contrasts.NOISE, contrasts.DIFFERENCE)
    assert b.effect.p == pytest.approx(0.0486, abs=1e-4)
    assert b.adjusted == pytest.approx(2 * b.effect.p) and d.adjusted == pytest.approx(
        3 * d.effect.p)
    said = contrasts.caution([b, c, d])
    assert 'one of 3' in said and '0.15 of them' in said
    alone, = contrasts.all_of({name: measured[name] for name in 'ab'})
    assert alone.verdict == contrasts.DIFFERENCE and contrasts.caution([alone]) is None


def test_only_what_both_have_and_what_is_finite():
    measured = {'a': {1: {'x': 1.0, 'y': 1.0}, 2: {'x': 2.0}},
                'b': {1: {'x': math.nan, 'z': 1.0}, 2: {'x': 3.0}}, 'diverged': {}}
    one, = contrasts.all_of(measured)
    assert (one.metric, one.name, one.values, one.base_values) == ('x', 'b', {2: 3.0},
                                                                   {1: 1.0, 2: 2.0})
    assert one.verdict == effects.ONE_OF_THEM
    assert contrasts.not_finite(measured) == [
        'x of b is not finite at seed 1, which is left out of it.']
    assert contrasts.all_of({'a': {}, 'b': runs('x', 1.0)}) == []
    assert contrasts.main([]) == [] and contrasts.narrow([]) == []


def test_the_most_telling_metric_leads():
    measured = {name: {1: {'odd': 1.0, 'train_loss': 1.0, 'fit_accuracy': 0.5, 'test_loss': 2.0}}
                for name in 'ab'}
    assert contrasts.metrics(measured) == ['test_loss', 'fit_accuracy', 'train_loss', 'odd']
    found = contrasts.all_of(measured)
    assert [one.metric for one in contrasts.main(found)] == ['test_loss']
    assert [one.metric for one in contrasts.main(found[3:])] == ['odd']


def test_rows_for_programs_and_for_people():
    found = contrasts.all_of({'a': runs('test_accuracy', 0.9, 0.91), 'b': runs(
        'test_accuracy', 0.95, 0.965)})
    row, = contrasts.to_rows(found)
    assert row['difference'] == pytest.approx(5.25)
    assert (row['low'] + row['high']) / 2 == pytest.approx(5.25)
    told, = contrasts.as_rows(found)
    assert told['mean +- sd'] == '95.75 +- 1.1' and told['a'] == '90.5 +- 0.71'
    assert 'p by Holm' not in told
    assert 'p by Holm' in contrasts.as_rows(contrasts.all_of({
        name: runs('cost', 1.0, 2.0 + place) for place, name in enumerate('abc')}))[0]
