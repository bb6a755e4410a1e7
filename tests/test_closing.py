"""A run that learnt nothing says so in its last lines; one that is well says nothing more."""

import pytest
from scipy import stats

from tests.asked import ask
from tests.conftest import ROOT
from tests.undrawn import figures_undrawn
from tf_labs.experiments import closing

LOST = ('--config.optimizer.name=sgd', '--config.optimizer.learning_rate=1e6',
        '--config.train.execution=graph')
THREE = '''from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (32,)
    config.optimizer.name = 'sgd'
    config.train.epochs = 1
    config.data.train_examples = 320
    config.train.execution = 'eager'
    config.train.diagnostics = False
    return with_variants(config, {
        'well': {'optimizer.learning_rate': 0.5}, 'lost': {'optimizer.learning_rate': 1e6},
        'burst': {'optimizer.learning_rate': 1e30}})
'''


@pytest.mark.slow
def test_run_at_chance(tmp_path):
    where = tmp_path / 'a run'
    first = ask('run', 'digits', *LOST, '--config.train.epochs=1', f'--workdir={where}')
    again = ask('run', 'digits', *LOST, '--config.train.epochs=1', f'--workdir={where}')
    assert first.returncode == again.returncode == 0, first.stderr
    chance, doctor = first.stdout.splitlines()[-2:]
    assert chance.startswith('digits: near chance: test accuracy 0.0') and 'is luck' in chance
    assert doctor.startswith('digits: the doctor has ')
    assert doctor.endswith(f"; tf-labs doctor --workdir='{where}' says more")
    assert again.stdout.splitlines()[-2:] == [chance, doctor]


@pytest.mark.slow
def test_run_that_diverges_names_the_command(tmp_path):
    done = ask('run', 'digits', LOST[0], '--config.optimizer.learning_rate=1e30',
               '--config.train.epochs=1', '--config.train.execution=eager',
               '--config.data.train_examples=96', f'--workdir={tmp_path}/run')
    assert done.returncode == 1 and done.stderr.count('\n') == 1
    assert done.stdout.endswith(f'tf-labs doctor --workdir={tmp_path}/run says more\n')


@pytest.mark.slow
def test_run_that_is_well(trained_digits):
    done = ask('run', 'digits', f'--workdir={trained_digits}')
    assert done.stdout.count('\n') == 1 and 'complete at step 880' in done.stdout


@pytest.mark.slow
def test_comparison_names_who_learnt_nothing(tmp_path):
    (tmp_path / 'three.py').write_text(THREE)
    with figures_undrawn():
        done = ask('run', 'three.py', cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == (
        'three: near chance: lost/seed-777; diverged: burst/seed-777; '
        'tf-labs doctor --workdir=checkpoints/three says more')


@pytest.mark.slow
def test_kinds_of_runs_that_the_doctor_does_not_read(tmp_path):
    with figures_undrawn():
        done = ask('run', f'{ROOT}/configs/mse_by_hand.py', f'--workdir={tmp_path}/run')
    assert done.returncode == 0 and 'doctor' not in done.stdout


@pytest.mark.parametrize('share, examples', [(0.1, 360), (0.1, 10_000), (0.5, 40), (0.001, 50_000)])
def test_luck_hardly_ever_goes_further(share, examples):
    limit = closing.largest_by_chance(share, 0.0, examples)
    assert stats.binom.sf(limit * examples, examples, share) < 0.005
    assert stats.binom.sf((share + (limit - share) / 2) * examples, examples, share) > 0.02
