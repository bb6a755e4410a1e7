"""report --format=pdf: on paper what is on the page, and one line where nothing can print it."""

import shutil

import pytest

from tests.conftest import lab_config
from tf_labs import cli as command_line
from tf_labs.report import pdf
from tf_labs.training.run_directory import RunDirectory


@pytest.fixture
def run(tmp_path):
    """A directory with a config and nothing else: its page is short."""
    (tmp_path / 'run').mkdir()
    RunDirectory(tmp_path / 'run').write_config(lab_config('mse_by_hand'))
    return tmp_path / 'run'


def test_without_a_browser_one_line_says_so_and_nothing_is_written(run, monkeypatch, capsys):
    monkeypatch.setattr(shutil, 'which', lambda *_: None)
    before = sorted(path.name for path in run.iterdir())
    assert command_line.main(['report', f'--workdir={run}', '--format=pdf']) == 2
    error = capsys.readouterr().err
    assert 'no browser to print' in error and 'chromium' in error and error.count('\n') == 1
    assert sorted(path.name for path in run.iterdir()) == before


def test_a_browser_that_prints_nothing_is_said(run, monkeypatch, capsys):
    monkeypatch.setattr(pdf, 'browser', lambda: shutil.which('false'))
    assert command_line.main(['report', f'--workdir={run}', '--format=pdf']) == 1
    error = capsys.readouterr().err
    assert 'could not print the page: it wrote none' in error and error.count('\n') == 1
    assert not (run / 'report.pdf').exists()


def test_other_forms_are_refused(run, capsys):
    assert command_line.main(['report', f'--workdir={run}', '--format=doc']) == 2
    error = capsys.readouterr().err
    assert 'html' in error and 'pdf' in error and error.count('\n') == 1


@pytest.mark.slow
def test_a_page_on_paper(browser, run, tmp_path):
    assert command_line.main(['report', f'--workdir={run}', '--format=pdf']) == 0
    assert (run / 'report.pdf').read_bytes().startswith(b'%PDF-')
    assert sorted(path.name for path in run.iterdir()) == ['config.json', 'report.pdf']
    target = tmp_path / 'own.pdf'
    assert command_line.main(['report', f'--workdir={run}', '--format=pdf',
                              f'--output={target}']) == 0
    assert target.stat().st_size > 5_000
