"""report.html of comparisons and labs, and of what the command line runs."""

import pytest

from tests.asked import ask
from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.conftest import result
from tests.report_page import check_form
from tests.report_page import leave_drawings_out
from tests.report_page import Page
from tests.report_page import write
from tf_labs import cli as command_line
from tf_labs.config import config_files
from tf_labs.experiments import comparison
from tf_labs.experiments import procedure_report
from tf_labs.labs import catalog
from tf_labs.training.run_directory import RunDirectory


@pytest.fixture
def undrawn(monkeypatch):
    leave_drawings_out(monkeypatch)


@pytest.mark.slow
def test_seeds_are_a_comparison_with_a_report_of_each(tmp_path, undrawn):
    config = digits_config('--config.train.epochs=1', '--config.train.diagnostics=False',
                           '--config.train.execution=graph')
    about = {'lesson': 'A lesson.', 'config': 'configs/digits.py',
             'overrides': ['--config.train.epochs=1']}
    comparison.run(catalog.experiment('supervised'), config, str(tmp_path / 'two'), seed_count=2,
                   about=about)
    page = write(tmp_path / 'two')
    check_form(page)
    accuracies = [result(tmp_path / 'two' / 'digits' / f'seed-{seed}')['test_accuracy']
                  for seed in (777, 1)]
    for part in ('run --config=configs/digits.py --seeds=2 --config.train.epochs=1',
                 '2 runs of 1 config, side by side', 'mean over 2 seeds, ± half of its 95%',
                 *(f'digits, seed {seed} done {100 * accuracy:.4g}'
                   for seed, accuracy in zip((777, 1), accuracies))):
        assert part in page.text
    assert 'The doctor found nothing wrong with these runs.' in page.text
    assert 'nothing to compare' not in page.text and 'Its layers' in page.text
    of_one = write(tmp_path / 'two' / 'digits' / 'seed-1')
    assert 'seed 1 of a comparison' in of_one.text


def test_comparison_that_has_not_begun(tmp_path):
    RunDirectory(tmp_path).write_config(lab_config('activations_mnist'))
    page = write(tmp_path)
    check_form(page)
    assert 'This comparison has not ended' in page.text and 'which 0 runs began' in page.text
    assert 'leaky_relu leaky_relu' in page.text  # what differs between the variants


@pytest.mark.slow
def test_lab_with_printed_numbers(tmp_path):
    about = config_files.about('configs/mse_by_hand.py', [])
    catalog.experiment('mse_by_hand')(
        lab_config('mse_by_hand'), str(tmp_path / 'lab'), 'auto', about)
    page = write(tmp_path / 'lab')
    check_form(page)
    for part in (about['lesson'].splitlines()[0], 'sum of squares PASS 250 250 exact',
                 'in the text PASS 44.5 right: 62.5; as printed: -7 44.5 44.5 erratum'):
        assert part in page.text
    printed = (tmp_path / 'lab' / 'report.txt').read_text().splitlines()
    for line in printed:
        if not line.startswith('| '):
            assert ' '.join(line.split()) in page.text
    tables = [*(tmp_path / 'lab' / 'tables').glob('*.csv')]
    assert tables and page.all('table')
    heads = {line for line, after in zip(printed, printed[1:]) if after.startswith('| ---')}
    assert heads and '| ---' not in page.text  # each is a table of the page, and no other text
    assert page.source.index('id="figures"') < page.source.index('id="lines"')
    assert '<summary>The log</summary>' in page.source and '62.5 mean squared error' in page.text
    assert not page.all('img')
    drawings = [one for one in page.all('svg') if one['class'] == 'drawing']
    assert 'over' in drawings[0]['aria-label'] and '<figcaption>' in page.source


@pytest.mark.slow
def test_what_is_too_large_for_the_page_is_named(tmp_path, monkeypatch):
    shown = procedure_report.PAGE_BYTES
    workdir = tmp_path / 'lab'
    catalog.experiment('mse_by_hand')(lab_config('mse_by_hand'), str(workdir), 'auto', None)
    (workdir / 'tables' / 'long.csv').write_text('x,y\n' + '1,0.123456\n' * 100)
    monkeypatch.setattr(procedure_report, 'PAGE_BYTES', 1000)
    page = write(workdir)
    assert shown == 3_000_000 and not page.all('img') and not page.all('svg')
    assert 'figures/cost.png is too large for this page' in page.text
    assert 'the first 60 of 100 rows of tables/long.csv' in page.text and '0.1235' in page.text


@pytest.mark.parametrize('workdir, said', [
    ([], '--workdir is missing'), (['--workdir=nowhere'], 'no run in this directory'),
    (['--workdir=configs'], 'no run in this directory')])
def test_report_of_nothing(workdir, said, capsys):
    assert command_line.main(['report', *workdir]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count('\n') == 1


@pytest.mark.slow
def test_run_that_diverges_is_reported_and_fails(tmp_path, undrawn, capsys):
    status = command_line.main([
        'run', '--config=configs/digits.py', f'--workdir={tmp_path / "run"}', '--report',
        '--config.data.train_examples=96', '--config.train.execution=eager',
        '--config.train.diagnostics=False', '--config.optimizer.name=sgd',
        '--config.optimizer.learning_rate=1e30'])
    said = capsys.readouterr()
    assert status == 1 and 'train loss is not finite' in said.err
    assert f'{tmp_path / "run" / "report.html"}' in said.out.splitlines()
    page = Page(tmp_path / 'run' / 'report.html')
    check_form(page)
    assert 'This run diverged: train loss is not finite' in page.text
    assert 'Learn: tf-labs run ' in page.text  # a finding of the doctor


@pytest.mark.slow
def test_from_run_to_report_in_one_command(tmp_path, undrawn):
    command = ('run', '--config=configs/digits.py', f'--workdir={tmp_path / "run"}', '--report',
               '--config.train.epochs=1', '--config.train.execution=graph',
               '--config.train.diagnostics=False')
    done = ask(*command)
    assert done.returncode == 0 and done.stderr == ''
    assert done.stdout.splitlines()[-1] == f'{tmp_path / "run" / "report.html"}'
    before = Page(tmp_path / 'run' / 'report.html').text
    assert command_line.main(list(command)) == 0  # complete: evaluated, and reported again
    assert Page(tmp_path / 'run' / 'report.html').text == before
