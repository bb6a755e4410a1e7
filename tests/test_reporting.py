"""report.html of a classifier's run, and what it does where something is missing."""

import gzip
import json
import re
import shutil

import pytest
from tensorboard.backend.event_processing import event_accumulator

from tests.conftest import result
from tests.conftest import rows
from tests.report_page import check_form
from tests.report_page import leave_drawings_out
from tests.report_page import Page
from tests.report_page import write
from tests.reported_run import OVERRIDES
from tests.reported_run import WIDE
from tf_labs import cli as command_line
from tf_labs.experiments import answers
from tf_labs.experiments import reporting
from tf_labs.training.run_directory import RunDirectory

FIGURES = ['accuracy', 'activation_scale', 'activations_layer_1', 'activations_layer_2',
           'activations_layer_3', 'confusion_matrix', 'first_layer', 'gradient_flow', 'idle_units',
           'loss', 'mistakes', 'update_ratio']


@pytest.fixture(scope='module')
def run(reported_run):
    return reported_run


@pytest.fixture
def copy(run, tmp_path):
    """A copy of the run, to take things away from."""
    shutil.copytree(run, tmp_path / 'copy')
    (tmp_path / 'copy' / 'report.html').unlink()
    return tmp_path / 'copy'


@pytest.fixture
def undrawn(monkeypatch):
    leave_drawings_out(monkeypatch)


@pytest.mark.slow
def test_one_file_of_good_form(run):
    page = Page(run / 'report.html')
    check_form(page)
    assert len(page.source) < 1_000_000
    assert len(page.all('img')) > 20 and len(page.source.split('class="drawing"')) > 8
    assert '>9</text>' in page.source  # the classes below the bars of the mistakes
    assert [link['href'] for link in page.all('a')][1:] == [
        '#lesson', '#findings', '#curves', '#net', '#inside', '#first_layer', '#mistakes',
        '#config', '#history']


@pytest.mark.slow
def test_report_says_what_the_run_is(run):
    page, outcome = Page(run / 'report.html'), result(run)
    for part in (f'{outcome["test_accuracy"]:.4f} test accuracy; 95% interval 0.',
                 f'{outcome["fit_accuracy"]:.4f} accuracy on the training split',
                 f'{outcome["parameters"]:,} parameters', '132 steps, 44 an epoch',
                 f'A lesson. Of <two> paragraphs . {WIDE} This run was made by '
                 f'tf-labs run --config=configs/digits.py {" ".join(OVERRIDES)}',
                 'model.hidden_sizes 256, 256 24, 12', 'data.scale 0.00392156862745098 0.0625',
                 f'weights (sha256) {outcome["digest"]}', 'python 3.', 'threads', 'processor',
                 'oneDNN', 'seed 777', 'Done in one go: it was never stopped.'):
        assert part in page.text
    manifest = json.loads((run / 'manifest.json').read_text())
    assert all(digest in page.text for digest in manifest['data_sha256'].values())
    assert all(session['started'] in page.text for session in manifest['sessions'])
    marked = [row for row in page.all('tr') if row.get('class') == 'marked']
    # Fields that are not as in default_config; what is held out is filled in, with nothing.
    assert len(marked) == 9


@pytest.mark.slow
def test_answers_are_those_of_the_run(run):
    found = answers.answers_of_test_split(RunDirectory(run))
    accuracy = (found.predictions == found.labels).mean()
    assert accuracy == result(run)['test_accuracy'] and found.step == 132
    page = Page(run / 'report.html')
    right = round(accuracy * 360)
    assert f'{right} of 360 right' in page.source
    assert len([1 for image in page.all('img') if ' taken for ' in image['alt']]) == min(
        25, 360 - right)


@pytest.mark.slow
def test_figures_are_files_and_images_of_tensorboard_and_the_same_each_time(run):
    assert sorted(file.name for file in (run / 'figures').glob('*')) == [
        f'{name}.png' for name in FIGURES]
    before = (run / 'report.html').read_bytes()
    assert reporting.write(RunDirectory(run)).read_bytes() == before
    assert len(list((run / 'tensorboard').glob('*.report'))) == 1
    board = event_accumulator.EventAccumulator(str(run / 'tensorboard'))
    board.Reload()
    for name in FIGURES:
        (event,) = board.Tensors(f'report/{name}')
        png = event.tensor_proto.string_val[2]
        assert event.step == 132 and png == (run / 'figures' / f'{name}.png').read_bytes()
    assert len(board.Scalars('test_loss')) == 3  # the run's own are there as before


