"""report.html: what it says of each kind of run, and what it does where something is missing."""

import base64
import gzip
from html.parser import HTMLParser
import io
import json
import re
import shutil

from PIL import Image
import pytest
from tensorboard.backend.event_processing import event_accumulator

from tests.conftest import cli
from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import rows
from tf_labs import cli as command_line
from tf_labs import config_files
from tf_labs.experiments import answers
from tf_labs.experiments import comparison
from tf_labs.experiments import procedure_report
from tf_labs.experiments import reporting
from tf_labs.experiments import supervised
from tf_labs.experiments import verdicts
from tf_labs.experiments.catalog import EXPERIMENTS
from tf_labs.report import html
from tf_labs.training.run_directory import RunDirectory

SMALL = ('--config.model.hidden_sizes=24,12', '--config.train.epochs=3',
         '--config.train.execution=graph')
ABOUT = {'lesson': 'A lesson.\n\nOf <two> `paragraphs`.\n\n    tf-labs run', 'overrides': [*SMALL],
         'config': 'configs/digits.py'}
FIGURES = ['accuracy', 'activation_scale', 'activations_layer_1', 'activations_layer_2',
           'activations_layer_3', 'confusion_matrix', 'first_layer', 'gradient_flow', 'idle_units',
           'loss', 'mistakes', 'update_ratio']


