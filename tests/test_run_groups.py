"""Runs on disk as groups: what is one config, what it is called, and what cannot be compared."""

import pytest

from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.run_files import make_run
from tests.run_files import make_seeds
from tf_labs.config.schema import with_variants
from tf_labs.errors import UserError
from tf_labs.experiments import run_groups
from tf_labs.training.run_directory import RunDirectory

SIGMOID = '--config.model.activation=sigmoid'
SCORES = {777: 0.95, 1: 0.96, 2: 0.955}


@pytest.fixture(scope='module')
def pair(tmp_path_factory):
    """Two comparisons over the same seeds, one of ReLU and one of sigmoid."""
    place = tmp_path_factory.mktemp('pair')
    return [make_seeds(place / 'relu', SCORES), make_seeds(place / 'sigmoid', SCORES, SIGMOID)]


def names(groups):
    return {group.name: sorted(group.runs) for group in groups}


def test_directories_of_one_config_are_one_group(tmp_path):
    """Seed, lab, number of threads: none of them makes another config."""
    runs = [make_run(tmp_path / 'a', '--config.seed=1'),
            make_run(tmp_path / 'b', '--config.seed=2', '--config.train.num_threads=1'),
            make_run(tmp_path / 'c', '--config.seed=1', SIGMOID)]
    assert names(run_groups.collect(runs)) == {'a': [1, 2], 'c': [1]}
    assert names(run_groups.collect(runs[:2])) == {'digits': [1, 2]}


def test_groups_are_named_after_what_tells_them_apart(pair, tmp_path):
    relu, sigmoid = pair
    one = RunDirectory(relu.path / 'digits' / 'seed-1')
    assert names(run_groups.collect(pair)) == {'relu': [1, 2, 777], 'sigmoid': [1, 2, 777]}
    assert names(run_groups.collect([one, sigmoid])) == {'relu/digits': [1],
                                                         'sigmoid': [1, 2, 777]}
    other = make_run(tmp_path / 'deep' / 'relu', '--config.train.epochs=3')
    assert names(run_groups.collect([relu, other])) == {
        str(relu.path): [1, 2, 777], str(other.path): [777]}


def test_variants_come_in_their_order_and_under_their_names(tmp_path):
    config = with_variants(digits_config(), {'z': {}, 'a': {'model.activation': 'tanh'}})
    for name, override in (('z', '--config.seed=1'), ('a', '--config.model.activation=tanh')):
        make_run(tmp_path / name / 'seed-1', '--config.seed=1', override)
    whole = RunDirectory(tmp_path)
    whole.write_config(config)
    assert list(names(run_groups.collect([whole]))) == ['z', 'a']
    backwards = [RunDirectory(tmp_path / 'a'), RunDirectory(tmp_path / 'z' / 'seed-1')]
    assert list(names(run_groups.collect(backwards))) == ['a', 'z']


def test_a_seed_done_twice_stays_apart_from_itself(tmp_path):
    runs = [make_run(tmp_path / name) for name in ('first', 'again')]
    assert names(run_groups.collect(runs)) == {'first': [777], 'again': [777]}


@pytest.mark.parametrize('make, part', [
    (lambda place: [make_run(place / 'a')], 'a comparison needs more than one run'),
    (lambda place: [make_run(place / 'a'), RunDirectory(place / 'none')], 'no run in this'),
    (lambda place: [make_run(place / 'a'), RunDirectory(place / 'b' / '..' / 'a')], 'with itself'),
    (lambda place: [make_seeds(place / 'a', SCORES),
                    RunDirectory(place / 'a' / 'digits' / 'seed-1')], 'with itself'),
    (lambda place: [make_run(place / 'a'), make_run(place / 'b', '--config.data.name=mnist')],
     'digits (a) and mnist (b)'),
    (lambda place: [make_run(place / 'a'), make_run(place / 'b', SIGMOID, test_sha256='b')],
     'different test data'),
    (lambda place: [make_run(place / 'a'), make_run(place / 'b', config=lab_config('gates'))],
     'supervised (digits) and gates (gates)'),
])
def test_refused(make, part, tmp_path):
    with pytest.raises(UserError) as caught:
        run_groups.collect(make(tmp_path))
    assert part in str(caught.value) and '\n' not in str(caught.value)


def test_no_metric_in_common_is_refused(tmp_path):
    runs = [make_run(tmp_path / name, *overrides, state='begun')
            for name, overrides in (('a', ()), ('b', (SIGMOID,)))]
    for run, metric in zip(runs, ('cost', 'error')):
        run.write_json('result', {'lab': 'digits', metric: 1.0})
    with pytest.raises(UserError, match=r'cost \(a\) and error \(b\)'):
        run_groups.collect(runs)
