"""Published numbers in a report: what is judged, and what is not the published setting."""

import json

import pytest

from tests.conftest import lab_config
from tf_labs.experiments import verdicts
from tf_labs.training.run_directory import RunDirectory

VALUES = {'mnist_nn/test_accuracy': 0.9489, 'mnist_nn/train_loss[1]': 161.6}
PLAIN = {'lesson': '', 'config': 'configs/mnist_nn.py', 'overrides': []}


def judged(runs, about=PLAIN, seed=None) -> str:
    found = verdicts.section('mnist_nn', runs, about, seed)
    return json.dumps([getattr(part, 'rows', getattr(part, 'text', ''))
                       for part in found.parts]) if found else ''


def test_bands_are_open_until_there_are_five_seeds():
    one = judged([VALUES])
    assert '"verdict": "OPEN", "printed": "0.9440000057220459", "ours": "0.9489"' in one
    assert 'they take up to 5 seeds' in one and 'Left out: 17 that' in one
    five = judged([{'mnist_nn/test_accuracy': 0.944 + n / 1000} for n in range(-2, 3)])
    assert '"verdict": "PASS"' in five and 'they take up to' not in five


@pytest.mark.parametrize('about, seed, reason', [
    ({**PLAIN, 'overrides': ['--config.train.epochs=3']}, None, '--config.train.epochs=3'),
    ({**PLAIN, 'overrides': ['--config.seed', '5']}, None, '--config.seed 5'),
    ({**PLAIN, 'overrides': ['--config.train.eval_every_epochs=3']}, None,
     '--config.train.eval_every_epochs=3'),
    (None, None, 'what made the run was not recorded'),
    (PLAIN, (1, 777), 'seed 1; that of the lab is 777'),
])
def test_another_setting_is_not_judged(about, seed, reason):
    said = judged([VALUES], about, seed)
    assert f'not the published setting ({reason})' in said and 'verdict' not in said


def test_where_the_data_is_does_not_change_the_setting():
    about = {**PLAIN, 'overrides': ['--config.data.dir=/data']}
    assert '"verdict": "OPEN"' in judged([VALUES], about, (777, 777))


@pytest.mark.parametrize('train, verdict', [(50_000, 'PASS'), (10_000, 'OPEN')])
def test_a_claim_of_the_papers_takes_all_of_the_data(train, verdict):
    """In the report as in `reproduce`."""
    runs = [{f'papers_pooling/{net}.{key}': value for net, better in (
        ('overlapping', 0.01), ('apart', 0.0)) for key, value in (
            ('test_accuracy', 0.8 + better), ('accuracy_gap', 0.1 - better),
            ('train_examples', train), ('test_examples', 10_000))}] * 3
    found = verdicts.section('papers_pooling', runs, PLAIN)
    assert [row['verdict'] for row in found.parts[0].rows] == [verdict] * 2


def test_nothing_is_said_of_what_was_not_measured():
    assert judged([]) == judged([{}]) == judged([{'mnist_nn/digest': 'f'}]) == ''


def test_printed_directions_of_a_comparison(tmp_path):
    """Two seeds that all variants have, and a third that one of them has not."""
    config = lab_config('dropout')
    for name, gaps in (('without', (0.3, 0.2, 0.1)), ('dropout_05', (0.1, 0.25))):
        for seed, gap in zip((777, 1, 2), gaps):
            run = RunDirectory(tmp_path / name / f'seed-{seed}')
            run.path.mkdir(parents=True)
            run.write_config(config)
            run.write_json('result', {'lab': 'dropout', 'loss_gap': gap, 'accuracy_gap': gap})
    values = verdicts.comparison_values(RunDirectory(tmp_path), config, {
        'without': [777, 1, 2], 'dropout_05': [777, 1]})
    assert [value['dropout/without.loss_gap'] for value in values] == [0.3, 0.2]
    table = verdicts.section('dropout', values, {**PLAIN, 'config': 'configs/dropout.py'}).parts[0]
    assert [row['verdict'] for row in table.rows] == ['NEAR', 'NEAR']
    assert '1 of 2 runs' in table.rows[0]['ours']


def test_a_run_that_has_diverged_is_judged_as_reproduce_does(tmp_path):
    config = lab_config('dropout')
    for name, content in (('without', {'lab': 'dropout', 'loss_gap': 0.3, 'accuracy_gap': 0.2}),
                          ('dropout_05', {'diverged': 'at step 3'})):
        run = RunDirectory(tmp_path / name / 'seed-777')
        run.path.mkdir(parents=True)
        run.write_config(config)
        run.write_json('diverged' if name == 'dropout_05' else 'result', content)
    values = verdicts.comparison_values(RunDirectory(tmp_path), config, {
        'without': [777], 'dropout_05': [777]})
    table = verdicts.section('dropout', values, {**PLAIN, 'config': 'configs/dropout.py'}).parts[0]
    assert {row['verdict'] for row in table.rows} == {'FAIL'}
