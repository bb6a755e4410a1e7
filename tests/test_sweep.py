"""sweep: a grid as a comparison, the best by validation, killed and gone on with, and bad input."""

import csv
import math
from pathlib import Path
import statistics

import numpy as np
import pytest
from scipy import stats
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.small_runs import small_config
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.config import config_values
from tf_labs.config import sweeps
from tf_labs.errors import UserError
from tf_labs.experiments import sweep_files
from tf_labs.report import choosing
from tf_labs.report import plots
from tf_labs.report import sweep_figure

FLAGS = ('--config.optimizer.learning_rate=1e-9,0.01', '--config.train.epochs=1',
         '--config.model.hidden_sizes=8', '--config.train.execution=eager',
         '--config.data.train_examples=160', '--config.train.diagnostics=False')
NAMES = ['learning_rate_1e-9', 'learning_rate_1e-2']


@pytest.fixture(scope='module')
def straight(tmp_path_factory) -> Path:
    """A sweep over two rates and two seeds that nothing interrupted."""
    place = tmp_path_factory.mktemp('straight')
    with figures_undrawn():
        done = ask('sweep', 'digits', *FLAGS, '--seeds=2', '--report', f'--workdir={place}/run')
    assert done.returncode == 0 and not done.stderr, done.stderr
    (place / 'said').write_text(done.stdout)
    return place / 'run'


def digests(workdir: Path) -> dict[str, str]:
    return {f'{name}/{seed}': result(workdir / name / f'seed-{seed}')['digest']
            for name in NAMES for seed in (777, 1)}


@pytest.mark.slow
def test_best_is_that_of_the_smallest_validation_loss(straight):
    """By hand, from the results of the runs: means, Student's interval, and no look at the test."""
    losses = {name: [result(straight / name / f'seed-{seed}')['validation_loss']
                     for seed in (777, 1)] for name in NAMES}
    best = result(straight)['best']
    assert best['variant'] == min(NAMES, key=lambda name: statistics.fmean(losses[name]))
    assert best['variant'] == NAMES[1] and best['second'] == NAMES[0]
    differences = [mine - other for mine, other in zip(losses[NAMES[1]], losses[NAMES[0]])]
    half = stats.t.ppf(0.975, 1) * statistics.stdev(differences) / math.sqrt(2)
    assert best['difference'] == pytest.approx(statistics.fmean(differences))
    assert best['high'] == pytest.approx(statistics.fmean(differences) + half)
    with (straight / 'tables' / 'sweep.csv').open() as file:
        table = {row['variant']: row for row in csv.DictReader(file)}
    row = table[NAMES[0]]
    ends = stats.t.interval(0.95, 1, statistics.fmean(losses[NAMES[0]]),
                            statistics.stdev(losses[NAMES[0]]) / math.sqrt(2))
    assert float(row['validation_loss low']) == pytest.approx(ends[0])
    assert (row['best'], table[NAMES[1]]['best']) == ('False', 'True')
    assert 'best by validation: learning_rate_1e-2' in (straight.parent / 'said').read_text()


@pytest.mark.slow
def test_a_tenth_is_held_out_and_the_report_tells_the_best(straight):
    config = tf_labs.open_run(straight).config
    assert config.data.validation_examples == 16  # of 160
    assert sweeps.of(config) == {'optimizer.learning_rate': [1e-9, 0.01]}
    page = (straight / 'report.html').read_text()
    assert 'Best by validation' in page and 'tf-labs sweep --config=digits' in page


@pytest.mark.slow
def test_from_python_it_is_the_same_and_trains_nothing_anew(straight):
    before = digests(straight)
    config = tf_labs.load('digits', list(FLAGS[1:]))
    with figures_undrawn():
        done = tf_labs.sweep(config, {'optimizer.learning_rate': [1e-9, 0.01]}, straight, seeds=2)
    best = done.best
    assert best['variant'] == NAMES[1] and best['values'] == {'optimizer.learning_rate': 0.01}
    assert best['difference'] == pytest.approx(result(straight)['best']['difference'])
    assert digests(straight) == before


@pytest.mark.slow
def test_killed_and_gone_on_with(straight, tmp_path):
    """SIGKILL as the second run ends: the digests and the best of never stopped."""
    command = ('sweep', 'digits', *FLAGS, '--seeds=2', f'--workdir={tmp_path}/run')
    assert cli(*command, moment='before:save:4', timeout=200,
               drawn=False).returncode == -9
    first = tmp_path / 'run' / NAMES[0] / 'seed-777' / 'result.json'
    stamp = first.stat().st_mtime_ns
    assert not (tmp_path / 'run' / 'result.json').exists()
    with figures_undrawn():
        assert ask(*command).returncode == 0
    assert digests(tmp_path / 'run') == digests(straight)
    assert result(tmp_path / 'run')['best'] == result(straight)['best']
    assert first.stat().st_mtime_ns == stamp  # it was not trained again
    # The twin: what is not sealed by its manifest is not believed, and is made again.
    first.with_name('manifest.json').unlink()
    with figures_undrawn():
        assert ask(*command).returncode == 0
    assert first.stat().st_mtime_ns != stamp


