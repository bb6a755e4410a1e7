"""Every rate with the first seeds, then each net at its best: which runs a comparison does."""

import csv

import numpy as np
import pytest

from tests.conftest import digits_config
from tests.conftest import result
from tests.test_conclusions import at_rates
from tests.test_conclusions import GRID
from tests.test_conclusions import SEEDS
from tests.undrawn import figures_undrawn
from tf_labs.config import config_values
from tf_labs.config.schema import with_variants
from tf_labs.errors import UserError
from tf_labs.experiments import best_rate
from tf_labs.experiments import comparison
from tf_labs.experiments import comparison_report
from tf_labs.experiments import supervised
from tf_labs.labs import lab_jobs
from tf_labs.labs.conclusions import concluding
from tf_labs.labs.conclusions import rates_told
from tf_labs.labs.wanted import Wanted
from tf_labs.report import best_rate_figure
from tf_labs.report import plots
from tf_labs.report.best_rate_figure import Tried
from tf_labs.runs import checked_configs
from tf_labs.training.run_directory import RunDirectory


def test_further_seeds_are_left_with_the_best_rate_of_the_first():
    config = at_rates('steps_to_target')
    config.comparison.rate_seeds = 1
    names, seeds = [*config.variants], [*SEEDS, 2]
    first = best_rate.first(config, names, seeds)
    assert first == [(name, 777) for name in names]
    # Rate 4 of relu is the best with the first seed; that it diverges with the second is not known.
    found = {place: GRID[place] for place in first}
    assert best_rate.later(config, seeds, found) == [
        ('relu+rate_4', 1), ('relu+rate_4', 2), ('tanh+rate_4', 1), ('tanh+rate_4', 2)]
    assert best_rate.most(config, names, seeds) == 10
    lost = {place: {'diverged': 'at step 1'} for place in first}
    assert best_rate.later(config, seeds, lost) == []


def lines(by: str, found: dict, seeds: list[int]) -> tuple[list[str], dict]:
    """What is said where the first seed chooses, and the values by seed."""
    config = at_rates(by)
    config.comparison.rate_seeds = 1
    chosen = best_rate.choose(config, found, seeds)
    return (rates_told.lines(chosen, config, seeds, found),
            rates_told.values(chosen, found, seeds))


@pytest.mark.parametrize('outcome, words', [
    ({'diverged': 'at step 3'}, 'diverged'), ({'train_loss': 1.0}, 'did not reach 25% training '
                                              'error')])
def test_a_net_with_a_later_seed_that_does_not_get_there_is_not_compared(outcome, words):
    """A factor of the seeds that do would be that of the fast ones."""
    said, values = lines('steps_to_target', GRID | {('relu+rate_4', 1): outcome}, SEEDS)
    assert said[0] == ('The rates are chosen by seed 777; seed 1 trained relu and tanh at their '
                       'best rates alone.')
    assert said[-1] == f'relu at 4 is not compared at its best rate: it {words} with seed 1.'
    assert not any('times as many' in line for line in said)
    assert 'relu.steps_to_target' not in values[1] and values[1]['tanh.steps_to_target'] == 640


def test_seeds_train_no_net_that_has_no_best_rate():
    lost = {(f'tanh+rate_{rate}', 777): {'train_loss': 1.0} for rate in ('1', '2', '4')}
    said, _ = lines('steps_to_target', {key: one for key, one in GRID.items()
                                        if key[0].startswith('relu')} | lost, SEEDS)
    assert 'seed 1 trained relu at its best rate alone.' in said[0]
    assert ('tanh has no best rate: at none of 1, 2, 4 did it reach 25% training error with '
            'seed 777.') in said
    gone = {key: {'diverged': 'at step 3'} for key in lost}
    said, _ = lines('steps_to_target', GRID | gone, SEEDS)
    assert 'tanh has no best rate: it diverged at 1, 2, 4 with seed 777.' in said


