"""Numbers of runs as a lesson shows them."""

import html
from pathlib import Path

import pytest

from tf_labs.book import measured
from tf_labs.book import prose
from tf_labs.book.measured import RunValues
from tf_labs.book.places import Place
from tf_labs.errors import UserError

PLACE = Place(Path('a.md'), 3)


QUANTILE = 4.303  # of Student's t with 2 degrees of freedom, at 97.5%


@pytest.mark.parametrize('text, said', [
    ('{{ xor_predictions .4f }}', 'unknown number of the lab gates'),
    ('{{ gates/and_loss four }}', 'the format of a number is unknown')])
def test_numbers_that_cannot_be_shown(text, said):
    runs = {'gates': RunValues('gates', [{'and_loss': 1.0, 'xor_predictions': [0.5]}], [])}
    with pytest.raises(UserError, match='a.md, line 3: ' + said):
        match = measured.NUMBER.fullmatch(text)
        measured.shown(measured.look_up(match['key'], 'gates', runs, PLACE), match['form'], PLACE)


def test_numbers_of_variants():
    runs = {'a': RunValues('a', [{'x.loss': 1.0}, {'x.loss': 3.0}], ['x', 'y'])}
    assert measured.look_up('x/loss', 'a', runs, PLACE).value == 2
    with pytest.raises(UserError, match='did you mean x/loss'):
        measured.look_up('x/los', 'a', runs, PLACE)


@pytest.mark.parametrize('other', [{}, {'steps': float('nan')}, {'steps': None}])
def test_a_number_that_only_some_seeds_have(other):
    runs = {'gates': RunValues('gates', [other, {'steps': 3}], [])}
    words = {'in_some_runs': '{have} of {count}'}
    around = prose.Surroundings('gates', 'en', {}, runs, {}, frozenset(), words)
    made = prose.Writer(around).body('After {{ steps d }} and ${{ steps d }}$.', PLACE)
    assert 'After <span class="absent">1 of 2</span> and <math' in made
    assert '<mtext>1\xa0of\xa02</mtext>' in html.unescape(made)


@pytest.mark.parametrize('value, form, shown', [
    (0.92461, '.3f', '0.925'), (-0.5, '.1f', '−0.5'), (1.26e-5, '.1e', '1.3 × 10⁻⁵'),
    (0.9246, '.1%', '92.5%'), (25450, ',d', '25,450'), (3e20, '.0e', '3 × 10²⁰')])
def test_numbers_as_they_are_written(value, form, shown):
    assert measured.written(value, form) == shown