class Page(HTMLParser):
    """What there is on a page; `text` is what one reads, in one line."""

    def __init__(self, path):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self._words: list[str] = []
        self._hidden = False
        self.source = path.read_text('utf-8')
        self.feed(self.source)
        self.text = ' '.join(' '.join(self._words).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._hidden = tag in ('style', 'script')

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self._words.append(data)

    def all(self, tag) -> list[dict]:
        return [attributes for name, attributes in self.elements if name == tag]

    def pngs(self) -> list[bytes]:
        """Returns the pictures of the page."""
        start = 'data:image/png;base64,'
        return [base64.b64decode(image['src'].removeprefix(start)) for image in self.all('img')]


def write(workdir) -> Page:
    return Page(reporting.write(RunDirectory(workdir)))


@pytest.fixture(scope='module')
def run(tmp_path_factory):
    """A run with its report."""
    workdir = tmp_path_factory.mktemp('reported') / 'run'
    supervised.run(digits_config(*SMALL), str(workdir), about=ABOUT)
    reporting.write(RunDirectory(workdir))
    return workdir


@pytest.fixture
def copy(run, tmp_path):
    """A copy of the run, to take things away from."""
    shutil.copytree(run, tmp_path / 'copy')
    (tmp_path / 'copy' / 'report.html').unlink()
    return tmp_path / 'copy'


@pytest.fixture
def undrawn(monkeypatch):
    """Leaves the drawing of figures out, where a test is about other things."""
    dot = io.BytesIO()
    Image.new('L', (1, 1)).save(dot, format='PNG')
    monkeypatch.setattr(html, 'picture', lambda name, figure, alt, caption='': html.Picture(
        name, dot.getvalue(), alt, caption))


def check_form(page):
    """One file, with a text for each picture and headings in their order."""
    assert all(image['alt'] and image['src'].startswith('data:image/') for image in page.all('img'))
    for _, attributes in page.elements:
        for name in ('src', 'href', 'srcset', 'action'):
            assert (attributes.get(name) or '').startswith(('#', 'data:')) or (
                name not in attributes), attributes
    assert not re.search(r'url\(\s*["\']?(?!data:)|@import|https?://', page.source)
    assert not page.all('script')
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch('h[1-6]', tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    names = [attributes['id'] for _, attributes in page.elements if 'id' in attributes]
    assert len(names) == len(set(names))
    links = [link['href'] for link in page.all('a')]
    assert links and {link.removeprefix('#') for link in links} <= set(names)
    scrolled = [part for part in (*page.all('div'), *page.all('pre'))
                if part.get('role') == 'region']
    assert all(part['tabindex'] == '0' and part['aria-label'] for part in scrolled)


def test_one_file_of_good_form(run):
    page = Page(run / 'report.html')
    check_form(page)
    assert len(page.source) < 1_000_000
    assert len(page.all('img')) > 30
    assert [link['href'] for link in page.all('a')][1:] == [
        '#lesson', '#findings', '#curves', '#inside', '#first_layer', '#mistakes', '#config',
        '#history']


def test_report_says_what_the_run_is(run):
    page, outcome = Page(run / 'report.html'), result(run)
    for part in (f'{outcome["test_accuracy"]:.4f} test accuracy',
                 f'{outcome["fit_accuracy"]:.4f} accuracy on the training split',
                 f'{outcome["parameters"]:,} parameters', '132 steps, 44 an epoch',
                 'A lesson. Of <two> paragraphs . tf-labs run This run was made by '
                 f'tf-labs run --config=configs/digits.py {" ".join(SMALL)}',
                 'model.hidden_sizes 256, 256 24, 12', 'data.scale 0.00392156862745098 0.0625',
                 f'weights (sha256) {outcome["digest"]}', 'python 3.', 'threads', 'seed 777',
                 'Done in one go: it was never stopped.'):
        assert part in page.text
    manifest = json.loads((run / 'manifest.json').read_text())
    assert all(digest in page.text for digest in manifest['data_sha256'].values())
    assert all(session['started'] in page.text for session in manifest['sessions'])
    marked = [row for row in page.all('tr') if row.get('class') == 'marked']
    assert len(marked) == 8  # fields that are not as in default_config


def test_answers_are_those_of_the_run(run):
    found = answers.of_test_split(RunDirectory(run))
    accuracy = (found.predictions == found.labels).mean()
    assert accuracy == result(run)['test_accuracy'] and found.step == 132
    page = Page(run / 'report.html')
    right = round(accuracy * 360)
    assert any(f'{right} of 360 right' in image['alt'] for image in page.all('img'))
    assert len([1 for image in page.all('img') if ' taken for ' in image['alt']]) == min(
        25, 360 - right)


def test_figures_are_files_and_images_of_tensorboard_and_the_same_each_time(run):
    page = Page(run / 'report.html')
    assert sorted(file.stem for file in (run / 'figures').glob('*')) == FIGURES
    in_page = set(page.pngs())
    for name in set(FIGURES) - {'first_layer', 'mistakes'}:  # these are in it piece by piece
        assert (run / 'figures' / f'{name}.png').read_bytes() in in_page
    before = (run / 'report.html').read_bytes()
    assert reporting.write(RunDirectory(run)).read_bytes() == before
    assert len(list((run / 'tensorboard').glob('*.report'))) == 1
    board = event_accumulator.EventAccumulator(str(run / 'tensorboard'))
    board.Reload()
    for name in FIGURES:
        (event,) = board.Tensors(f'report/{name}')
        png = event.tensor_proto.string_val[2]
        assert event.step == 132 and png == (run / 'figures' / f'{name}.png').read_bytes()
    assert len(board.Tensors('test_loss')) == 3  # the run's own are there as before


def test_run_without_diagnostics(copy, undrawn):
    (copy / 'diagnostics.jsonl.gz').unlink()
    page = write(copy)
    check_form(page)
    assert 'train.diagnostics is off, or the run is older' in page.text
    assert not any('Heat map' in image['alt'] for image in page.all('img'))
    assert 'First-layer weights' not in page.text and 'of 360 right' in page.source


def test_half_written_diagnostics_are_used_up_to_the_cut(copy, undrawn, capsys):
    file = copy / 'diagnostics.jsonl.gz'
    file.write_bytes(file.read_bytes()[:-100])
    page = write(copy)
    check_form(page)
    assert 'is damaged after row 9' in page.text and '3 layers by 9 looks' in page.source
    assert capsys.readouterr().err.count('is damaged after row 9') == 1


def test_numbers_that_are_not_finite(copy, undrawn):
    lines = gzip.decompress((copy / 'diagnostics.jsonl.gz').read_bytes()).decode()
    broken = re.sub(r'"(gradient_norm|activation_sd|activation_mean|update_norm)": [^,]+',
                    r'"\1": NaN', lines)
    assert broken.count('NaN') > 100
    (copy / 'diagnostics.jsonl.gz').write_bytes(b''.join(
        gzip.compress(line.encode()) for line in broken.splitlines()))
    page = write(copy)
    check_form(page)
    assert 'nothing finite' in page.source


def test_run_without_a_sound_checkpoint(copy, undrawn):
    for file in copy.glob('ckpt-*'):
        file.unlink()
    page = write(copy)
    check_form(page)
    assert 'Not shown: no sound checkpoint in' in page.text
    assert 'Confusion matrix' not in page.source and 'Heat map' in page.source


def test_run_whose_data_is_gone(copy, undrawn, monkeypatch):
    monkeypatch.setattr('tf_labs.data.sources.is_prepared', lambda *_: False)
    monkeypatch.setattr('tf_labs.data.sources.load', None)  # nothing is downloaded
    assert 'Not shown: digits is not prepared in' in write(copy).text


def test_run_whose_data_is_another_now(copy, undrawn):
    manifest = json.loads((copy / 'manifest.json').read_text())
    manifest['data_sha256']['test'] = 'ff'
    (copy / 'manifest.json').write_text(json.dumps(manifest))
    assert 'Not shown: the digits found here is not that of the run' in write(copy).text


def test_run_that_was_stopped_and_resumed(copy, undrawn):
    manifest = json.loads((copy / 'manifest.json').read_text())
    first = manifest['sessions'][0]
    manifest['sessions'] += [{**first, 'from_step': 60, 'threads': 7}, {**first, 'from_step': 88}]
    (copy / 'manifest.json').write_text(json.dumps(manifest))
    page = write(copy)
    assert 'Stopped and resumed at steps 60, 88.' in page.text
    assert f'2 60 {first["started"]} 1 x CPU 7' in page.text


def test_run_that_has_not_ended(copy, undrawn):
    (copy / 'result.json').unlink()
    (copy / 'metrics.jsonl').write_text(
        (copy / 'metrics.jsonl').read_text().splitlines()[0] + '\n')
    page = write(copy)
    check_form(page)
    assert 'This run has not ended' in page.text and '44 of 132' in page.text
    assert f'{rows(copy)[0]["test_accuracy"]:.4f} test accuracy' in page.text


def test_run_of_which_only_the_config_is_left(copy, undrawn):
    for file in copy.iterdir():
        if file.name != 'config.json':
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    page = write(copy)
    check_form(page)
    for line in ('Nothing was logged yet.', 'manifest.json cannot be read.', '0 of 132',
                 'The lesson of this lab was not recorded', 'Not shown: no sound checkpoint'):
        assert line in page.text


def test_a_failure_leaves_the_page_that_was_there(copy, undrawn, capsys):
    write(copy)
    before = (copy / 'report.html').read_bytes()
    shutil.rmtree(copy / 'figures')
    (copy / 'figures').touch()
    assert command_line.main(['report', f'--workdir={copy}']) == 1
    assert (copy / 'report.html').read_bytes() == before
    assert capsys.readouterr().err.count('\n') == 1
    assert not list(copy.glob('report.html.*'))


def test_seeds_are_a_comparison_with_a_report_of_each(tmp_path, undrawn):
    config = digits_config('--config.train.epochs=1', '--config.train.diagnostics=False',
                           '--config.train.execution=graph')
    about = {**ABOUT, 'overrides': ['--config.train.epochs=1']}
    comparison.run(EXPERIMENTS['supervised'], config, str(tmp_path / 'two'), seed_count=2,
                   about=about)
    page = write(tmp_path / 'two')
    check_form(page)
    accuracies = [result(tmp_path / 'two' / 'digits' / f'seed-{seed}')['test_accuracy']
                  for seed in (777, 1)]
    for part in ('run --config=configs/digits.py --seeds=2 --config.train.epochs=1',
                 '2 runs of 1 config, side by side', 'there is nothing to compare them with',
                 *(f'digits, seed {seed} done {100 * accuracy:.4g}'
                   for seed, accuracy in zip((777, 1), accuracies))):
        assert part in page.text
    assert 'The doctor found nothing wrong with these runs.' in page.text
    of_one = write(tmp_path / 'two' / 'digits' / 'seed-1')
    assert 'seed 1 of a comparison' in of_one.text


def test_comparison_that_has_not_begun(tmp_path):
    RunDirectory(tmp_path).write_config(lab_config('activations_mnist'))
    page = write(tmp_path)
    check_form(page)
    assert 'This comparison has not ended' in page.text and 'which 0 runs began' in page.text
    assert 'leaky_relu leaky_relu' in page.text  # what differs between the variants


def test_printed_directions_of_a_comparison(tmp_path):
    """Two seeds that all variants have, and a third that one of them has not."""
    config = lab_config('dropout')
    for name, gaps in (('without', (0.3, 0.2, 0.1)), ('dropout_05', (0.1, 0.25))):
        for seed, gap in zip((777, 1, 2), gaps):
            run = RunDirectory(tmp_path / name / f'seed-{seed}')
            run.path.mkdir(parents=True)
            run.write_json('result', {'loss_gap': gap, 'accuracy_gap': gap})
    values = verdicts.of_comparison(RunDirectory(tmp_path), config, {
        'without': [777, 1, 2], 'dropout_05': [777, 1]})
    assert [value['dropout/without.loss_gap'] for value in values] == [0.3, 0.2]
    table = verdicts.section('dropout', values, {**PLAIN, 'config': 'configs/dropout.py'}).parts[0]
    assert [row['verdict'] for row in table.rows] == ['NEAR', 'NEAR']
    assert '1 of 2 runs' in table.rows[0]['ours']


def test_lab_with_printed_numbers(tmp_path):
    about = config_files.about('configs/mse_by_hand.py', [])
    EXPERIMENTS['mse_by_hand'](lab_config('mse_by_hand'), str(tmp_path / 'lab'), 'auto', about)
    page = write(tmp_path / 'lab')
    check_form(page)
    for part in (about['lesson'].splitlines()[0], 'sum of squares PASS 250 250 exact',
                 'in the text PASS 44.5 right: 62.5; as printed: 44.5 erratum'):
        assert part in page.text
    for line in (tmp_path / 'lab' / 'report.txt').read_text().splitlines():
        assert ' '.join(line.split()) in page.text
    tables = [*(tmp_path / 'lab' / 'tables').glob('*.csv')]
    assert tables and page.all('table')
    (picture,) = page.pngs()
    assert len(picture) < (tmp_path / 'lab' / 'figures' / 'cost.png').stat().st_size
    assert 'over' in page.all('img')[0]['alt']


def test_what_is_too_large_for_the_page_is_named(tmp_path, monkeypatch):
    shown = procedure_report.PAGE_BYTES
    workdir = tmp_path / 'lab'
    EXPERIMENTS['mse_by_hand'](lab_config('mse_by_hand'), str(workdir), 'auto', None)
    (workdir / 'tables' / 'long.csv').write_text('x,y\n' + '1,0.123456\n' * 100)
    monkeypatch.setattr(procedure_report, 'PAGE_BYTES', 1000)
    page = write(workdir)
    assert shown == 3_000_000 and not page.all('img')
    assert 'figures/cost.png is too large for this page' in page.text
    assert 'the first 60 of 100 rows of tables/long.csv' in page.text and '0.1235' in page.text


VALUES = {'mnist_nn/test_accuracy': 0.9489, 'mnist_nn/train_loss[1]': 161.6}
PLAIN = {'lesson': '', 'config': 'configs/mnist_nn.py', 'overrides': []}


def judged(runs, about=PLAIN, seed=None) -> str:
    found = verdicts.section('mnist_nn', runs, about, seed)
    return json.dumps([getattr(part, 'rows', getattr(part, 'text', ''))
                       for part in found.parts]) if found else ''


def test_bands_are_open_until_there_are_five_seeds():
    one = judged([VALUES])
    assert '"verdict": "OPEN", "printed": "0.9440", "ours": "0.9489"' in one
    assert 'a band needs 5 seeds' in one and 'Left out: 14 that' in one
    five = judged([{'mnist_nn/test_accuracy': 0.944 + n / 1000} for n in range(-2, 3)])
    assert '"verdict": "PASS"' in five and 'a band needs' not in five


@pytest.mark.parametrize('about, seed, reason', [
    ({**PLAIN, 'overrides': ['--config.train.epochs=3']}, None, '--config.train.epochs=3'),
    ({**PLAIN, 'overrides': ['--config.seed', '5']}, None, '--config.seed 5'),
    (None, None, 'what made the run was not recorded'),
    (PLAIN, (1, 777), 'seed 1; that of the lab is 777'),
])
def test_another_setting_is_not_judged(about, seed, reason):
    said = judged([VALUES], about, seed)
    assert f'not the published setting ({reason})' in said and 'verdict' not in said


def test_where_the_data_is_does_not_change_the_setting():
    about = {**PLAIN, 'overrides': ['--config.data.dir=/data']}
    assert '"verdict": "OPEN"' in judged([VALUES], about, (777, 777))


def test_nothing_is_said_of_what_was_not_measured():
    assert judged([]) == judged([{}]) == judged([{'mnist_nn/digest': 'f'}]) == ''


@pytest.mark.parametrize('workdir, said', [
    ([], '--workdir is missing'), (['--workdir=nowhere'], 'no run in this directory'),
    (['--workdir=configs'], 'no run in this directory')])
def test_report_of_nothing(workdir, said, capsys):
    assert command_line.main(['report', *workdir]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count('\n') == 1


def test_run_that_diverges_is_reported_and_fails(tmp_path, undrawn, capsys):
    status = command_line.main([
        'run', '--config=configs/digits.py', f'--workdir={tmp_path / "run"}', '--report',
        '--config.train.execution=graph', '--config.optimizer.name=sgd',
        '--config.optimizer.learning_rate=1e30'])
    said = capsys.readouterr()
    assert status == 1 and 'train loss is not finite' in said.err
    assert said.out.splitlines()[-1] == f'{tmp_path / "run" / "report.html"}'
    page = Page(tmp_path / 'run' / 'report.html')
    check_form(page)
    assert 'This run diverged: train loss is not finite' in page.text
    assert 'Learn: tf-labs run --config=configs/' in page.text  # a finding of the doctor


def test_from_run_to_report_in_one_command(tmp_path, undrawn):
    command = ('run', '--config=configs/digits.py', f'--workdir={tmp_path / "run"}', '--report',
               '--config.train.epochs=1', '--config.train.execution=graph')
    done = cli(*command)
    assert done.returncode == 0 and done.stderr == ''
    assert done.stdout.splitlines()[-1] == f'{tmp_path / "run" / "report.html"}'
    before = Page(tmp_path / 'run' / 'report.html').text
    assert command_line.main(list(command)) == 0  # complete: evaluated, and reported again
    assert Page(tmp_path / 'run' / 'report.html').text == before
