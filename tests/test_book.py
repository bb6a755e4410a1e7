"""The book: numbers against computations by hand, pages, links, the same bytes twice."""

from html.parser import HTMLParser
import json
import math
from pathlib import Path
import shutil
import statistics
from urllib.parse import unquote

import pytest

from tests import book_shelf
from tests.book_shelf import build
from tests.book_shelf import LESSONS
from tests.conftest import cli
from tf_labs.book import lab_runs
from tf_labs.book import pdf
from tf_labs.book import places
from tf_labs.book import site
from tf_labs.book import style_sheets

QUANTILE = 4.303  # of Student's t with 2 degrees of freedom, at 97.5%


@pytest.fixture(scope='module')
def runs(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp('runs')
    book_shelf.fill(root)
    return root


@pytest.fixture(autouse=True)
def lessons(monkeypatch):
    monkeypatch.setattr(places, 'LESSONS', LESSONS)


@pytest.fixture(scope='module')
def built(runs, tmp_path_factory) -> Path:
    output = tmp_path_factory.mktemp('book') / 'book'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, 'LESSONS', LESSONS)
        done = build(runs, output)
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert done.stdout.splitlines() == [
        f'{output}/index.html: 3 labs, 2 lessons in English, 1 lesson in 한국어; '
        f'{sum(file.stat().st_size for file in output.rglob("*") if file.is_file()) / 1e6:.1f} MB',
        'not run here, as they take long: cifar10_18pct']
    return output


def page(built: Path, name: str) -> str:
    return (built / name).read_text('utf-8')


def test_numbers_against_a_computation_by_hand(built):
    text = page(built, 'en/gates.html')
    xor, low = statistics.mean(book_shelf.XOR), statistics.mean(book_shelf.AND)
    half = QUANTILE * statistics.stdev(book_shelf.AND) / math.sqrt(3)
    assert f'>{xor:.4f}</data>' in text and f'>{low:.4f} ± {half:.4f}</data>' in text
    assert f'<mn>{xor:.4f}</mn>' in text  # within a formula
    loss = statistics.mean(1 - share for share in book_shelf.ACCURACY)
    assert f'>{loss:.3f}</data>' in text  # of another lab
    assert f'{statistics.mean(book_shelf.ACCURACY):.1%}' in page(built, 'en/digits.html')
    asks = json.loads(text.partition('<script id="asks" type="application/json">')[2].partition(
        '</script>')[0])
    assert asks['predict-1'] == {'kind': 'predict', 'way': 'choices', 'answer': 3,
                                 'tolerance': 0.0}
    assert asks['predict-2']['answer'] == pytest.approx(xor, abs=1e-12)


def test_the_line_is_the_mean_of_the_runs(built):
    text = page(built, 'en/digits.html')
    line = json.loads(text.partition('<script id="asks" type="application/json">')[2].partition(
        '</script>')[0])['predict-1']['answer']
    assert line['epochs'] == [1, 2, 3, 4, 5]
    shift = statistics.mean(book_shelf.SEEDS) / 1000
    assert line['means'] == pytest.approx([1 / epoch + shift for epoch in line['epochs']], rel=1e-4)
    assert line['lowest'][1] == pytest.approx(0.501) and line['highest'][1] == pytest.approx(1.277)
    assert line['top'] > 1.25 * 1.777


def test_what_came_out_and_what_is_printed(built):
    text = page(built, 'en/gates.html')
    assert 'over 3 seeds: 777, 1, 2.' in text and '<code>xor_accuracy</code>' in text
    assert 'id="verdicts"' in text and '>PASS</span>' in text
    assert 'tf-labs reproduce --labs=gates --seeds=3' in text
    assert 'TensorFlow 2.21.0' in text


def test_languages(built):
    both = page(built, 'ko/gates.html'), page(built, 'ko/digits.html')
    assert '<html lang="ko">' in both[0] and '글은 아직 없습니다' not in both[0]
    assert '글은 아직 없습니다' in both[1] and '<article lang="en">' in both[1]
    assert 'href="../en/gates.html"' in both[0]
    assert '뉴런' in page(built, 'en/glossary.html') and 'neuron' in page(built, 'ko/glossary.html')


