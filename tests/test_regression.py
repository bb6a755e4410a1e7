"""Numbers learnt by the one loop: against least squares, scikit-learn, and the run's own files."""

import csv
import json

import keras
import numpy as np
import pytest
from sklearn import metrics

from tests import tables
from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
import tf_labs
from tf_labs.data import data_sets
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError
from tf_labs.report import sweep_figure
from tf_labs.training import regression
from tf_labs.training import stored_forms

pytestmark = pytest.mark.usefixtures('undrawn_unless_shared')


@pytest.fixture(scope='module')
def table(tmp_path_factory):
    return tables.line_csv(tmp_path_factory.mktemp('tables') / 'lines.csv')


def config(table, **changes):
    return tables.config('own_regression', f'csv:{table}', **{'data__target': 'price', **changes})


@pytest.fixture(scope='module')
def run(table, tmp_path_factory):
    """A linear net, trained to the end by full batches."""
    count = data_sets.describe(config(table).data).examples['train']
    return tf_labs.run(config(
        table, model__name='softmax', model__hidden_sizes=(), data__batch_size=count,
        optimizer__name='lbfgs', optimizer__learning_rate=1.0, train__epochs=40,
        train__eval_every_epochs=20, train__diagnostics=True, train__execution='graph'),
        tmp_path_factory.mktemp('runs') / 'lines')


def splits(run):
    """Returns x and y of train and test in their own units, by NumPy alone."""
    facts = run.directory.data(run.config)
    found = data_sets.load(run.config.data, ('train', 'test'))
    mean, sd = np.array([(one.mean, one.sd) for one in facts.columns]).T
    target, = facts.targets
    return {split: (one.images.reshape(len(one), -1) * sd + mean,
                    one.labels[:, 0].astype(float) * target.sd + target.mean)
            for split, one in found.items()}


@pytest.mark.slow
def test_a_linear_net_ends_at_least_squares(run):
    (x, y), (x_test, y_test) = splits(run).values()
    design = np.column_stack([x, np.ones(len(x))])
    solution, *_ = np.linalg.lstsq(design, y, rcond=None)
    best = np.column_stack([x_test, np.ones(len(x_test))]) @ solution
    np.testing.assert_allclose(run.predict(x_test)[:, 0], best, atol=0.02)
    np.testing.assert_allclose(run.result['test_r2'], metrics.r2_score(y_test, best), atol=1e-4)


@pytest.mark.slow
def test_rows_result_and_evaluation_are_those_of_scikit_learn(run):
    (x, y), (x_test, y_test) = splits(run).values()
    said = run.predict(x_test)[:, 0]
    sd = run.directory.data(run.config).targets[0].sd
    error = metrics.mean_squared_error(y_test, said)
    found = run.evaluate()
    np.testing.assert_allclose(found['r2'], metrics.r2_score(y_test, said), atol=1e-6)
    np.testing.assert_allclose(found['rmse'], np.sqrt(error), rtol=1e-4)
    np.testing.assert_allclose(found['loss'], error / sd**2, rtol=1e-4)
    np.testing.assert_allclose(run.result['fit_r2'], metrics.r2_score(y, run.predict(x)[:, 0]),
                               atol=1e-6)
    assert found['r2'] == run.result['test_r2'] == run.rows[-1]['test_r2']
    named = [*run.rows[-1], *run.result]
    assert not [name for name in named if 'accuracy' in name]


def test_r_squared_of_several_targets_is_that_of_scikit_learn():
    generator = np.random.default_rng(3)
    y, f = generator.normal(size=(2, 50, 3)) * (1, 100, 0.01)
    np.testing.assert_allclose(regression.r_squared(y, f), metrics.r2_score(y, f), rtol=1e-12)


def test_a_row_of_a_regression_has_no_accuracy_and_one_of_a_classifier_no_r2():
    row = {'step': 1, 'epoch': 1, 'train_loss': 1.0, 'test_loss': 1.0, 'seconds': 0.1}
    of_regression, of_classifier = {**row, 'test_r2': 0.5}, {
        **row, 'train_accuracy': 0.5, 'test_accuracy': 0.5}
    assert stored_forms.is_row(of_regression, of_regression=True)
    assert stored_forms.is_row(of_classifier, of_classifier=True)
    assert not stored_forms.is_row(of_regression, of_classifier=True)
    assert not stored_forms.is_row(of_classifier, of_regression=True)


