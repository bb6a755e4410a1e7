"""Variants stay in the order in which they are given: the others are compared with the first."""

import json

import pytest

from tests.asked import ask
from tests.conftest import digits_config
from tests.job_files import contents
from tests.small_runs import SHORT
from tf_labs.config import config_values
from tf_labs.config.schema import with_variants
from tf_labs.jobs import settings
from tf_labs.runs import own_data
from tf_labs.training.run_directory import RunDirectory


@pytest.mark.slow
def test_a_sweep_by_jobs_compares_with_the_first_value_as_in_a_row(tmp_path):
    """The values as given, though the largest is first by name; threads are open."""
    command = ('sweep', 'digits', *SHORT, '--config.train.epochs=1',
               '--config.optimizer.learning_rate=1e-3,1e-1')
    for place, *further in (('row', '--config.train.num_threads=1'), ('jobs', '--jobs=2')):
        done = ask(*command, *further, f'--workdir={tmp_path}/{place}')
        assert done.returncode == 0, done.stderr
    variants = json.loads((tmp_path / 'jobs' / 'config.json').read_text())['variants']
    assert list(variants) == ['learning_rate_1e-3', 'learning_rate_1e-1']
    assert contents(tmp_path / 'jobs') == contents(tmp_path / 'row')


@pytest.mark.parametrize('copy', [
    config_values.copied, own_data.for_given,
    lambda config: settings.with_threads(config, RunDirectory('none'), 2)])
def test_variants_stay_in_their_order(copy):
    config = with_variants(digits_config(), {'b': {'seed': 1}, 'a': {'data.batch_size': 7}})
    copied = copy(config)
    assert list(copied.variants) == list(config.variants) == ['b', 'a']
    copied.variants.a.data.batch_size = 8
    assert config.variants.a.data.batch_size == 7 and copied.is_locked
