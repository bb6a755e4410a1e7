"""Comparisons: variants, seeds, divergence, a kill in the middle, and every wrong wish."""

import csv
import json
import math
from pathlib import Path
import re
import shutil
import signal

import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.conftest import rows
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants
from tf_labs.errors import UserError
from tf_labs.experiments import comparing
from tf_labs.experiments import comparison
from tf_labs.experiments import known_runs
from tf_labs.experiments import supervised
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.usefixtures('undrawn_unless_shared')

CONFIG = '''from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants


def get_config():
    config = default_config()
    config.data.name = 'digits'
    config.data.scale = 1 / 16
    config.data.batch_size = 32
    config.model.hidden_sizes = (16,)
    config.train.epochs = 2
    config.data.train_examples = 96
    config.train.execution = 'eager'
    config.train.diagnostics = False
    return with_variants(config, VARIANTS)
'''
TWO = """{
        'relu': {},
        'wide': {'model.hidden_sizes': (32,), 'optimizer.learning_rate': 0.01},
    }"""


def config_file(path: Path, variants: str = TWO) -> str:
    path.write_text(CONFIG.replace('VARIANTS', variants))
    return str(path)


def load(path: Path, *overrides: str, variants: str = TWO):
    config = config_files.load(config_file(path / 'two.py', variants))
    config_files.override(config, list(overrides))
    return config


def outcome(workdir) -> dict:
    """Everything of a comparison but its timings."""
    return {f'{name}/seed-{seed}': (result(place)['digest'], rows(place))
            for name in ('relu', 'wide') for seed in (777, 1)
            if (place := Path(workdir) / name / f'seed-{seed}').exists()}


@pytest.fixture(scope='module')
def straight(tmp_path_factory) -> Path:
    """A comparison that nothing interrupted."""
    place = tmp_path_factory.mktemp('straight')
    comparison.run(supervised.run, load(place), str(place / 'run'), seed_count=2)
    return place / 'run'


@pytest.mark.slow
def test_each_variant_is_the_run_of_its_own_config(straight, tmp_path):
    one = config_values.variant(load(tmp_path), 'wide')
    assert one.model.hidden_sizes == (32,) and one.optimizer.learning_rate == 0.01
    one.seed = 1
    alone = supervised.run(one, str(tmp_path / 'alone'))
    assert alone['digest'] == result(straight / 'wide' / 'seed-1')['digest']


@pytest.mark.slow
def test_table_has_mean_and_sd(straight):
    with (straight / 'tables' / 'comparison.csv').open() as file:
        table = {row['variant']: row for row in csv.DictReader(file)}
    assert set(table) == {'relu', 'wide'}
    stored = result(straight)
    assert stored['seeds'] == [777, 1]
    accuracies = [run['test_accuracy'] for run in stored['relu']]
    mean = sum(accuracies) / 2
    sd = abs(accuracies[0] - accuracies[1]) / 2 ** 0.5
    assert table['relu']['test_accuracy'] == f'{mean:.4g} +- {sd:.2g}'
    assert '| relu' in (straight / 'tables' / 'comparison.md').read_text()
    assert (straight / 'figures' / 'comparison.png').stat().st_size > 10_000


@pytest.mark.slow
def test_every_variant_is_told_against_the_first(straight, tmp_path):
    """The tables of the comparison and what `compare` makes of its directory are the same."""
    with (straight / 'tables' / 'effects.csv').open() as file:
        effects = {row['metric']: row for row in csv.DictReader(file)}
    stored = result(straight)
    relu, wide = ([run['test_accuracy'] for run in stored[name]] for name in ('relu', 'wide'))
    row = effects['test accuracy, %']
    assert (row['config'], row['against'], row['seeds']) == ('wide', 'relu', '2 seeds')
    assert float(row['difference']) == pytest.approx(50 * (sum(wide) - sum(relu)))
    assert float(row['low']) < float(row['difference']) < float(row['high'])
    assert (straight / 'figures' / 'effects.png').stat().st_size > 5_000
    lines = comparing.write([RunDirectory(straight)], tmp_path / 'compare.html')
    told = next(line for line in (straight / 'tables' / 'effects.md').read_text().splitlines()
                if line.startswith('| test accuracy, %'))
    difference = told.split('|')[5].strip()
    assert re.fullmatch(r'[-+][\d.]+ \+- [\d.]+ points', difference) and difference in lines[0]


