"""What the nets of a comparison are asked together, against numpy and against `eval`."""

import csv

import numpy as np
import pytest

from tests.asked_nets import concluded
from tests.conftest import convnet_config
from tests.conftest import result
from tf_labs import runtime
from tf_labs.config import asked_together
from tf_labs.config import config_files
from tf_labs.config.checks import validate
from tf_labs.config.schema import with_variants
from tf_labs.configuration import default_config
from tf_labs.data import data_sets
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import best_rate
from tf_labs.experiments import conclusion
from tf_labs.experiments import evaluating
from tf_labs.experiments.conclusion import Conclusion
from tf_labs.labs.conclusions import averaging
from tf_labs.labs.conclusions import concluding
from tf_labs.labs.conclusions import rates_told
from tf_labs.labs.conclusions import training_loss
from tf_labs.labs.evolution import settling
from tf_labs.runs import checked_configs
from tf_labs.runs import running
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.run_directory import RunDirectory

SEEDS = [777, 1]


def at_rates(by: str):
    config = default_config()
    config.comparison.best_rate = by
    config.train.target_error = 0.25
    return with_variants(config, {
        f'{net}+rate_{rate}': {'optimizer.learning_rate': float(rate)}
        for net in ('relu', 'tanh') for rate in ('1', '2', '4')})


def outcomes(**by_variant) -> dict:
    """{(variant, seed): outcome}, of 'relu_2': (value of the first seed, of the second)."""
    found = {}
    for name, values in by_variant.items():
        net, rate = name.split('_')
        for seed, value in zip(SEEDS, values):
            found[f'{net}+rate_{rate}', seed] = (
                {'diverged': 'at step 3'} if value is None else
                {'steps_to_target': value, 'validation_accuracy': value / 1000})
    return found


GRID = outcomes(relu_1=(300, 320), relu_2=(100, 120), relu_4=(50, None),
                tanh_1=(900, 900), tanh_2=(700, 640), tanh_4=(600, 640))


def test_the_best_rate_has_the_fewest_steps_with_every_seed():
    """Rate 4 of relu is the fastest of all, and diverges with one seed."""
    config = at_rates('steps_to_target')
    chosen = best_rate.choose(config, GRID, SEEDS)
    assert {net: one.best for net, one in chosen.items()} == {
        'relu': 'relu+rate_2', 'tanh': 'tanh+rate_4'}
    values = rates_told.values(chosen, GRID, SEEDS)
    assert values[777]['relu.steps_to_target'] == 100 and values[1]['tanh.steps_to_target'] == 640
    assert values[1]['relu.rate'] == 2.0
    assert [values[1][f'{net}.rate_is_at_edge'] for net in ('relu', 'tanh')] == [0.0, 1.0]
    assert [row['best'] for row in rates_told.rows(chosen, config, SEEDS, GRID)] == [
        '', 'yes', '', '', '', 'yes, at the edge']
    said = rates_told.lines(chosen, config, SEEDS, GRID)
    assert said[0].startswith('tanh: the best rate, 4, is the highest one tried')
    factor = (600 / 100 * 640 / 120) ** 0.5
    assert said[1].startswith(
        f'tanh takes {(600 * 640) ** 0.5:.0f} steps to 25% training error, relu '
        f'{(100 * 120) ** 0.5:.0f} steps, geometric means over 2 seeds: {factor:.3g} times as ')


def test_of_equal_rates_an_inner_one_is_best():
    chosen = best_rate.choose(at_rates('steps_to_target'), GRID | outcomes(
        relu_1=(100, 100), relu_2=(100, 100), relu_4=(200, 200)), SEEDS)
    assert chosen['relu'].best == 'relu+rate_2' and not chosen['relu'].edge


def test_validation_accuracies_are_best_large():
    chosen = best_rate.choose(at_rates('validation'), GRID, SEEDS)
    assert {net: one.best for net, one in chosen.items()} == {
        'relu': 'relu+rate_1', 'tanh': 'tanh+rate_1'}


def test_without_a_rate_that_gets_there_there_is_no_number():
    config = at_rates('steps_to_target')
    found = GRID | outcomes(tanh_1=(None, 1), tanh_2=(1, None), tanh_4=(None, None))
    chosen = best_rate.choose(config, found, SEEDS)
    values = rates_told.values(chosen, found, SEEDS)
    assert not any(key.startswith('tanh') for one in values.values() for key in one)
    assert rates_told.lines(chosen, config, SEEDS, found) == [
        'tanh has no best rate: at none of 1, 2, 4 did it reach 25% training error with every one '
        'of seeds 777, 1.']


def test_groups_of_averaged_nets_are_those_of_numpy():
    shares = np.random.default_rng(0).dirichlet(np.ones(4), (5, 300))
    labels = np.arange(300) % 4
    found = averaging.accuracies(shares, labels)
    assert [len(group) for group in found] == [5, 5, 5, 5, 1]
    assert found[0] == [(one.argmax(axis=1) == labels).mean() for one in shares]
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]
    assert found[1] == [((shares[a] + shares[b]).argmax(axis=1) == labels).mean()
                        for a, b in pairs]
    assert found[4] == [(shares.sum(axis=0).argmax(axis=1) == labels).mean()]


