"""`reproduce`: verdicts, its cache, its exit status, and a number that is deliberately wrong."""

import dataclasses

import pytest

from tests.asked import ask
from tests.conftest import lab_config
from tests.conftest import ROOT
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs.commands import reproducing
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import judged_runs
from tf_labs.labs import reproduction
from tf_labs.labs import reproduction_page
from tf_labs.published.checks import CHECKS
from tf_labs.published.judgement import Judgement
from tf_labs.published.notes import PUBLISHED
from tf_labs.published.number import Published


@pytest.fixture(autouse=True, scope='module')
def undrawn():
    with figures_undrawn():
        yield


def reproduce(workdir, **settings) -> None:
    """The command as a function."""
    reproducing.reproduce(**{'labs': 'linear_regression,matrix_regression', 'seeds': 1,
                             'output': None, 'rerun': False, 'workdir': str(workdir),
                             'dir': str(ROOT / 'configs'), 'devices': 'auto', **settings})


@pytest.fixture(scope='module')
def done(tmp_path_factory):
    """A finished reproduction by the command line."""
    place = tmp_path_factory.mktemp('reproduce')
    process = ask('reproduce', '--labs=linear_regression,regression_golden,mse_by_hand',
                  f'--workdir={place}/runs', f'--output={place}/table.md')
    return place, process


def cells(text: str) -> list[list[str]]:
    """The cells of every row of every table of a page."""
    return [[cell.strip() for cell in line.strip('|').split('|')]
            for line in text.splitlines() if line.startswith('|') and not line.startswith('| -')]


@pytest.mark.slow
def test_every_number_has_a_row_and_a_verdict(done):
    place, process = done
    assert process.returncode == 0, process.stderr
    labs = ('linear_regression', 'regression_golden', 'mse_by_hand')
    expected = [number for number in PUBLISHED if number.lab in labs]
    page = (place / 'table.md').read_text()
    assert page.startswith('# ') and tf_labs.__version__ in page.splitlines()[2]
    rows = [row for row in cells(page) if row[0] in labs]
    assert len(rows) == len(expected) and {row[-1] for row in rows} == {'PASS'}
    for number in expected:
        assert any(number.quantity in row[1] and number.printed in row for row in rows), number
    assert page.split('\n\n', 2)[2].strip() in process.stdout
    assert f'{len(expected)} published numbers: {len(expected)} PASS' in process.stdout


@pytest.mark.slow
def test_counts_by_verdict_stand_at_the_top(done):
    table = cells((done[0] / 'table.md').read_text())
    assert table[0] == ['source', 'numbers', 'PASS', 'NEAR', 'FAIL', 'OPEN', 'NOT RUN']
    total = next(row for row in table if row[0] == 'all')
    assert total[1] == total[2] and set(total[3:]) == {'0'}
    assert sum(int(row[1]) for row in table[1:table.index(total)]) == int(total[1])


@pytest.mark.slow
def test_errata_stand_apart_with_what_shows_them(done):
    errata = done[1].stdout.split('## Errata')[1]
    row = next(row for row in cells(errata) if row[3] == '44.5')
    assert row[4] == 'right: 62.5; as printed: -7 44.5 44.5'
    assert row[5] == 'tf-labs reproduce --labs=mse_by_hand' and '\n1. mse_by_hand, ' in errata


@pytest.mark.slow
def test_again_runs_nothing_and_says_the_same(done, capsys):
    place, process = done
    stamps = {file: file.stat().st_mtime_ns for file in place.rglob('result.json')
              if 'seed-' in str(file)}
    assert len(stamps) == 3
    reproduce(place / 'runs', labs='linear_regression,regression_golden,mse_by_hand')
    assert capsys.readouterr().out.split('| lab', 1)[1] == process.stdout.split('| lab', 1)[1]
    assert {file: file.stat().st_mtime_ns for file in stamps} == stamps
    reproduce(place / 'runs', labs='linear_regression', rerun=True)
    changed = [file for file in stamps if file.stat().st_mtime_ns != stamps[file]]
    assert len(changed) == 1 and 'linear_regression' in str(changed[0])


@pytest.mark.slow
def test_a_number_made_wrong_is_a_fail(tmp_path, monkeypatch, capsys):
    wrong = [dataclasses.replace(number, printed=number.printed.replace('0.000022', '0.000023'))
             for number in PUBLISHED]
    monkeypatch.setattr(reproducing, 'PUBLISHED', tuple(wrong))
    with pytest.raises(RunFailedError, match='1 published numbers are not .* step 1700') as error:
        reproduce(tmp_path / 'runs', labs='linear_regression')
    assert error.value.exit_status == 1
    rows = [line for line in capsys.readouterr().out.splitlines() if line.endswith('| FAIL |')]
    assert len(rows) == 1 and '0.000023' in rows[0] and '0.000022' in rows[0]