@pytest.mark.slow
def test_run_without_diagnostics_that_has_not_ended(copy, undrawn):
    (copy / 'diagnostics.jsonl.gz').unlink()
    (copy / 'result.json').unlink()
    (copy / 'metrics.jsonl').write_text(
        (copy / 'metrics.jsonl').read_text().splitlines()[0] + '\n')
    page = write(copy)
    check_form(page)
    assert 'This run has not ended' in page.text and '44 of 132' in page.text
    assert f'{rows(copy)[0]["test_accuracy"]:.4f} test accuracy' in page.text
    assert 'train.diagnostics is off, or the run is older' in page.text
    assert 'Heat map' not in page.source
    assert 'First-layer weights' not in page.text and 'of 360 right' in page.source


@pytest.mark.slow
def test_half_written_diagnostics_are_used_up_to_the_cut(copy, undrawn, capsys):
    file = copy / 'diagnostics.jsonl.gz'
    file.write_bytes(file.read_bytes()[:-100])
    page = write(copy)
    check_form(page)
    assert 'is damaged after row 6' in page.text and '3 layers by 6 measurements' in page.source
    assert capsys.readouterr().err.count('is damaged after row 6') == 1


@pytest.mark.slow
def test_numbers_that_are_not_finite(copy, undrawn):
    lines = gzip.decompress((copy / 'diagnostics.jsonl.gz').read_bytes()).decode()
    broken = re.sub(r'"(gradient_norm|activation_sd|activation_mean|update_norm)": [^,]+',
                    r'"\1": NaN', lines)
    assert broken.count('NaN') > 50
    (copy / 'diagnostics.jsonl.gz').write_bytes(b''.join(
        gzip.compress(line.encode()) for line in broken.splitlines()))
    page = write(copy)
    check_form(page)
    assert 'nothing finite' in page.source


@pytest.mark.slow
def test_run_without_a_sound_checkpoint(copy, undrawn):
    for file in copy.glob('ckpt-*'):
        file.unlink()
    page = write(copy)
    check_form(page)
    assert 'Not shown: no sound checkpoint in' in page.text
    assert 'Confusion matrix' not in page.source and 'Heat map' in page.source


@pytest.mark.slow
def test_run_whose_data_is_gone(copy, undrawn, monkeypatch):
    monkeypatch.setattr('tf_labs.data.sources.is_prepared', lambda *_: False)
    monkeypatch.setattr('tf_labs.data.sources.load', None)  # nothing is downloaded
    assert 'Not shown: digits is not prepared in' in write(copy).text


@pytest.mark.slow
def test_run_that_was_resumed_and_whose_data_is_another_now(copy, undrawn):
    manifest = json.loads((copy / 'manifest.json').read_text())
    manifest['data_sha256']['test'] = 'ff'
    first = manifest['sessions'][0]
    manifest['sessions'] += [{**first, 'from_step': 60, 'threads': 7}, {**first, 'from_step': 88}]
    (copy / 'manifest.json').write_text(json.dumps(manifest))
    page = write(copy)
    assert 'Stopped and resumed at steps 60, 88.' in page.text
    assert f'2 60 {first["started"]} 1 x CPU 7' in page.text
    assert 'belongs to another run: another data' in page.text


@pytest.mark.slow
def test_run_of_which_only_the_config_is_left(copy, undrawn):
    for file in copy.iterdir():
        if file.name != 'config.json':
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    page = write(copy)
    check_form(page)
    for line in ('Nothing was logged yet.', 'manifest.json cannot be read.', '0 of 132',
                 'The lesson of this lab was not recorded', 'Not shown: no sound checkpoint'):
        assert line in page.text


@pytest.mark.slow
def test_a_failure_leaves_the_page_that_was_there(copy, undrawn, capsys):
    (copy / 'report.html').write_text('that was there')
    shutil.rmtree(copy / 'figures')
    (copy / 'figures').touch()
    assert command_line.main(['report', f'--workdir={copy}']) == 1
    assert (copy / 'report.html').read_text() == 'that was there'
    assert capsys.readouterr().err.count('\n') == 1
    assert not list(copy.glob('report.html.*'))