@pytest.mark.slow
def test_procedure_over_seeds_and_a_value_that_is_not_finite(tmp_path, capsys):
    """What a lab returns need be no metric of a classifier, nor a number at every seed."""
    config = load(tmp_path, variants="{'one': {}, 'two': {'train.epochs': 3}}")

    def lab(one, path, devices, about):
        return {'cost': math.inf if one.seed == 2 else one.train.epochs + 0.1 * one.seed,
                'words': 'none', 'steps_needed': 3}

    comparison.run(lab, config, str(tmp_path / 'run'), seed_count=3)
    said = capsys.readouterr().out
    assert '(2 of 3 finite)' in said and 'against one' in said
    assert 'no spread over the seeds' in said  # +1 at each


@pytest.mark.slow
def test_again_trains_nothing(straight, tmp_path):
    workdir = shutil.copytree(straight, tmp_path / 'run')
    stamps = {file: file.stat().st_mtime_ns for file in workdir.rglob('ckpt-*')}
    calls = []
    comparison.run(lambda *arguments: calls.append(arguments), load(tmp_path), str(workdir),
                   seed_count=2)
    assert calls == [] and outcome(workdir) == outcome(straight)
    assert stamps == {file: file.stat().st_mtime_ns for file in workdir.rglob('ckpt-*')} != {}


@pytest.mark.slow
def test_killed_in_the_middle_goes_on(straight, tmp_path):
    """SIGKILL once the second run has begun; what was trained is not trained again."""
    command = ('run', f'--workdir={tmp_path}/run', '--seeds=2',
               f'--config={config_file(tmp_path / "two.py")}')
    # The comparison, the first, the second.
    killed = cli(*command, moment='after:config:3')
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (tmp_path / 'run' / 'relu' / 'seed-1' / 'config.json').exists()
    first = tmp_path / 'run' / 'relu' / 'seed-777' / 'result.json'
    stamp = first.stat().st_mtime_ns
    assert not (tmp_path / 'run' / 'result.json').exists()
    done = ask(*command)
    assert done.returncode == 0, done.stderr
    assert outcome(tmp_path / 'run') == outcome(straight)
    assert first.stat().st_mtime_ns == stamp


@pytest.mark.slow
def test_diverged_variant_is_told_and_the_others_go_on(tmp_path, capsys):
    variants = ("{'mad': {'optimizer.name': 'sgd', 'optimizer.learning_rate': 1e30},"
                " 'sane': {'optimizer.learning_rate': 0.03}}")
    config = load(tmp_path, variants=variants)
    for _ in range(2):  # again: a run that diverged is not tried a second time
        values = comparison.run(supervised.run, config, str(tmp_path / 'run'))
        assert 'not finite' in values[777]['mad.diverged']
        assert values[777]['sane.test_accuracy'] > 0.25
        assert 'mad, seed 777: diverged' in capsys.readouterr().out
    with (tmp_path / 'run' / 'tables' / 'comparison.csv').open() as file:
        table = {row['variant']: row for row in csv.DictReader(file)}
    assert table['mad']['diverged'] == '1' and table['mad']['seeds'] == '0'
    assert table['sane']['diverged'] == '0'
    assert json.loads((tmp_path / 'run' / 'result.json').read_text())['mad'] == [
        {'diverged': True}]


@pytest.mark.slow
def test_a_net_that_diverges_before_its_first_step_is_done(tmp_path):
    config = load(tmp_path, variants="{'mad': {'model.kernel_initializer': 'random_normal',"
                  " 'model.init_stddev': 1e30, 'train.probe_examples': 32}}")
    values = comparison.run(supervised.run, config, str(tmp_path / 'run'))
    assert 'not finite' in values[777]['mad.diverged']
    directory = RunDirectory(tmp_path / 'run' / 'mad' / 'seed-777')
    assert known_runs.is_done(config_values.variant(config, 'mad'), directory)