def test_a_lab_that_is_not_run(built):
    text = page(built, 'en/cifar10_18pct.html')
    assert 'no lesson yet' in text and 'Not run here' in text
    assert 'tf-labs run cifar10_18pct --seeds=5' in text


def test_every_link_leads_somewhere(built):
    wrong = []
    anchors = {file: _Links(file) for file in built.rglob('*.html')}
    for file, found in anchors.items():
        for target in found.targets:
            name, _, anchor = target.partition('#')
            place = (file.parent / unquote(name)).resolve() if name else file
            if target.startswith('https://') or target == 'data:,':
                continue
            if not place.is_file() or anchor and unquote(anchor) not in anchors[place].anchors:
                wrong.append((file.name, target))
    assert len(anchors) == 2 * 7 + 1 and not wrong


class _Links(HTMLParser):
    def __init__(self, file: Path):
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.feed(file.read_text('utf-8'))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ('href', 'src') and value:
                self.targets.append(value)
            if name == 'id' and value:
                assert value not in self.anchors, value
                self.anchors.add(value)


def test_pages_need_no_network(built):
    for file in built.rglob('*.html'):
        text = file.read_text('utf-8')
        for word in ('src="http', 'href="http:', '@import', 'url(http'):
            assert word not in text
        assert file.stat().st_size < 1_000_000


def test_twice_the_same_bytes(runs, built, tmp_path):
    assert build(runs, tmp_path / 'again').returncode == 0
    first, second = ({str(file.relative_to(place)): file.read_bytes()
                      for file in place.rglob('*') if file.is_file()}
                     for place in (built, tmp_path / 'again'))
    assert first == second