def test_the_factor_is_told_without_the_seed_that_chose_too():
    found = {(f'{net}+rate_{rate}', seed): {'steps_to_target': float(steps)}
             for net, by_rate in (('relu', (9, 5, 7)), ('tanh', (90, 40, 70)))
             for rate, steps in zip(('1', '2', '4'), by_rate) for seed in (777, 1, 2)}
    found['tanh+rate_2', 1] = {'steps_to_target': 45.0}
    said, _ = lines('steps_to_target', found, [777, 1, 2])
    both = (8 * 9 * 8) ** (1 / 3)
    assert said[-1].startswith('tanh takes 42 steps to 25% training error, relu 5 steps, geometric '
                               f'means over 3 seeds: {both:.3g} times as many (95% ')
    assert said[-1].endswith(f'; {(9 * 8) ** 0.5:.3g} with those that did not choose.')


def test_nets_chosen_by_validation_are_compared_by_test_accuracy():
    found = {place: {**outcome, 'test_accuracy': outcome['validation_accuracy'] + place[1] / 1e5}
             for place, outcome in GRID.items() if 'diverged' not in outcome}
    found['relu+rate_4', 1] = found['relu+rate_4', 777]
    said, _ = lines('validation', found, SEEDS)
    assert said[-1] == ('test accuracy: tanh 0.9039, relu 0.3139, a difference of 0.59 (95% 0.46 '
                        'to 0.72).')


def test_the_figure_has_errors_in_the_middle_of_their_epochs():
    rows = [{'step': step, 'train_accuracy': accuracy, 'validation_accuracy': 0.5}
            for step, accuracy in ((100, 0.5), (200, 0.75), (300, 0.8))]
    nets = [Tried('relu', 0.01, [rows, rows[:2]], [rows[:1]], 1), Tried('tanh', None, [], [rows])]
    made = best_rate_figure.figure('lab', nets, 'train_accuracy', 0.25)
    pale, best, *_ = made.axes[0].lines
    assert best.get_xdata() == pytest.approx([50, 150, 250, np.nan, 50, 150, np.nan], nan_ok=True)
    assert best.get_ydata() == pytest.approx([0.5, 0.25, 0.2, np.nan, 0.5, 0.25, np.nan],
                                             nan_ok=True)
    assert pale.get_alpha() < 1 and pale.get_xdata() == pytest.approx([50, np.nan], nan_ok=True)
    assert plots.description(made) == (
        'lab: training error, mean of the epoch over the steps. relu at 0.01, 1 diverged: 20.0% '
        'at step 300, 25.0% at step 200. tanh, no best rate: no curve.')
    after = best_rate_figure.figure('lab', nets, 'validation_accuracy').axes[0].lines[1]
    assert list(after.get_xdata()[:3]) == [100, 200, 300]


@pytest.mark.parametrize('rate_seeds', [None, 2, 5])
def test_enough_seeds_try_every_rate(rate_seeds):
    config = at_rates('steps_to_target')
    config.comparison.rate_seeds = rate_seeds
    names = [*config.variants]
    assert len(best_rate.first(config, names, SEEDS)) == best_rate.most(config, names, SEEDS) == 12
    assert best_rate.later(config, SEEDS, GRID) == []


def test_a_net_without_rates_has_every_seed():
    config = with_variants(at_rates('steps_to_target'), {
        'plain': {}, 'relu+rate_1': {}, 'relu+rate_2': {'optimizer.learning_rate': 2.0}})
    config.comparison.rate_seeds = 1
    assert best_rate.first(config, [*config.variants], SEEDS) == [
        ('plain', 777), ('plain', 1), ('relu+rate_1', 777), ('relu+rate_2', 777)]


@pytest.mark.parametrize('rate_seeds, words', [(1, 'no effect without .*best_rate'), (0, 'at lea')])
def test_what_chooses_nothing_is_refused(rate_seeds, words):
    config = digits_config(f'--config.comparison.rate_seeds={rate_seeds}')
    with pytest.raises(UserError, match=words):
        checked_configs.check_values(config)


def test_how_many_seeds_choose_is_no_part_of_a_digest():
    config = at_rates('validation')
    before = config_values.digest(config)
    config.comparison.rate_seeds = 1
    assert config_values.digest(config) == before