@pytest.mark.slow
def test_report_doctor_and_compare_tell_r2(run, tmp_path):
    page = run.report().read_text('utf-8')
    assert 'test R²' in page and 'Residuals on the test split' in page
    assert 'accuracy' not in page.split('<h2')[0] and 'confusion' not in page.lower()
    for name in ('predicted_price', 'residuals_price', 'loss', 'r2'):
        assert (run.workdir / 'figures' / f'{name}.png').is_file()
    assert not (run.workdir / 'figures' / 'accuracy.png').exists()
    assert 'gap' not in ' '.join(finding.title for finding in run.doctor())
    done = ask('doctor', f'--workdir={run.workdir}')
    assert done.returncode == 0 and 'exploding' in done.stdout
    assert not {'stuck', 'gap', 'imbalance'} & set(done.stdout.replace(',', ' ').split())
    other = tf_labs.run(config(run.config.data.name[4:], train__epochs=1), tmp_path / 'other')
    done = ask('compare', f'--workdirs={run.workdir},{other.workdir}',
               f'--output={tmp_path}/page.html')
    assert done.returncode == 0 and 'test r2' in done.stdout and 'accuracy' not in done.stdout


def arguments(table, workdir, *more):
    return ['run', f'--config={ROOT}/configs/own_regression.py', f'--config.data.name=csv:{table}',
            '--config.data.target=price', '--config.train.execution=eager',
            '--config.train.epochs=2', '--config.train.checkpoint_every_steps=2',
            '--config.train.steps_per_call=1', '--config.data.batch_size=20',
            '--config.train.diagnostics=False', f'--workdir={workdir}', *more]


@pytest.mark.slow
def test_lines_of_a_run_that_is_killed_gone_on_with_and_complete(table, tmp_path):
    straight = ask(*arguments(table, tmp_path / 'straight'))
    assert straight.returncode == 0 and straight.stderr == '', straight.stderr
    assert 'accuracy' not in straight.stdout
    assert 'epoch 2/2' in straight.stdout and 'test R^2' in straight.stdout
    assert 'test RMSE' in straight.stdout and '(price)' in straight.stdout
    assert cli(*arguments(table, tmp_path / 'run'), moment='after:block:5').returncode == -9
    assert ask(*arguments(table, tmp_path / 'run')).returncode == 0
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']
    assert rows(tmp_path / 'run') == rows(tmp_path / 'straight')
    again = ask(*arguments(table, tmp_path / 'run'))
    assert 'complete at step' in again.stdout and 'test R^2' in again.stdout
    asked = ask('predict', f'--workdir={tmp_path}/run', '--index=0').stdout
    assert asked.count('\n') == 2 and ', prediction ' in asked and ' u ' in asked
    told = ask('eval', f'--workdir={tmp_path}/run').stdout
    assert told.startswith('test: loss ') and ' R^2 ' in told and ' RMSE ' in told
    both = ask('eval', f'--workdir={tmp_path}/run,{tmp_path}/straight')
    assert both.returncode == 2 and both.stderr.count('\n') == 1
    damaged = json.loads((tmp_path / 'run' / 'data.json').read_text('utf-8'))
    next(iter(damaged.values()))['targets'][0]['sd'] = 0
    (tmp_path / 'run' / 'data.json').write_text(json.dumps(damaged), 'utf-8')
    lost = ask('predict', f'--workdir={tmp_path}/run', '--index=0')
    assert lost.returncode == 0 and 'data.json is lost' in lost.stderr


@pytest.mark.slow
def test_a_plateau_is_one_of_r2_on_held_out_rows(table, tmp_path):
    run = tf_labs.run(config(table, optimizer__schedule='plateau', train__epochs=3),
                      tmp_path / 'run')
    assert {'validation_loss', 'validation_r2', 'learning_rate'} <= set(run.rows[-1])


