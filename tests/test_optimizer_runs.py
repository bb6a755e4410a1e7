"""Runs with optimizers that are not like the others: averages, full batches, own settings."""

import pytest

from tests import nets
from tests.conftest import digits_config
from tf_labs.config import checks
from tf_labs.config.optimizer_table import FULL_BATCH
from tf_labs.data import data_sets
from tf_labs.data import pipeline
from tf_labs.data import sources
from tf_labs.errors import UserError
from tf_labs.experiments import evaluating
from tf_labs.experiments import supervised
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.usefixtures('undrawn')

AVERAGED = ('--config.optimizer.name=asgd', '--config.optimizer.learning_rate=0.5',
            '--config.optimizer.average_from=44', '--config.train.epochs=3',
            '--config.model.hidden_sizes=12', '--config.train.execution=graph',
            '--config.train.diagnostics=False')


@pytest.mark.slow
def test_a_run_is_judged_by_its_averages_and_goes_on_from_its_weights(tmp_path):
    """Logged, evaluated and resumed: the averages are read, the weights are trained."""
    config = digits_config(*AVERAGED)
    result = supervised.run(config, str(tmp_path / 'run'))
    again = evaluating.evaluate([RunDirectory(tmp_path / 'run')], None, 'test')
    assert again.loss == pytest.approx(result['test_loss'], abs=1e-12)
    raw = supervised.run(digits_config(*AVERAGED[:2], *AVERAGED[3:]), str(tmp_path / 'raw'))
    assert raw['train_loss'] == result['train_loss']
    assert raw['test_loss'] != result['test_loss']


@pytest.mark.slow
def test_full_batch_is_one_slot_of_every_example():
    examples = sources.load('digits', ('train',), None)['train']
    config = digits_config('--config.optimizer.name=lbfgs', '--config.data.batch_size=1437',
                           '--config.train.steps_per_call=7')
    plan = nets.planned(config, len(examples))
    assert (plan.steps_per_epoch, plan.total_steps) == (1, 20)
    assert list(plan.blocks(18)) == [(18, 1), (19, 1)]
    for images, labels, steps in pipeline.training_blocks(
            examples, plan.blocks(18), seed=1, batch_size=1437, steps_per_call=7):
        assert images.shape[:2] == (1, 1437) and int(steps) == 1
        assert sorted(labels[0].numpy()) == sorted(examples.labels)


@pytest.mark.slow
def test_full_batch_runs_do_not_depend_on_the_length_of_a_call(tmp_path):
    digests = {supervised.run(digits_config(
        '--config.optimizer.name=lbfgs', '--config.optimizer.history=2',
        '--config.data.train_examples=200', '--config.data.batch_size=200',
        '--config.model.hidden_sizes=8', '--config.train.diagnostics=False',
        '--config.train.epochs=4', f'--config.train.steps_per_call={length}',
        '--config.train.eval_every_epochs=4'), str(tmp_path / str(length)))['digest']
        for length in (1, 3)}
    assert len(digests) == 1


@pytest.mark.parametrize('name', FULL_BATCH)
def test_a_full_batch_optimizer_refuses_any_other_batch(name):
    chosen = f'--config.optimizer.name={name}'
    with pytest.raises(UserError, match=r'full batch.*batch_size 1437.*received 32$'):
        checks.validate(digits_config(chosen), data_sets.describe)
    with pytest.raises(UserError, match=r'batch_size 100, .*received 99$'):
        checks.validate(digits_config(chosen, '--config.data.train_examples=100',
                                      '--config.data.batch_size=99'), data_sets.describe)
    checks.validate(digits_config(chosen, '--config.data.batch_size=1437'), data_sets.describe)


@pytest.mark.parametrize('overrides', [
    ('adam', '--config.optimizer.weight_decay=0.1'), ('sgd', '--config.optimizer.history=3'),
    ('adamw', '--config.optimizer.average_from=3'), ('asgd', '--config.optimizer.momentum=0.9'),
    ('rprop', '--config.optimizer.schedule=cosine'), ('asgd', '--config.optimizer.beta_1=0.8'),
])
def test_settings_of_another_optimizer_are_refused(overrides):
    name, setting = overrides
    with pytest.raises(UserError, match='no effect'):
        checks.validate(digits_config(f'--config.optimizer.name={name}', setting),
                        data_sets.describe)
