"""Variants stay in the order in which they are given: the others are compared with the first."""

import csv
import json

import pytest

from tests.asked import ask
from tests.conftest import digits_config
from tests.job_files import contents
from tests.small_runs import SHORT
from tf_labs.config import config_values
from tf_labs.config.schema import with_variants
from tf_labs.data import data_sets
from tf_labs.jobs import settings
from tf_labs.runs import own_data
from tf_labs.training import stored_config
from tf_labs.training.run_directory import RunDirectory


@pytest.mark.slow
def test_a_sweep_by_jobs_compares_with_the_first_value(tmp_path):
    """The values as given, though the largest is first by name; threads are open, or told."""
    command = ('sweep', 'digits', *SHORT, '--config.train.epochs=1',
               '--config.optimizer.learning_rate=1e-3,1e-1', '--jobs=2')
    for place, *further in (('told', '--config.train.num_threads=1'), ('open',)):
        done = ask(*command, *further, f'--workdir={tmp_path}/{place}')
        assert done.returncode == 0, done.stderr
    variants = json.loads((tmp_path / 'open' / 'config.json').read_text())['variants']
    assert list(variants) == ['learning_rate_1e-3', 'learning_rate_1e-1']
    with open(tmp_path / 'open' / 'tables' / 'effects.csv', newline='', encoding='utf-8') as file:
        assert {row['against'] for row in csv.DictReader(file)} == {'learning_rate_1e-3'}
    assert contents(tmp_path / 'open') == contents(tmp_path / 'told')


def read_again(config):
    content = config_values.to_json(config).encode()
    stored_config.parse(content, data_sets.describe)
    return stored_config.parse(content, data_sets.describe)


@pytest.mark.parametrize('copy', [
    config_values.copied, own_data.for_given, read_again,
    lambda config: settings.with_threads(config, RunDirectory('none'), 2)])
def test_variants_stay_in_their_order(copy):
    config = with_variants(digits_config(), {'b': {'seed': 1}, 'a': {'data.batch_size': 7}})
    copied = copy(config)
    assert list(copied.variants) == list(config.variants) == ['b', 'a']
    copied.variants.a.data.batch_size = 8
    assert config.variants.a.data.batch_size == 7 and copied.is_locked