@pytest.mark.slow
def test_a_run_made_wrong_is_a_fail(tmp_path, capsys):
    """The other twin: the number is right, the lab is not."""
    (tmp_path / 'linear_regression.py').write_text(
        (ROOT / 'configs' / 'linear_regression.py').read_text().replace(
            'learning_rate = 0.01', 'learning_rate = 0.0101'))
    with pytest.raises(RunFailedError, match='published numbers are not reproduced'):
        reproduce(tmp_path / 'runs', labs='linear_regression', dir=str(tmp_path))
    assert capsys.readouterr().out.count('| FAIL') > 15


@pytest.mark.slow
def test_two_labs_stand_in_one_row(tmp_path):
    number = Published('matrix_regression', 'costs', 'a source', 'a beats b', 'direction', (
        'matrix_regression/cost[0]', 'linear_regression/cost[0]'))
    configs = {lab: lab_config(lab, '--config.train.steps=101')
               for lab in ('linear_regression', 'matrix_regression')}
    (row,) = reproduction.run(configs, [number], tmp_path, seed_count=2, rerun=False,
                              devices='auto', abouts=dict.fromkeys(configs))
    assert row.judgement.verdict == 'PASS' and '2 of 2 runs' in row.judgement.ours


def test_a_setting_and_what_is_not_run_run_nothing(tmp_path):
    numbers = [Published('alexnet', 'rate', 'a source', '0.01', 'setting',
                         ('alexnet/optimizer.learning_rate',)),
               Published('alexnet', 'no field', 'a source', '1', 'setting',
                         ('alexnet/model.none',)),
               Published('alexnet', 'error', 'a source', '37.5', 'not run', needs='ImageNet',
                         command='tf-labs run alexnet')]
    rows = reproduction.run({'alexnet': lab_config('alexnet')}, numbers, tmp_path / 'runs',
                            seed_count=5, rerun=False, devices='auto', abouts={})
    assert [row.judgement.verdict for row in rows] == ['PASS', 'FAIL', 'NOT RUN']
    assert not (tmp_path / 'runs').exists()
    page = reproduction_page.page(rows)
    assert '| not run: needs ImageNet | tf-labs run alexnet' in page.split('## Not run here')[1]
    assert reproduction_page.summary(rows) == (
        '3 published numbers: 1 PASS, 1 FAIL, 1 NOT RUN')
    assert judged_runs.failures(rows) == ['alexnet: no field']


def test_our_own_checks_stand_apart():
    rows = [judged_runs.Row(number, Judgement('', verdict)) for number, verdict in (
        (PUBLISHED[0], 'PASS'), (CHECKS[0], 'FAIL'))]
    page = reproduction_page.page(rows)
    assert CHECKS[0].quantity in page.split('## Checks of ours')[1]
    assert next(row for row in cells(page) if row[0] == 'all')[1] == '1'
    assert reproduction_page.summary(rows) == (
        '1 published numbers: 1 PASS; 1 checks of ours: 1 FAIL')
    assert judged_runs.failures(rows) == [f'{CHECKS[0].lab}: {CHECKS[0].quantity}']


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
    process = ask('reproduce', *arguments, cwd=tmp_path)
    assert process.returncode == 2 and process.stderr.count('\n') == 1, process.stderr
    assert process.stdout == '' and list(tmp_path.iterdir()) == []


def test_a_family_of_labs_is_judged_by_its_name_and_not_by_default():
    asked_for = {number.lab for number in PUBLISHED if not number.by_default}
    family = {lab for lab in asked_for if lab.startswith('papers_')}
    assert len(family) >= 6 and {number.lab for number in reproducing.judged('papers')} == family
    assert {number.lab for number in reproducing.judged('mnist_nn,papers_pooling')} == {
        'mnist_nn', 'papers_pooling'}
    by_default = reproducing.judged(None)
    assert len(by_default) == len(PUBLISHED) + len(CHECKS)
    assert not asked_for & {lab for number in by_default for lab in number.labs()}
    assert 'tf-labs reproduce --labs=papers_pooling --seeds=3' in {
        number.command for number in by_default}


def test_small_nets_judge_no_claim_about_the_nets_of_the_papers():
    small = ('towers', 'weight_decay', 'bias_start')
    assert not [number for number in PUBLISHED if number.rule in ('direction', 'factor', 'band')
                and (number.lab.startswith('cifar10_') or number.lab in small)]
    asked = ask('reproduce', '--labs=cifar10_lrn')
    assert asked.returncode == 2 and asked.stderr.count('\n') == 1, asked.stderr