@pytest.mark.slow
def test_tensorboard_knows_what_sets_each_run_apart(straight):
    for name, rate in zip(NAMES, (1e-9, 0.01)):
        place = straight / name / 'seed-1' / 'tensorboard'
        events = EventAccumulator(str(place)).Reload()
        told = events.summary_metadata[metadata.SESSION_START_INFO_TAG].plugin_data.content
        start = metadata.parse_session_start_info_plugin_data(told)
        assert start.group_name == name
        assert start.hparams['optimizer.learning_rate'].number_value == rate
        assert start.hparams['seed'].number_value == 1
        assert 'test_accuracy' in events.Tags()['scalars']  # which the tab shows beside them


@pytest.mark.slow
def test_two_fields_and_one_that_diverges(tmp_path):
    config = small_config(**{'train.epochs': 1, 'train.diagnostics': False,
                             'train.execution': 'eager', 'data.train_examples': 160,
                             'optimizer.name': 'sgd'})
    with figures_undrawn():
        done = tf_labs.sweep(config, {'optimizer.learning_rate': [0.1, 3e38],
                                      'model.hidden_sizes': [(8,), (8, 4)]}, tmp_path / 'run')
    with (tmp_path / 'run' / 'tables' / 'sweep.csv').open() as file:
        table = {row['variant']: row for row in csv.DictReader(file)}
    assert list(table) == ['hidden_sizes_8+learning_rate_1e-1', 'hidden_sizes_8+learning_rate_3e38',
                           'hidden_sizes_8x4+learning_rate_1e-1',
                           'hidden_sizes_8x4+learning_rate_3e38']
    assert [row['diverged'] for row in table.values()] == ['0', '1', '0', '1']
    assert done.best['variant'].endswith('1e-1') and done.best['low'] is None  # one seed each
    assert (tmp_path / 'run' / 'figures' / 'sweep.png').is_file()
    check_heat_maps(sweeps.of(tf_labs.open_run(tmp_path / 'run').config), table.values())


def check_heat_maps(grid, table) -> None:
    """A row for each size of the net, a column for each rate; what diverged is a gap."""
    rows = [{**row, 'best': row['best'] == 'True', 'diverged': int(row['diverged'])} | {
        key: float(row[key]) if row[key] else None for key in row
        if key.startswith(('validation', 'test'))} for row in table]
    drawn = sweep_figure.figure('digits', grid, rows)
    for axes, key in zip(drawn.axes, ('validation_loss', 'test_accuracy')):
        values = axes.images[0].get_array().filled(math.nan)
        np.testing.assert_allclose(values, [[rows[0][key], math.nan], [rows[2][key], math.nan]])
    assert len(plots.png(drawn)) > 10_000


def test_what_has_not_ended_at_every_seed_cannot_be_the_best():
    """A diverged seed and a NaN: the smallest of those that are left."""
    measured = {'a': {1: {'validation_loss': 0.1}}, 'b': {1: {'validation_loss': 0.5},
                                                          2: {'validation_loss': 0.7}},
                'c': {1: {'validation_loss': math.nan}, 2: {'validation_loss': 0.1}}}
    found = choosing.best(measured, 2)
    assert found.name == 'b' and found.second is None and found.means == {'validation_loss': 0.6}
    assert choosing.best({'a': {}}, 1) is None and choosing.best({}, 0) is None


@pytest.mark.parametrize('value, word', [
    (1e-4, '1e-4'), (0.005, '5e-3'), (0.25, '25e-2'), (1.0, '1'), (100.0, '100'), (1e6, '1e6'),
    (-0.5, '-5e-1'), (0.0, '0'), ((128, 64), '128x64'), ((), 'none'), ('relu', 'relu'),
    ('FILE.py:build', 'FILE_py_build'), (True, 'true'), (None, 'none'), (7, '7')])
def test_names_of_values(value, word):
    assert sweeps.word(value) == word


@pytest.mark.parametrize('flags, texts', [
    (['--config.optimizer.learning_rate=1e-3, 1e-2'], ['1e-3', '1e-2']),
    (['--config.optimizer.learning_rate', '1e-3,1e-2'], ['1e-3', '1e-2']),
    (["--config.model.hidden_sizes=(64,),(128,64)"], ['(64,)', '(128, 64)']),
    (["--config.model.hidden_sizes=[[64], [32]]"], ['(64,)', '(32,)']),
    (['--config.model.batch_norm=true,false'], ['true', 'false']),
    (['--config.data.eval_scale=None,1'], ['None', '1']),
    (['--config.model.activation=relu,tanh'], ['relu', 'tanh'])])
def test_lists_of_values(flags, texts):
    swept, plain = sweeps.split(small_config(), [*flags, '--config.train.epochs=3'])
    assert list(swept.values()) == [texts] and plain == ['--config.train.epochs=3']