@pytest.mark.parametrize('losses, expected', [
    ((2.0, 1.0, 0.5), 150.0), ((0.7, 0.6, 0.5), 0.0), ((2.0, 1.0, 0.8), None),
    ((2.0, 0.75, 0.1), 100.0)])
def test_steps_to_a_loss_lie_on_straight_lines(losses, expected):
    assert training_loss.reached((0, 100, 200), losses, 0.75) == expected


@pytest.mark.parametrize('overrides, words', [
    (['--config.comparison.crops=10', '--config.data.crop=None',
      '--config.data.random_crop=False'], 'no effect without config.data.crop'),
    (['--config.comparison.crops=10', '--config.data.crop=8'], 'no effect on whole images'),
    (['--config.comparison.settled=0.9', '--config.train.keep_at_epochs=3'], 'keep_at_epochs'),
    (['--config.comparison.settled=0.9', '--config.train.keep_at_epochs=0,100'], 'reaches'),
    (['--config.comparison.target_loss=0.5', '--config.train.keep_at_epochs=1,2'], 'expected 0 in'),
    (['--config.comparison.settled=0.9', '--config.train.keep_at_epochs=0,1',
      '--config.model.kinds=local,local,local,local'], 'net with convolutions'),
    (['--config.comparison.target_loss=0.5', '--config.train.keep_at_epochs=()'],
     'keep_at_epochs'),
    (['--config.comparison.best_rate=steps_to_target'], 'target_error'),
    (['--config.comparison.best_rate=validation'], 'validation_examples'),
    (['--config.comparison.crops=5'], '1 or 10'), (['--config.comparison.settled=1'], 'below 1'),
])
def test_what_could_not_be_asked_is_refused(overrides, words):
    config = convnet_config()
    config_files.override(config, overrides)
    with pytest.raises(UserError, match=words):
        checked_configs.check_values(config)


@pytest.mark.parametrize('overrides', [
    ['--config.comparison.averaged'], ['--config.comparison.crops=10'],
    ['--config.comparison.best_rate=validation', '--config.data.validation_examples=10']])
def test_a_regression_has_no_accuracies(overrides):
    config = convnet_config()
    config.model.output = 'linear'
    config_files.override(config, ['--config.data.crop=6', *overrides])
    with pytest.raises(UserError, match='accuracies, which a regression has not'):
        asked_together.check_new(config)


def test_a_best_rate_needs_rates_to_choose_from(tmp_path):
    config = with_variants(convnet_config('--config.train.target_error=0.25'), {
        'relu': {}, 'other': {'model.activation': 'tanh'}})
    config.comparison.best_rate = 'steps_to_target'
    with pytest.raises(UserError, match=r'variants named NET\+rate_N, .*; received relu, other'):
        running.run(config, tmp_path / 'run', None, 'auto', None)
    with config.unlocked():
        config.variants['relu+rate_1'] = config.variants['relu']
    with pytest.raises(UserError, match='several learning rates; .* received relu'):
        running.run(config, tmp_path / 'run', None, 'auto', None)
    assert list(tmp_path.iterdir()) == []