def test_overrides_of_all_and_of_one(tmp_path):
    config = load(tmp_path, '--config.train.epochs=5', '--config.optimizer.learning_rate=0.5',
                  '--config.variants.wide.train.epochs=7',
                  '--config.variants.relu.model.batch_norm')
    relu, wide = (config_values.variant(config, name) for name in ('relu', 'wide'))
    assert (relu.train.epochs, wide.train.epochs) == (5, 7)
    assert (relu.optimizer.learning_rate, wide.optimizer.learning_rate) == (0.5, 0.01)
    assert relu.model.batch_norm and not wide.model.batch_norm
    assert wide.model.hidden_sizes == (32,)


def test_json_and_back_keeps_the_variants(tmp_path):
    config = load(tmp_path)
    again = config_values.from_json(config_values.to_json(config))
    assert config_values.difference(config, again) == {}
    assert config_values.variant(again, 'wide').model.hidden_sizes == (32,)


def test_the_first_variant_stays_the_first(tmp_path):
    """The others are compared with it: no sorting by name, in the file or after an override."""
    config = load(tmp_path, '--config.variants.a.train.epochs=7',
                  variants="{'z': {}, 'a': {}, 'm': {}}")
    assert list(config_values.from_json(config_values.to_json(config)).variants) == ['z', 'a', 'm']
    assert list(comparison.variants(config)) == ['z', 'a', 'm']


def test_seeds_are_the_own_one_and_then_the_first():
    assert comparison.seeds(777, 5) == [777, 1, 2, 3, 4]
    assert comparison.seeds(2, 4) == [2, 1, 3, 4]
    assert comparison.seeds(777, 1) == [777]


@pytest.mark.parametrize('changes', [{'model.actvation': 'relu'}, {'modl.activation': 'relu'},
                                     {'model': 3}, {'train.epochs': 'three'}, {'nothing': 1}])
def test_variant_with_an_impossible_field(changes):
    config = with_variants(default_config(), {'one': changes})
    with pytest.raises(UserError, match=r'config\.variants\.one'):
        config_values.variant(config, 'one')


@pytest.mark.slow
@pytest.mark.parametrize('variants, arguments, part', [
    ("{}", [], 'has no variants to compare'),
    ("{'a': {'model.actvation': 'relu'}}", [], 'config.variants.a names an unknown field'),
    ("{'a': {'model.activation': 'rleu'}}", [], 'sigmoid, tanh'),
    ("{'a': {'train.epochs': 'x'}}", [], 'of the wrong type'),
    ("{'a/b': {}}", [], 'the name of a variant is not valid'),
    ("{'a': {'train.num_threads': 1}}", [], 'one number of threads'),
    (TWO, ['--seeds=0'], '--seeds'),
    (TWO, ['--seeds=two'], '--seeds'),
    (TWO, ['--config.variants.rleu.train.epochs=1'], 'config.variants.relu.FIELD'),
    (TWO, ['--config.variants.relu.train.epoch=1'], 'did you mean config.train.epochs?'),
    (TWO, ['--config.variants.relu.train.epochs=x'], 'a whole number'),
    (TWO, ['--config.variants=1'], 'unknown variant'),
    ("{'a': {'seed': 5}, 'b': {'seed': 6}}", ['--config.seed=7'],
     'config.seed has no effect, as every variant sets it; expected --config.variants.NAME.seed'),
    ("{'a': {'optimizer.name': 'rprop'}}", [], '96'),
])
def test_mistake_is_one_line_and_leaves_nothing(variants, arguments, part, tmp_path):
    config_file(tmp_path / 'two.py', variants)
    done = ask('run', '--config=two.py', *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count('\n') == 1 and part in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ['two.py']


@pytest.mark.slow
def test_other_variants_in_a_directory_are_refused(straight, tmp_path):
    done = ask('run', f'--config={config_file(tmp_path / "two.py")}', f'--workdir={straight}',
               '--config.variants.wide.seed=5')
    assert done.returncode == 2 and 'variants.wide.seed None -> 5' in done.stderr


@pytest.mark.slow
def test_commands_on_a_single_run_name_where_the_runs_are(straight):
    done = ask('eval', f'--workdir={straight}')
    assert done.returncode == 2 and 'VARIANT/seed-N' in done.stderr
    done = ask('eval', f'--workdir={straight}/relu/seed-1')
    assert done.returncode == 0 and 'accuracy' in done.stdout
