"""`reproduce`: verdicts, its cache, its exit status, and a number that is deliberately wrong."""

import dataclasses

import pytest

from tests.conftest import cli
from tests.conftest import lab_config
from tests.conftest import ROOT
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.commands import training
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.published.notes import PUBLISHED


@pytest.fixture(autouse=True, scope='module')
def undrawn():
    with figures_undrawn():
        yield


def reproduce(workdir, **settings) -> None:
    """The command as a function."""
    training.reproduce(**{'labs': 'linear_regression,matrix_regression', 'seeds': 1,
                          'output': None, 'rerun': False, 'workdir': str(workdir),
                          'dir': str(ROOT / 'configs'), 'devices': 'auto', **settings})


@pytest.fixture(scope='module')
def done(tmp_path_factory):
    """A finished reproduction by the command line."""
    place = tmp_path_factory.mktemp('reproduce')
    process = cli('reproduce', '--labs=linear_regression,regression_golden,mse_by_hand',
                  f'--workdir={place}/runs', f'--output={place}/table.md', drawn=False)
    return place, process


@pytest.mark.slow
def test_every_number_has_a_row_and_a_verdict(done):
    place, process = done
    assert process.returncode == 0, process.stderr
    labs = ('linear_regression', 'regression_golden', 'mse_by_hand')
    expected = [number for number in PUBLISHED if number.lab in labs]
    heading, table = (place / 'table.md').read_text().split('\n\n|', 1)
    assert heading.startswith('# ') and tf_labs.__version__ in heading
    rows = [line for line in table.splitlines() if line.startswith('| ')][1:]
    assert len(rows) == len(expected)
    for row, number in zip(rows, expected):
        assert number.quantity in row and number.printed in row and row.endswith('| PASS    |')
    assert table.strip() in process.stdout
    assert f'{len(expected)} published numbers: {len(expected)} PASS' in process.stdout


@pytest.mark.slow
def test_errata_are_told(done):
    assert '44.5' in done[1].stdout and '62.5' in done[1].stdout
    assert '\n1. mse_by_hand, ' in done[1].stdout


@pytest.mark.slow
def test_again_runs_nothing_and_says_the_same(done, capsys):
    place, process = done
    stamps = {file: file.stat().st_mtime_ns for file in place.rglob('result.json')
              if 'seed-' in str(file)}
    assert len(stamps) == 3
    reproduce(place / 'runs', labs='linear_regression,regression_golden,mse_by_hand')
    table = capsys.readouterr().out.split('| lab')[1]
    assert table == process.stdout.split('| lab')[1]
    assert {file: file.stat().st_mtime_ns for file in stamps} == stamps
    reproduce(place / 'runs', labs='linear_regression', rerun=True)
    changed = [file for file in stamps if file.stat().st_mtime_ns != stamps[file]]
    assert len(changed) == 1 and 'linear_regression' in str(changed[0])


@pytest.mark.slow
def test_a_number_made_wrong_is_a_fail(tmp_path, monkeypatch, capsys):
    wrong = [dataclasses.replace(number, printed=number.printed.replace('0.000022', '0.000023'))
             for number in PUBLISHED]
    monkeypatch.setattr(training, 'PUBLISHED', tuple(wrong))
    with pytest.raises(RunFailedError, match='1 published numbers do not .* step 1700') as error:
        reproduce(tmp_path / 'runs', labs='linear_regression')
    assert error.value.exit_status == 1
    rows = [line for line in capsys.readouterr().out.splitlines() if '| FAIL' in line]
    assert len(rows) == 1 and '0.000023' in rows[0] and '0.000022' in rows[0]


@pytest.mark.slow
def test_a_run_made_wrong_is_a_fail(tmp_path, capsys):
    """The other twin: the number is right, the lab is not."""
    (tmp_path / 'linear_regression.py').write_text(
        (ROOT / 'configs' / 'linear_regression.py').read_text().replace(
            'learning_rate = 0.01', 'learning_rate = 0.0101'))
    with pytest.raises(RunFailedError, match='published numbers do not come out'):
        reproduce(tmp_path / 'runs', labs='linear_regression', dir=str(tmp_path))
    assert capsys.readouterr().out.count('| FAIL') > 15


@pytest.mark.slow
def test_two_labs_stand_in_one_row(tmp_path, capsys):
    number = dataclasses.replace(
        PUBLISHED[0], lab='matrix_regression', rule='direction', printed='a beats b', note='',
        measured=('matrix_regression/cost[0]', 'linear_regression/cost[0]'))
    from tf_labs.labs import reproduction
    configs = {lab: lab_config(lab, '--config.train.steps=101')
               for lab in ('linear_regression', 'matrix_regression')}
    rows, notes = reproduction.run(configs, [number], tmp_path, seed_count=2, rerun=False,
                                   devices='auto', abouts=dict.fromkeys(configs))
    assert rows[0]['verdict'] == 'PASS' and '2 of 2 runs' in rows[0]['ours'] and not notes


@pytest.mark.parametrize('settings, part', [
    ({'labs': 'linear_regresion'}, 'one of mse_by_hand, '), ({'labs': ''}, 'one of '),
    ({'labs': 'digits'}, 'lab with published numbers'), ({'devices': 'some'}, 'auto, cpu'),
    ({'output': 'nowhere/table.md'}, 'a directory that exists'), ({'output': '.'}, '--output'),
    ({'workdir': '/dev/null/x'}, 'cannot be written'), ({'dir': 'nowhere'}, 'not found'),
])
def test_mistakes(settings, part, tmp_path):
    with pytest.raises(UserError, match=part):
        reproduce(**{'workdir': tmp_path / 'runs', **settings})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize('arguments', [['--seeds=0'], ['--seeds=some'], ['--lab=xor_mlp'],
                                       ['--labs=xo'], ['xor_mlp']])
def test_mistake_is_one_line(arguments, tmp_path):
    process = cli('reproduce', *arguments, cwd=tmp_path)
    assert process.returncode == 2 and process.stderr.count('\n') == 1, process.stderr
    assert process.stdout == '' and list(tmp_path.iterdir()) == []


def test_a_family_of_labs_is_judged_by_its_name_and_not_by_default():
    family = {number.lab for number in PUBLISHED if number.lab.startswith('cifar10_')}
    assert len(family) >= 6
    assert set(training.judged_labs('cifar10')) == family
    assert training.judged_labs('mnist_nn,cifar10_lrn') == ['mnist_nn', 'cifar10_lrn']
    assert not family & set(training.judged_labs(None))
