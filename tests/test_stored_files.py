"""What was changed since it was written is told, and not believed."""

import json
from pathlib import Path
import shutil

import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.killed_run import killed_before
from tests.small_runs import arguments
from tests.small_runs import run
from tests.small_runs import small_config
from tests.small_runs import without_identity
from tf_labs.config import sweeps
from tf_labs.errors import RunFailedError
from tf_labs.training import stored_forms
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.usefixtures('undrawn')


def edit(path: Path, **changes) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.slow
def test_an_edited_result_is_not_believed(copied, capsys):
    before = result(copied)
    edit(copied / 'result.json', test_accuracy=0.999)
    run(copied, epochs=2)
    warning = capsys.readouterr().err
    assert 'result.json is not what this run has written' in warning
    assert result(copied)['test_accuracy'] == before['test_accuracy']


@pytest.mark.slow
@pytest.mark.parametrize('lost', ['manifest', 'seal', 'identity and seal'])
def test_an_edited_result_without_its_seal_is_not_believed(lost, copied, capsys):
    before = result(copied)
    edit(copied / 'result.json', test_accuracy=0.999)
    if lost == 'manifest':
        (copied / 'manifest.json').unlink()
    elif lost == 'seal':
        edit(copied / 'manifest.json', written={})
    else:
        without_identity(copied)
    if lost == 'seal':
        assert ask('report', f'--workdir={copied}').stderr.count('warning') == 1
    run(copied, epochs=2)
    assert 'rewritten: it had another test_accuracy' in capsys.readouterr().err
    assert result(copied)['test_accuracy'] == before['test_accuracy']


@pytest.mark.slow
def test_stored_json_with_other_types_is_one_line(copied):
    sound = {name: (copied / name).read_text() for name in ('manifest.json', 'result.json')}
    for name, change in (('manifest.json', {'sessions': [{'from_step': 0}]}),
                         ('manifest.json', {'examples': {'train': 10**400, 'test': -5}}),
                         ('result.json', {'fit_accuracy': 'high'}),
                         ('result.json', {'test_accuracy': [1]})):
        edit(copied / name, **change)
        done = ask('doctor', f'--workdir={copied}')
        assert done.returncode == 0 and ': unforeseen ' not in done.stderr, done.stderr
        found = RunDirectory(copied)
        assert found.result() is None if name == 'result.json' else (
            found.read_json('manifest') is None)
        (copied / name).write_text(sound[name])


@pytest.mark.parametrize('of_variant, is_whole', [
    ([{'validation_loss': 0.5}, {'diverged': True}], True),
    ([{'validation_loss': None}, {'validation_loss': 0.5, 'test_accuracy': 1}], True),
    ([3], False), ([3, 3], False), ('low', False), ({'validation_loss': 0.5}, False),
    ([{'validation_loss': 0.5}], False), ([{'validation_loss': 'low'}, {}], False),
    ([{'validation_loss': [1]}, {}], False), ([{'validation_loss': True}, {}], False),
    ([{'diverged': 3}, {}], False), (None, False)])
def test_lists_of_a_comparison_are_numbers_of_each_seed(of_variant, is_whole, tmp_path):
    """Whatever else they are is one line of a report, which tells what the runs tell."""
    config = sweeps.made(small_config(), {'optimizer.learning_rate': ['0.1', '1']})
    directory = RunDirectory(tmp_path / 'run')
    with directory.locked():
        directory.write_config(config)
        directory.write_json('result', {
            'lab': 'digits', 'seeds': [777, 1], 'learning_rate_1e-1': [{}, {}],
            **({} if of_variant is None else {'learning_rate_1': of_variant})})
    done = ask('report', f'--workdir={tmp_path / "run"}')
    assert done.returncode == 0, done.stderr
    line = f'{tmp_path}/run/result.json cannot be used: it does not hold what a run writes'
    assert done.stderr.count('\n') == done.stderr.count(line) == (not is_whole), done.stderr
    page = (tmp_path / 'run' / 'report.html').read_text()
    assert ('This comparison has not ended' in page) == (not is_whole)
    assert not stored_forms.is_result({'seeds': None, 'learning_rate_1': of_variant}, config)


@pytest.mark.slow
def test_a_result_of_other_weights_is_told(copied, capsys):
    edit(copied / 'result.json', digest='0' * 64)
    run(copied, epochs=2)
    assert 'belongs to other weights' in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize('content', ['{}', '[]', '{"lab": NaN}'])