@pytest.mark.parametrize('flag', ['--config.model.hidden_sizes=64,64', '--config.seed=5',
                                  '--config.model.hidden_sizes=(64, 64)', '--noconfig.model.lrn',
                                  '--config.model.hidden_sizes=()', '--config.model.batch_norm'])
def test_one_value_is_an_ordinary_override(flag):
    assert sweeps.split(small_config(), [flag]) == ({}, [flag])


def test_grid_is_known_by_its_variants_after_a_round_through_json():
    grid = {'model.hidden_sizes': ['(64,)', '()'], 'optimizer.learning_rate': ['0.1', '1e-5', '3']}
    config = sweeps.made(small_config(), grid)
    again = config_values.from_json(config_values.to_json(config))
    assert sweeps.of(again) == {'model.hidden_sizes': [(64,), ()],
                                'optimizer.learning_rate': [0.1, 1e-5, 3.0]}
    assert sweeps.of(small_config()) is None
    with again.unlocked():
        del again.variants[list(again.variants)[1]]
    assert sweeps.of(again) is None  # a hole in the grid
    assert sweeps.of(tf_labs.load('cifar10_relu_tanh')) is None


def test_a_field_that_is_none_is_swept_by_its_type():
    config = sweeps.made(small_config(), {'train.target_error': ['0.3', '0.05'],
                                          'train.patience': ['2', '3']})
    assert [(one.train.patience, one.train.target_error) for one in config.variants.values()] == [
        (2, 0.3), (2, 0.05), (3, 0.3), (3, 0.05)]


@pytest.mark.parametrize('best, said', [
    (0.1, 'the highest optimizer.learning_rate that was tried, 0.1;'), (1e-2, ''),
    (1e-5, 'the lowest optimizer.learning_rate that was tried, 1e-05;')])
def test_a_best_at_the_edge_of_its_grid_is_told(best, said):
    config = sweeps.made(small_config(), {'optimizer.learning_rate': ['0.1', '1e-5', '1e-2'],
                                          'train.epochs': ['1', '2']})
    name = next(name for name, changed in config.variants.items()
                if changed.optimizer.learning_rate == best)
    lines = sweep_files.edges(config, sweeps.of(config), name)
    assert len(lines) == bool(said) and said in ''.join(lines)


@pytest.mark.parametrize('flags, part', [
    (['--config.train.epochs=3'], 'nothing to sweep'),
    (['--config.optimizer.learning_rate=1e-3,1e-3'], 'same value twice'),
    (['--config.optimizer.learning_rate=1e-3,0.001'], 'same value twice'),
    (['--config.optimizer.learning_rate=1e-3,,1e-2'], 'no value between two commas'),
    (['--config.optimizer.learning_rate=1e-3,x'], 'of the wrong type'),
    (['--config.optimizer.learning_rate=1e-3,-1'], 'not possible'),
    (['--config.optimizer.learning_rte=1e-3,1'], 'did you mean config.optimizer.learning_rate?'),
    (['--config.optimizer.learning_rate=1,2', '--config.optimizer.learning_rate=3'], 'given twice'),
    (['--config.optimizer.learning_rate=3', '--config.optimizer.learning_rate=1,2'], 'given twice'),
    (['--config.model.hidden_sizes=(64,),3'], 'mixes tuples with other values'),
    (['--config.seed=1,2'], '--seeds=N'),
    (['--config.data.train_examples=100,200'], 'changes the held-out examples'),
    (['--config.optimizer.learning_rate=1,2', '--config.data.validation_examples=0'],
     'needs validation examples to choose the best'),
    (['--config.optimizer.learning_rate=1,2', '--seeds=501'], '1002: 2 values, 501 seeds'),
    (['--config.optimizer.momentum=0.1,0.2'], 'has no effect'),
    (['--config.optimizer.learning_rate=1,2', '--log=nothing'], 'mlflow, wandb'),
    (['--config.optimizer.learning_rate=1,2', '--seeds=0'], '--seeds')])
def test_mistake_is_one_line_and_leaves_nothing(flags, part, tmp_path):
    done = ask('sweep', 'digits', *flags, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count('\n') == 1, done.stderr
    assert part in done.stderr and not list(tmp_path.iterdir())


@pytest.mark.parametrize('lab', ['gates', 'cifar10_relu_tanh'])
def test_only_one_classifier_can_be_swept(lab, tmp_path):
    done = ask('sweep', lab, '--config.seed=3', cwd=tmp_path)
    assert done.returncode == 2 and 'one classifier' in done.stderr


@pytest.mark.parametrize('values', [None, {'optimizer.learning_rate': 0.1}, {'seed': '12'}, [1]])
def test_values_that_are_no_lists(values):
    with pytest.raises(UserError, match='not values to sweep'):
        tf_labs.sweep('digits', values)


def test_more_runs_than_sensible_are_refused_before_they_are_listed():
    many = {f'optimizer.{name}': [str(value) for value in range(10_000)]
            for name in ('learning_rate', 'momentum', 'beta_1', 'beta_2')}
    with pytest.raises(UserError, match='10000 x 10000'):
        sweeps.made(small_config(), many)