def test_a_variant_asks_nothing_of_its_own(tmp_path):
    config = with_variants(convnet_config(), {'a': {'comparison.averaged': True}, 'b': {}})
    with pytest.raises(UserError, match='comparison.averaged is not a field of a variant'):
        running.run(config, tmp_path / 'run', None, 'auto', None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize('asked, kept', [('settled', (0, 100)), ('target_loss', (1, 2))])
def test_what_an_earlier_version_has_begun_can_be_opened(asked, kept):
    config = convnet_config(f'--config.comparison.{asked}=0.5')
    config.train.keep_at_epochs = kept
    validate(config, data_sets.describe)
    with pytest.raises(UserError, match='keep_at_epochs'):
        checked_configs.check_values(config)


def test_one_run_is_asked_nothing(tmp_path):
    config = convnet_config('--config.comparison.averaged')
    with pytest.raises(UserError, match='expected variants, or seeds; received one run'):
        running.run(config, tmp_path / 'run', None, 'auto', None)
    assert list(tmp_path.iterdir()) == []
    assert concluding.of(convnet_config()) is None


@pytest.mark.slow
def test_tables_of_the_runs_are_written_before_a_net_cannot_be_asked(tmp_path):
    def fail(*unused):
        raise RunFailedError('a kept checkpoint is damaged')

    with pytest.raises(RunFailedError, match='damaged'):
        concluded(tmp_path / 'run', kept=(0, 1), conclude=fail)
    table = (tmp_path / 'run' / 'tables' / 'comparison.csv').read_text()
    assert 'test_accuracy' in table and not (tmp_path / 'run' / 'result.json').exists()
    concluded(tmp_path / 'run', kept=(0, 1), conclude=lambda *_: Conclusion(
        by_seed={seed: {'net.asked': 0.5} for seed in SEEDS}))
    told = result(tmp_path / 'run')
    assert told['together'] == [{'net.asked': 0.5}] * 2
    with pytest.raises(RunFailedError, match='damaged'):
        concluded(tmp_path / 'run', kept=(0, 1), conclude=fail)
    assert result(tmp_path / 'run') == told  # of the same runs, asked the same
    before = {path: path.read_bytes() for path in (
        *(tmp_path / 'run').glob('*.json'), *(tmp_path / 'run' / 'tables').iterdir())}
    with pytest.raises(RunFailedError, match='damaged'):
        concluded(tmp_path / 'run', '--config.comparison.averaged', kept=(0, 1), conclude=fail)
    assert before == {path: path.read_bytes() for path in before}  # of the question before
    # The end of settling is that of the run, 2 epochs, and not the last checkpoint that stays.
    run = RunDirectory(tmp_path / 'run' / 'net' / f'seed-{SEEDS[0]}')
    end = result(run.path)['steps']
    assert 1 < settling.settled(run, 0.999, end)['conv1_settled_at'] <= 2
    losses = [training_loss._loss(run, step) for step in (*Checkpoints(run).kept_steps(), None)]
    target = losses[-1] + 1e-6
    assert min(losses[:-1]) > target and training_loss.steps_to(run, target, end)


def test_a_table_has_every_quantity_that_any_seed_has(tmp_path):
    """Of the second seed one net has diverged."""
    directory = RunDirectory(tmp_path)
    conclusion.write(directory, Conclusion(
        by_seed={777: {'a.error': 0.5, 'b.error': 0.25}, 1: {'b.error': 0.125}},
        lines=['At last.']))
    assert (tmp_path / 'tables' / 'together.csv').read_text() == (
        'seed,a.error,b.error\n1,-,0.125\n777,0.5,0.25\n')
    assert (tmp_path / 'tables' / 'together.md').read_text().endswith('|\n\nAt last.\n')
    conclusion.write(directory, Conclusion())  # nothing is asked any more
    assert list((tmp_path / 'tables').iterdir()) == []


@pytest.mark.slow
def test_crops_and_averages_are_those_of_eval(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(runtime, 'start', lambda devices, **settings: started.append(
        (devices, settings['num_threads'])))
    place, values = concluded(tmp_path / 'run', '--config.comparison.averaged',
                              '--config.train.num_threads=1', devices='cpu')
    assert started == [('cpu', 1)]  # by the comparison, and by no net that is asked
    runs = [RunDirectory(place / 'net' / f'seed-{seed}') for seed in SEEDS]
    for seed, run in zip(SEEDS, runs):
        alone = evaluating.evaluate([run], None, 'test', 10).accuracy
        assert values[seed]['net.ten_crop_accuracy'] == alone
        assert values[seed]['net.single_error'] == pytest.approx(1 - alone)
    both = evaluating.evaluate(runs, None, 'test', 10).accuracy
    assert {one['net.averaged_accuracy'] for one in values.values()} == {both}
    with (place / 'tables' / 'averaged.csv').open() as file:
        rows = list(csv.DictReader(file))
    assert [row['averaged'] for row in rows] == ['1', '2'] and len(rows) == 2
    with (place / 'tables' / 'together.csv').open() as file:
        together = list(csv.DictReader(file))
    assert [float(row['net.averaged_accuracy']) for row in together] == pytest.approx([both] * 2)
    assert [row['seed'] for row in together] == ['1', '777']
    stored = RunDirectory(place).result()
    assert [one['ten_crop_accuracy'] for one in stored['net']] == [
        values[seed]['net.ten_crop_accuracy'] for seed in SEEDS]
    assert [one['net.averaged_accuracy'] for one in stored['together']] == [both] * 2
    assert [one['net.single_error'] for one in stored['together']] == [
        values[seed]['net.single_error'] for seed in SEEDS]
    assert 'ten_crop_accuracy' in (place / 'tables' / 'comparison.csv').read_text()


@pytest.mark.release
@pytest.mark.slow
def test_further_numbers_stand_with_those_of_the_runs(tmp_path):
    place, values = concluded(
        tmp_path / 'run', '--config.comparison.settled=0.5', '--config.comparison.target_loss=2.4',
        kept=(0, 2))
    stored = result(place)
    for one, told in zip(stored['net'], values.values()):
        for key in ('conv1_settled_at', 'conv2_random_settled_at'):
            assert one[key] == pytest.approx(told[f'net.{key}'])
        assert 0 < one['conv1_settled_at'] <= 2 and 'conv1_random_settled_at' not in one
        assert told['net.whole_steps_to_loss'] <= told['net.steps']
