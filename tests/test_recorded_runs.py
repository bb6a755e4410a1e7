"""docs/runs: finished runs without their weights, from which their verdicts come out again."""

import json
from pathlib import Path
import re
import shutil
import sys

import pytest

from tests.asked import ask
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tests.recording import script as record_runs
from tests.small_runs import SHORT
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import UserError
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory

RUNS = sorted(path.parent for path in record_runs.RECORDS.glob('*/*/*/config.json'))
COMPARISONS = sorted(path.parent for path in record_runs.RECORDS.glob('*/config.json'))
SWEEP = ('sweep', 'digits', *SHORT, '--config.train.epochs=1',
         '--config.optimizer.learning_rate=1e-3,1e-1')


def name(path: Path) -> str:
    return str(path.relative_to(record_runs.RECORDS))


@pytest.mark.parametrize('place', RUNS, ids=name)
def test_a_record_is_what_the_run_has_written(place):
    run = RunDirectory(place)
    manifest = run.read_json('manifest')
    if run.read_json('diverged') is None:
        assert run.is_sealed(METRICS) and run.is_sealed(RESULT)
        assert run.result()['identity'] == str(run.identity())
        assert result(place)['digest'][:12] in (ROOT / 'docs' / 'papers.md').read_text('utf-8')
    if not run.config().data.validation_examples:  # else the training split is a part of it
        assert manifest['data_sha256'] == CATALOG[run.config().data.name].sha256
    assert manifest['data_sha256']['test'] == CATALOG[run.config().data.name].sha256['test']
    assert manifest['about']['lesson'] == config_files.about(run.config().lab, [])['lesson']
    assert not any(re.search('["=]/', path.read_text('utf-8'))
                   for path in place.iterdir())  # no place of a disk


@pytest.mark.parametrize('place', COMPARISONS, ids=name)
def test_a_record_is_of_the_lab_as_it_stands(place):
    kept = RunDirectory(place).config()
    config = config_files.load(str(ROOT / 'configs' / f'{kept.lab}.py'))
    config_files.override(config, ['--config.train.num_threads=1'])  # as `--jobs` computes
    digest = config_values.digest(config)
    assert config_values.digest(kept) == digest
    assert place.name == f'{kept.lab}-{digest[:8]}'
    for run in (path for path in RUNS if path.parent.parent == place):
        variant = config_values.variant(kept, run.parent.name)
        variant.seed = int(run.name.removeprefix('seed-'))
        assert config_values.digest(RunDirectory(run).config()) == config_values.digest(variant)


@pytest.mark.slow
@pytest.mark.parametrize('place', COMPARISONS, ids=name)
def test_the_table_of_published_numbers_is_what_the_records_give(place, tmp_path):
    lab = RunDirectory(place).config().lab
    seeds = max(len(list(variant.glob('seed-*'))) for variant in place.iterdir())
    shutil.copytree(place, tmp_path / 'runs' / place.name)
    done = ask('reproduce', f'--labs={lab}', f'--seeds={seeds}', '--notrain',
               f'--workdir={tmp_path / "runs"}', f'--output={tmp_path / "table.md"}')
    judged, printed = (
        {re.sub(r' \[\d+\]', '', line) for line in path.read_text('utf-8').splitlines()
         if line.startswith(f'| {lab} |')}
        for path in (tmp_path / 'table.md', ROOT / 'docs' / 'reproduced.md'))
    assert judged == printed, done.stderr
    assert done.returncode == any(line.endswith('| FAIL |') for line in judged), done.stderr


@pytest.fixture(scope='module')
def sweep(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp('sweep') / 'rates'
    done = ask(*SWEEP, '--seeds=2', f'--workdir={place}')
    assert done.returncode == 0, done.stderr
    return place


@pytest.mark.slow
@pytest.mark.parametrize('is_sealed', [True, False])
def test_recorded_runs_are_taken_up(is_sealed, sweep, tmp_path):
    """The same command trains nothing anew; a run that has lost its seal it refuses."""
    places = record_runs.record(sweep, tmp_path)
    assert len(places) == 4 and not list(tmp_path.rglob('ckpt-*'))
    place = tmp_path / sweep.name
    for manifest in place.rglob('manifest.json'):
        stored = json.loads(manifest.read_text('utf-8'))
        assert stored['data_dir'] == ''
        if not is_sealed:
            manifest.write_text(json.dumps({**stored, 'written': {}}), 'utf-8')
    done = ask(*SWEEP, '--seeds=2', f'--workdir={place}')
    assert (done.returncode, 'no sound checkpoint' in done.stderr) == (
        (0, False) if is_sealed else (1, True)), done.stderr
    assert not list(place.rglob('ckpt-*'))
    assert [rows(place / run.relative_to(place)) for run in places] == [
        rows(sweep / run.relative_to(place)) for run in places]
    table = Path('tables', 'comparison.csv')
    if is_sealed:
        assert (place / table).read_bytes() == (sweep / table).read_bytes()


@pytest.mark.slow
def test_what_has_not_finished_is_not_recorded(sweep, tmp_path, capsys):
    begun = tmp_path / 'begun'
    shutil.copytree(sweep, begun)
    (begun / 'learning_rate_1e-1' / 'seed-1' / RESULT).unlink()
    with (begun / 'learning_rate_1e-3' / 'seed-1' / METRICS).open('a') as edited:
        edited.write('\n')
    assert len(record_runs.record(begun, tmp_path / 'kept')) == 2
    assert capsys.readouterr().err.count('is left out: it has not finished, or was changed') == 2
    for file in begun.rglob(RESULT):
        file.unlink()
    with pytest.raises(UserError, match='a run that has finished'):
        record_runs.record(begun, tmp_path / 'none')
    assert not (tmp_path / 'none').exists()
    with pytest.raises(UserError, match='no run in this directory'):
        record_runs.record(tmp_path, tmp_path / 'none')


@pytest.mark.slow
def test_a_record_is_replaced_whole_and_not_by_another_comparison(sweep, tmp_path):
    first, *_ = record_runs.record(sweep, tmp_path)
    (first / 'diverged.json').write_text('{"diverged": "at step 1"}')
    record_runs.record(sweep, tmp_path)
    assert not (first / 'diverged.json').exists()
    other = tmp_path / 'other' / sweep.name
    shutil.copytree(sweep, other)
    config = json.loads((other / 'config.json').read_text('utf-8'))
    config['train']['epochs'] = 2
    (other / 'config.json').write_text(json.dumps(config), 'utf-8')
    before = sorted(tmp_path.rglob('*'))
    with pytest.raises(UserError, match='another comparison is recorded'):
        record_runs.record(other, tmp_path)
    assert sorted(tmp_path.rglob('*')) == before


@pytest.mark.slow
def test_seeds_of_a_lab_without_variants_are_recorded_by_the_script(tmp_path, monkeypatch, capsys):
    place = tmp_path / 'seeds'
    done = ask('run', 'digits', *SHORT, '--config.train.epochs=1', '--seeds=2',
               f'--workdir={place}')
    assert done.returncode == 0, done.stderr
    monkeypatch.setattr(record_runs, 'ROOT', tmp_path)
    monkeypatch.setattr(record_runs, 'RECORDS', tmp_path / 'kept')
    monkeypatch.setattr(sys, 'argv', ['record_runs.py', str(place)])
    assert record_runs.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        'kept/seeds/digits/seed-1', 'kept/seeds/digits/seed-777']
    shutil.rmtree(tmp_path / 'kept')
    (tmp_path / 'kept').write_text('a file')
    assert record_runs.main() == 1
    assert capsys.readouterr().err.count('\n') == 1
