"""What decides looks at held-out training examples; where nothing decides all stays as it was."""

import json
import shutil

import pytest

from tests.asked import ask
from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tf_labs.config import classifier
from tf_labs.config import config_values
from tf_labs.config.schema import with_variants
from tf_labs.data import sources
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.experiments import evaluating
from tf_labs.experiments import holding_out
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.run_directory import RunDirectory

PLATEAU = ('--config.optimizer.schedule=plateau', '--config.optimizer.patience=1',
           '--config.train.epochs=7', '--config.optimizer.learning_rate=0.03',
           '--config.train.execution=graph', '--config.train.diagnostics=False')
SHORT = ('--config.train.steps=2', '--config.train.execution=eager',
         '--config.train.diagnostics=False')
FEW = (*PLATEAU, '--config.data.train_examples=160', '--config.train.execution=eager')
HELD_OUT = 143  # a tenth of 1,437


@pytest.fixture(scope='module')
def run(tmp_path_factory):
    """A run whose rate falls on a plateau, with what it holds out by itself."""
    workdir = tmp_path_factory.mktemp('plateau') / 'run'
    supervised.run(digits_config(*PLATEAU), str(workdir))
    return workdir


def stored(workdir):
    return json.loads((workdir / 'config.json').read_text('utf-8'))


@pytest.mark.slow
def test_a_tenth_is_held_out_and_kept_in_the_config(run):
    assert stored(run)['data']['validation_examples'] == HELD_OUT
    known = RunDirectory(run).read_json('manifest')
    assert known['examples'] == {'train': 1437 - HELD_OUT, 'validation': HELD_OUT, 'test': 360}
    assert all('validation_accuracy' in row for row in rows(run))


@pytest.mark.slow
def test_the_rate_follows_the_validation_error_and_not_that_of_the_test(run):
    def rates(split):
        rate, best, found = 0.03, 2.0, []
        for row in rows(run):
            found.append(pytest.approx(rate))
            error = 1 - row[f'{split}_accuracy']
            best, rate = min(best, error), rate if error < best else rate / 10
        return found

    assert [row['learning_rate'] for row in rows(run)] == rates('validation') != rates('test')


@pytest.mark.slow
def test_the_epoch_line_and_eval_tell_it(run):
    last = rows(run)[-1]
    found = evaluating.evaluate([RunDirectory(run)], None, 'validation')
    assert found.examples == HELD_OUT and found.accuracy == last['validation_accuracy']
    trained = TrainedRun(RunDirectory(run), None)
    every = sources.load('digits', ('train',), None)['train']
    held, used = (trained.examples(split) for split in ('validation', 'train'))
    assert (held.images == every.images[-HELD_OUT:]).all()
    assert len(used) + len(held) == len(every)
    done = ask('predict', f'--workdir={run}', '--split=validation', '--index=142')
    assert done.returncode == 0 and 'validation 142: label' in done.stdout, done.stderr
    done = ask('predict', f'--workdir={run}', '--split=validation', '--index=143')
    assert done.returncode == 2 and '0 to 142' in done.stderr


@pytest.mark.slow
def test_a_run_that_holds_nothing_out_says_so(trained_digits):
    for command in (('eval',), ('predict', '--index=1')):
        done = ask(*command, f'--workdir={trained_digits}', '--split=validation')
        assert done.returncode == 2 and done.stderr.count('\n') == 1
        assert 'this run has no validation examples' in done.stderr


@pytest.mark.slow
def test_the_same_command_goes_on(run, tmp_path):
    shutil.copytree(run, tmp_path / 'run')
    again = supervised.run(digits_config(*PLATEAU), str(tmp_path / 'run'))
    assert again['digest'] == result(run)['digest']
    with pytest.raises(UserError, match='validation_examples 143 -> 200'):
        supervised.run(digits_config(*PLATEAU, '--config.data.validation_examples=200'),
                       str(tmp_path / 'run'))