def test_a_result_that_is_none_is_made_anew(content, copied):
    before = result(copied)
    (copied / 'result.json').write_text(content)
    run(copied, epochs=2)
    assert {**result(copied), 'wall_seconds': 0} == {**before, 'wall_seconds': 0}


@pytest.mark.slow
def test_a_comparison_does_not_believe_an_edited_run(tmp_path):
    whole = arguments(tmp_path / 'all', '--seeds=2')
    assert ask(*whole).returncode == 0
    table = (tmp_path / 'all' / 'tables' / 'comparison.csv').read_text()
    edited, replaced = (tmp_path / 'all' / 'digits' / f'seed-{seed}' / 'result.json'
                        for seed in (1, 777))
    edit(edited, test_accuracy=0.999)
    replaced.write_text('{}')
    again = ask(*whole)
    assert again.returncode == 0, again.stderr
    assert all(str(path) in again.stderr for path in (edited, replaced)), again.stderr
    assert (tmp_path / 'all' / 'tables' / 'comparison.csv').read_text() == table


@pytest.fixture(scope='module')
def killed(tmp_path_factory) -> Path:
    """A run that was killed in its second epoch."""
    workdir = tmp_path_factory.mktemp('killed') / 'run'
    with killed_before(3):
        run(workdir, epochs=3)
    return workdir


@pytest.mark.slow
@pytest.mark.parametrize('change', ['lost', 'cut', 'edited'])
def test_rows_that_were_changed_before_a_resume_are_told(change, killed, tmp_path, capsys):
    shutil.copytree(killed, tmp_path / 'run')
    metrics = tmp_path / 'run' / 'metrics.jsonl'
    if change == 'lost':
        metrics.unlink()
    else:
        text = metrics.read_text()
        metrics.write_text('' if change == 'cut' else text.replace('"epoch": 1', '"epoch": 2'))
    capsys.readouterr()
    found = run(tmp_path / 'run', epochs=3)
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'metrics.jsonl is not what this run has written' in warning
    assert 'first_train_loss' not in found


@pytest.mark.slow
@pytest.mark.parametrize('line', ['null', '"text"', 'NaN', '[1]', '{"step": 1}', '{"step": true}',
                                  '{"step": 300, "epoch": 3}', '{"step": 1e999}'])
def test_a_row_that_is_none_is_one_line(line, copied):
    with (copied / 'metrics.jsonl').open('a') as file:
        file.write(f'{line}\n')
    for command in ('doctor', *(['report'] if line == 'null' else [])):
        done = ask(command, f'--workdir={copied}')
        assert done.returncode == 0 and 'Traceback' not in done.stderr, done.stderr
        assert 'metrics.jsonl is damaged: line 3 is not a row' in done.stderr


@pytest.mark.slow
def test_rows_and_result_both_lost_are_no_end(copied):
    for name in ('metrics.jsonl', 'result.json'):
        (copied / name).unlink()
    again = cli(*arguments(copied, epochs=2))
    assert again.returncode == 1 and again.stderr.count('error') == 1, again.stderr
    assert 'Traceback' not in again.stderr
    longer = cli(*arguments(copied, epochs=3))
    assert longer.returncode == 0, longer.stderr


@pytest.mark.parametrize('change', [
    {'seed': -5}, {'model': {'hidden_sizes': [[1]]}}, {'model': {'activation': 'zzz'}},
    {'variants': [1]}, {'experiment': 'zzz'}, {'seed': None}, {'data': {'scale': 1e400}},
    {'train': {'epoch': 5}}, {'experiment': []}, {'data': 5}])
@pytest.mark.slow
def test_a_config_json_with_impossible_values_is_one_line(change, copied):
    stored = json.loads((copied / 'config.json').read_text())
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(stored[key], dict):
            stored[key] |= value
        else:
            stored[key] = value
    (copied / 'config.json').write_text(json.dumps(stored))
    with pytest.raises(RunFailedError, match='config.json cannot be') as found:
        RunDirectory(copied).config()
    assert '\n' not in str(found.value)


@pytest.mark.slow
def test_rows_that_are_missing_are_told(copied):
    (copied / 'metrics.jsonl').unlink()
    done = ask('doctor', f'--workdir={copied}')
    assert 'metrics.jsonl is missing: its content is left out' in done.stderr