def rates_config(rate_seeds: int | None):
    config = digits_config(
        '--config.data.train_examples=300', '--config.data.validation_examples=100',
        '--config.data.batch_size=50', '--config.train.epochs=1', '--config.train.execution=eager',
        '--config.model.hidden_sizes=16', '--config.train.diagnostics=False')
    config.comparison.best_rate = 'validation'
    config.comparison.rate_seeds = rate_seeds
    return with_variants(config, {
        f'{net}+rate_{rate}': {'model.activation': net, 'optimizer.learning_rate': float(rate)}
        for net in ('relu', 'tanh') for rate in ('1e-9', '1e-2')})


def runs(place) -> set[str]:
    return {f'{path.parent.parent.name} {path.parent.name}'
            for path in place.glob('*/*/result.json')}


SHORT = {*(f'{net}+rate_{rate} seed-777' for net in ('relu', 'tanh') for rate in ('1e-9', '1e-2')),
         *(f'{net}+rate_1e-2 seed-{seed}' for net in ('relu', 'tanh') for seed in (1, 2))}


def in_this_process(runs, unused_jobs, unused_most):
    """Does what processes would do."""
    while new := runs():
        for key, run in new.items():
            yield key, comparison.done(supervised.run, run.config, 'auto', None, run.directory)


@pytest.mark.slow
@pytest.mark.parametrize('jobs', [False, True])
def test_of_three_seeds_two_train_at_the_best_rates_alone(tmp_path, monkeypatch, capsys, jobs):
    config = rates_config(1)
    wanted = Wanted(config, tmp_path, 3, 'auto', None)
    monkeypatch.setattr(lab_jobs.handing_out, 'outcomes', in_this_process)
    monkeypatch.setattr(lab_jobs.handing_out, 'tell_of_labs', lambda *_: None)
    monkeypatch.setattr(Wanted, 'settled', lambda self, _: self)
    with figures_undrawn():
        if jobs:
            (_, values), = lab_jobs.outcomes([wanted], 2)
        else:
            values = comparison.run(supervised.run, config, str(wanted.path), 'auto', 3,
                                    conclude=concluding.of(config))
            said = capsys.readouterr().out
            assert '[8/8]' in said and '[4/8] tanh+rate_1e-2, seed 777' in said
    assert runs(wanted.path) == SHORT and wanted.is_done
    told = result(wanted.path)
    assert told['seeds'] == [777, 1, 2] and told['relu+rate_1e-9'][1:] == [{}, {}]
    assert all(told['tanh+rate_1e-2'][1:]) and len(told['together']) == 3
    for seed in (777, 1, 2):
        assert values[seed]['relu.rate'] == 0.01
        assert values[seed]['relu.test_accuracy'] == values[seed]['relu+rate_1e-2.test_accuracy']
    assert 'relu+rate_1e-9.test_accuracy' not in values[1]
    with (wanted.path / 'tables' / 'comparison.csv').open() as file:
        rows = list(csv.DictReader(file))
    assert [(row['seeds'], row['diverged']) for row in rows] == [
        ('1', '0'), ('3', '0'), ('1', '0'), ('3', '0')]
    assert (wanted.path / 'figures' / 'best_rate.png').exists()
    page = repr(comparison_report.make(config, RunDirectory(wanted.path)))
    assert 'The rates are chosen by seed 777; seeds 1, 2 trained relu and' in page
    assert 'validation_accuracy, seed 777' in page and 'No interval can be given: relu+rate_1e-9' \
        in page
    (wanted.path / 'tanh+rate_1e-2' / 'seed-2' / 'result.json').unlink()
    assert not wanted.is_done
    assert Wanted(config, tmp_path, 2, 'auto', None).is_done


@pytest.mark.release
@pytest.mark.slow
def test_without_a_choice_by_the_first_seed_all_train_at_all_rates(tmp_path):
    """And what the first seed has done in the shorter comparison is not done again."""
    with figures_undrawn():
        for rate_seeds, count in ((1, 6), (None, 8)):
            config = rates_config(rate_seeds)
            comparison.run(supervised.run, config, str(tmp_path / 'run'), 'auto', 2,
                           conclude=concluding.of(config))
            assert len(runs(tmp_path / 'run')) == count