@pytest.mark.slow
def test_nothing_to_decide_by_is_refused_before_anything_is_written(tmp_path):
    done = ask('run', f'--config={ROOT}/configs/digits.py', *PLATEAU,
               '--config.data.validation_examples=0', f'--workdir={tmp_path}/run')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'plateau needs validation examples' in done.stderr and not list(tmp_path.iterdir())


@pytest.fixture(scope='module')
def begun_by_the_test_split(tmp_path_factory):
    """A run as version 0.4.0 made it: on a plateau of the test error."""
    workdir = tmp_path_factory.mktemp('old') / 'run'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holding_out, 'as_begun', lambda config, _: config)
        supervised.run(digits_config(*FEW, '--config.data.validation_examples=0',
                                     '--config.train.epochs=2'), str(workdir))
    return workdir


@pytest.mark.slow
def test_a_run_that_was_begun_by_the_test_split_goes_on_so(begun_by_the_test_split, tmp_path,
                                                           capsys):
    shutil.copytree(begun_by_the_test_split, tmp_path / 'run')
    supervised.run(digits_config(*FEW, '--config.train.epochs=3'), str(tmp_path / 'run'))
    assert stored(tmp_path / 'run')['data']['validation_examples'] == 0
    told = capsys.readouterr().err
    assert told.count('\n') == 1 and 'by the test split' in told
    assert 'validation_accuracy' not in rows(tmp_path / 'run')[-1]


@pytest.mark.slow
def test_what_decides_nothing_holds_nothing_out_and_keeps_its_digest(tmp_path):
    config = digits_config()
    assert config.data.validation_examples is None
    assert classifier.held_out(config, 1437) == 0
    explicit = digits_config('--config.data.validation_examples=0')
    assert config_values.digest(config) == config_values.digest(explicit)
    assert config_values.lasting(config) == config_values.lasting(explicit)
    supervised.run(digits_config(*SHORT), str(tmp_path / 'run'))
    assert stored(tmp_path / 'run')['data']['validation_examples'] == 0
    supervised.run(digits_config(*SHORT, '--config.data.validation_examples=0'),
                   str(tmp_path / 'run'))  # the command of 0.4.0 goes on


def test_a_config_that_is_older_than_the_field_holds_nothing_out():
    text = json.loads(config_values.to_json(digits_config(*PLATEAU)))
    del text['data']['validation_examples']
    assert config_values.from_json(json.dumps(text)).data.validation_examples == 0


@pytest.mark.slow
def test_variants_of_which_some_decide(tmp_path):
    config = with_variants(digits_config(*SHORT), {
        'constant': {}, 'plateau': {'optimizer.schedule': 'plateau'}})
    comparison.run(supervised.run, config, str(tmp_path / 'run'))
    numbers = {path.parent.parent.name: json.loads(path.read_text())['data'][
        'validation_examples'] for path in (tmp_path / 'run').glob('*/seed-777/config.json')}
    assert numbers == {'constant': 0, 'plateau': HELD_OUT}
    with pytest.MonkeyPatch.context() as patch:  # nothing is done again
        comparison.run(lambda *_: pytest.fail('again'), config, str(tmp_path / 'run'))
        patch.setattr(holding_out, 'as_begun', lambda config, _: config)  # the twin does
        with pytest.raises(pytest.fail.Exception):
            comparison.run(lambda *_: pytest.fail('again'), config, str(tmp_path / 'run'))


def test_fewer_examples_than_the_catalog_says(tmp_path):
    with pytest.raises(UserError, match='leaves nothing to train on'):
        holding_out.counted(digits_config('--config.data.validation_examples=200'), 200)
    with pytest.raises(UserError, match='less than one example'):
        holding_out.counted(digits_config(*PLATEAU), 9)
    assert holding_out.counted(digits_config(*PLATEAU), 10000).data.validation_examples == 1000