def test_what_does_not_go_together(table):
    for changes in ({'model__output': 'classes'}, {'data__labels': 'one_hot'},
                    {'train__target_error': 0.1}, {'data__target': 'prise'},
                    {'pretraining__name': 'rbm'}, {'data__crop': 1}):
        with pytest.raises(UserError) as error:
            config(table, **changes)
        assert '\n' not in str(error.value)
    with pytest.raises(UserError, match='has classes, not numbers to predict'):
        tf_labs.load('digits', {'model.output': 'linear'})
    with pytest.raises(DataNotAvailableError, match='^/nowhere.csv cannot be read; expected a file '
                       'that is there; received No such file or directory$'):
        tf_labs.load('own_regression', {'data.name': 'csv:/nowhere.csv'})
    with pytest.raises(UserError, match='expected cross_entropy, the default, which stands for the '
                       'mean squared error there, or FILE.py:function; received focal'):
        config(table, loss__name='focal')


def test_numbers_that_are_none(tmp_path):
    for content, expected in (
            ('u,y\n' + ''.join(f'{i},{"ab"[i % 2]}\n' for i in range(30)), 'holds no number'),
            ('u,y\n' + ''.join(f'{i},3\n' for i in range(30)), 'is the same in every train row')):
        (tmp_path / 'bad.csv').write_text(content, 'utf-8')
        with pytest.raises(UserError, match=expected):
            tables.config('own_regression', f'csv:{tmp_path}/bad.csv')
        (tmp_path / 'bad.csv').unlink()


def check_sweep_tells_r2(place, best, said):
    """In the table, on the line of the best, in sweep.csv and above the figure's right panel."""
    with (place / 'tables' / 'sweep.csv').open() as file:
        found = {row['variant']: row for row in csv.DictReader(file)}
    for name, row in found.items():
        of_run = result(place / name / 'seed-777')
        for key in ('validation_r2', 'test_r2'):
            assert float(row[key]) == pytest.approx(of_run[key])
        assert f'| {of_run["test_r2"]:.4g} ' in said
    assert '| validation R^2 | test R^2 ' in said and 'accuracy' not in said
    assert f'; test R^2 {best["test_r2"]:.4g}\n' in said
    table = [{**row, 'best': row['best'] == 'True', 'diverged': 0} | {
        key: float(row[key]) if row[key] else None for key in row
        if key.startswith(('validation', 'test'))} for row in found.values()]
    drawn = sweep_figure.figure('lab', {'optimizer.learning_rate': [1e-3, 1e-2]}, table)
    assert [one.get_ylabel() for one in drawn.axes] == ['validation loss', 'test R^2']
    assert 'validation loss and test R^2 over' in drawn.get_label()
    np.testing.assert_allclose(drawn.axes[1].lines[0].get_ydata(),
                               [float(row['test_r2']) for row in found.values()])


@pytest.mark.slow
def test_swept_the_best_is_named_and_a_net_of_ones_own_is_asked_without_its_code(
        table, tmp_path, capsys):
    def build(input_shape, outputs, config):
        inputs = keras.Input(input_shape)
        flat = keras.layers.Flatten()(inputs)
        return keras.Model(inputs, keras.layers.Dense(outputs)(flat))

    small = config(table, train__epochs=1)
    found = tf_labs.sweep(small, {'optimizer.learning_rate': [1e-3, 1e-2]},
                          tmp_path / 'sweep', verbose=True)
    assert found.best['values']['optimizer.learning_rate'] in (1e-3, 1e-2)
    check_sweep_tells_r2(tmp_path / 'sweep', found.best, capsys.readouterr().out)
    listed = ask('runs', str(tmp_path / 'sweep'), '--where=test_r2<=1')
    assert '| test_accuracy | test_r2 ' in listed.stdout and '2 runs' in listed.stdout
    own = tf_labs.run(small, tmp_path / 'own', model=build)
    asked = ask('eval', f'--workdir={own.workdir}')
    assert asked.returncode == 0 and 'R^2' in asked.stdout, asked.stderr


@pytest.mark.slow
def test_facts_that_are_lost_are_made_of_the_data_again(run):
    (run.workdir / 'data.json').unlink()
    asked = ask('eval', f'--workdir={run.workdir}')
    assert asked.returncode == 0 and 'data.json is lost' in asked.stderr, asked.stderr