def test_some_labs_in_one_language_of_another_version(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(lab_runs.metadata, 'version', lambda name: '9.9')
    done = build(runs, tmp_path / 'b', '--labs=gates', '--lang=ko')
    assert done.returncode == 0 and not (tmp_path / 'b' / 'en').exists()
    assert not (tmp_path / 'b' / 'ko' / 'digits.html').exists()
    text = page(tmp_path / 'b', 'ko/gates.html')
    assert 'xor_loss' in text and '다른 버전' in text and 'tensorflow 2.21.0, keras' in text


def test_runs_that_are_missing(runs, tmp_path):
    done = build(tmp_path / 'none', tmp_path / 'b')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'runs for the book are missing, and --norun does not make them' in done.stderr
    assert 'which lacks gates, digits' in done.stderr and not list(tmp_path.iterdir())


@pytest.mark.release
def test_runs_are_made_and_shared_with_reproduce(tmp_path, monkeypatch):
    monkeypatch.undo()
    words = ('--labs=mse_by_hand', '--workdir=runs')
    done = cli('book', *words, '--lang=en', cwd=tmp_path)
    assert done.returncode == 0 and '1 of 1 labs are not run yet' in done.stdout, done.stderr
    assert 'best_cost' in page(tmp_path / 'book', 'en/mse_by_hand.html')
    judged = cli('reproduce', *words, '--notrain', cwd=tmp_path)
    assert judged.returncode == 0 and 'NOT RUN' not in judged.stdout.splitlines()[-1]
    again = cli('book', *words, '--lang=en', '--norun', cwd=tmp_path)
    assert again.returncode == 0 and 'not run yet' not in again.stdout


@pytest.mark.parametrize('flag, said', [
    ('--labs=gates,digit', 'unknown lab (did you mean digits?)'),
    ('--lang=en,kr', 'unknown language'), ('--jobs=0', '--jobs cannot be used'),
])
def test_flags_that_cannot_be_used(runs, tmp_path, flag, said):
    done = build(runs, tmp_path / 'b', flag)
    assert done.returncode == 2 and said in done.stderr and not list(tmp_path.iterdir())


def test_a_directory_that_is_no_book_stays(runs, tmp_path):
    (tmp_path / 'mine.txt').write_text('mine')
    done = build(runs, tmp_path)
    assert done.returncode == 2 and '--output is neither empty nor a book' in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ['mine.txt']


@pytest.mark.parametrize('name, content', [
    ('book.json', '{"title": "of another program"}'), ('.git', None), ('mine.txt', 'mine')])
def test_what_is_not_of_a_book_stays(built, runs, tmp_path, name, content):
    place = tmp_path / 'b'
    place.mkdir()
    (place / 'book.json').write_bytes((built / 'book.json').read_bytes())
    (place / name).write_text(content) if content else (place / name).mkdir()
    done = build(runs, place, '--labs=gates')
    assert done.returncode == 2 and f'which holds {name}' in done.stderr
    assert {file.name for file in place.iterdir()} == {'book.json', name}


def test_a_book_is_not_put_into_a_run(runs):
    place = next(runs.rglob('manifest.json')).parent
    done = build(runs, place / 'a' / 'book')
    assert done.returncode == 2 and '--output is within the directory of a run' in done.stderr
    assert not (place / 'a').exists()


def test_the_old_book_is_whole_until_the_new_one_is(built, tmp_path, monkeypatch):
    place, link = tmp_path / 'b', tmp_path / 'link'
    shutil.copytree(built, place)
    link.symlink_to(place)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(site.folder, 'unfinished', lambda path: _Interrupted(tmp_path / 'b.1.new'))
        with site._replaced(link):
            pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ['b', 'link']
    assert len(list(place.rglob('*'))) == len(list(built.rglob('*')))
    with site._replaced(link) as made:
        (made / 'new.txt').write_text('new')
    assert link.is_symlink() and [file.name for file in place.iterdir()] == ['new.txt']
    assert sorted(path.name for path in tmp_path.iterdir()) == ['b', 'link']


class _Interrupted(type(Path())):
    """A directory whose maker is stopped when it is to get its name."""

    def rename(self, target):
        if self.suffix == '.new':
            raise KeyboardInterrupt
        return super().rename(target)


@pytest.mark.parametrize('old, new, said', [
    ('file: losses', 'file: loss', 'line 40: unknown figure (did you mean losses?)'),
    ('{{ and_loss .4f interval }}', '{{ an_loss .4f }}',
     'line 21: unknown number of the lab gates (did you mean and_loss?)'),
])
def test_what_runs_do_not_have(runs, tmp_path, monkeypatch, old, new, said):
    lessons = tmp_path / 'lessons'
    shutil.copytree(LESSONS, lessons)
    file = lessons / 'en' / 'gates.md'
    file.write_text(file.read_text('utf-8').replace(old, new, 1), 'utf-8')
    monkeypatch.setattr(places, 'LESSONS', lessons)
    done = build(runs, tmp_path / 'b')
    assert done.returncode == 2 and f'{file}, line' in done.stderr and said in done.stderr
    assert done.stderr.count('\n') == 1 and [one.name for one in tmp_path.iterdir()] == ['lessons']


def test_pdf_without_a_browser(runs, tmp_path, monkeypatch):
    monkeypatch.setenv('PATH', str(tmp_path))
    done = build(runs, tmp_path / 'b', '--pdf')
    assert done.returncode == 2 and 'there is no browser to print' in done.stderr


def test_dates_of_a_pdf_are_none():
    made = b"a /CreationDate (D:20261126131400+00'00') b"
    assert pdf.undated(made) == b"a /CreationDate (D:00000000000000+00'00') b"


def test_dark_rules_are_a_sheet_of_their_own():
    found = style_sheets.sheets('@media (prefers-color-scheme: dark) { .x { --one: #abcdef; } }')
    assert 'prefers-color-scheme: dark' not in found['book.css'] and '#abcdef' in found['dark.css']
    assert all(text.count('{') == text.count('}') for text in found.values())
