"""README, CONTRIBUTING and docs/: every command line is one, every link leads somewhere.

A command is taken up to where TensorFlow would be needed: by then its flags, its config and its
overrides have been checked. Nothing is trained.
"""

import ast
import configparser
import functools
import importlib.util
from pathlib import Path
import re
import shlex

from PIL import Image
import pytest

from tests.asked import ask
from tests.conftest import python
from tests.conftest import ROOT
from tf_labs import runtime
from tf_labs.config import config_files
from tf_labs.errors import DataNotAvailableError
from tf_labs.jobs import settings
from tf_labs.runs import launching
from tf_labs.runs import working
from tf_labs.training.run_directory import RunDirectory

PAGES = [ROOT / 'README.md', ROOT / 'CONTRIBUTING.md', *sorted((ROOT / 'docs').glob('*.md'))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
README_LINES = 180
FENCE = re.compile(r'^```(\w*)\n(.*?)^```$', re.MULTILINE | re.DOTALL)
SPAN = re.compile(r'(?<!`)`([^`]+)`(?!`)')
LINK = re.compile(r'\]\(([^)\s]+)\)')
OURS = re.compile(r'(?:configs|docs|tests|tf_labs|benchmarks|checkpoints|\.ci)/[\w./-]*')
PLACEHOLDERS = {'COMMAND': 'run', 'LAB': 'digits', 'NAME': 'mine'}
NOT_RIGHT = re.compile(r'\d+ of \d+ rows of the class are not right$', re.MULTILINE)
PROGRAMS = ('.', 'dask', 'export', 'flake8', 'isort', 'kubectl', 'mkdocs', 'mypy', 'pytest',
            'tensorboard', 'xdg-open')


class TensorFlowWanted(BaseException):
    """The command line was right: from here on TensorFlow would be needed."""


def _texts() -> dict[str, str]:
    return {name: page.read_text('utf-8') for name, page in zip(NAMES, PAGES)}


def _fences(text: str, *languages: str) -> list[str]:
    return [body for language, body in FENCE.findall(text) if language in languages]


def _command_lines(text: str) -> list[str]:
    """Returns what is to be typed: in fences of no language, behind $ where there is output too."""
    lines = []
    for body in _fences(text, '', 'sh'):
        typed = body.replace('\\\n', ' ').splitlines()
        if any(line.startswith('$ ') for line in typed):
            typed = [line[2:] for line in typed if line.startswith('$ ')]
        lines += [part for line in typed for part in line.split(' && ') if part.strip()]
    spans = (' '.join(span.split()) for span in SPAN.findall(FENCE.sub('', text)))
    return lines + [span for span in spans if re.match(r'(tf-labs|python3?|pip) ', span)]


# Labs whose runs the documents look into, by the names of their directories.
_LOOKED_INTO = ('cifar10', 'xor_mlp', 'mnist_cnn', 'fashion_convnet', 'alexnet', 'zfnet',
                'cifar10_13pct')
_RUNS = {'W': 'alexnet', 'imagenet': 'alexnet', 'RUN': 'cifar10', 'A': 'cifar10', 'B': 'cifar10',
         'size_9': 'cifar10_13pct', 'seed-777': 'cifar10'}


@functools.cache
def _config(lab: str):
    return config_files.load(str(ROOT / 'configs' / f'{lab}.py'))


def _prepare(place: Path, words: list[str]) -> None:
    """Puts there what a command line wants to find: runs, pictures, a config of one's own."""
    (place / 'configs').symlink_to(ROOT / 'configs')
    (place / 'docs').mkdir()
    (place / 'docs' / 'examples').symlink_to(ROOT / 'docs' / 'examples')
    for name in ('mine.py', 'FILE.py') if words[0] != 'new' else ('FILE.py',):
        (place / name).symlink_to(ROOT / 'configs' / 'digits.py')
    for word in words:
        flag, _, value = word.partition('=')
        if flag == '--dir':
            (place / value).symlink_to(ROOT / 'configs')
        if flag == '--image':
            Image.new('L', (28, 28)).save(place / value)
        if flag in ('--workdir', '--workdirs') and words[0] != 'run':
            for name in value.split(','):
                _make_run(place / name)
    for name in _nets(words):
        _make_run(place / name)
    if words[:2] == ['class', 'check']:
        ask('class', 'new', 'autumn', '--labs=gates', '--students=30', cwd=place)


def _make_run(path: Path) -> None:
    path.mkdir(parents=True)
    lab = _RUNS.get(path.name, path.name)
    RunDirectory(path).write_config(_config(lab if lab in _LOOKED_INTO else 'digits'))


def _nets(words: list[str]) -> list[str]:
    """Returns the directory of the trained net that a lab looks into, or begins with."""
    begun = [word.partition('=')[2] for word in words
             if word.startswith(('--config.init.workdir=', '--config.net.workdir='))]
    labs = [word for word in words[1:] if (ROOT / 'configs' / f'{word}.py').is_file()]
    if words[0] == 'run' and labs and not begun:
        begun = [value for value in (_config(labs[0]).get('init', {}).get('workdir'),) if value]
    if begun:
        return begun
    if words[0] != 'run' or not labs or 'net' not in _config(labs[0]):
        return []
    return [value for value in (_config(labs[0]).net.get('workdir'),) if value]


def _answer(words: list[str], place: Path) -> str:
    """Returns what is wrong with a command line of tf-labs; '' if nothing is."""
    place.mkdir()
    _prepare(place, words)
    try:
        done = ask(*_expanded(words, place), cwd=place)
    except TensorFlowWanted:
        return ''
    has_nothing_done = words[:2] == ['class', 'check'] and NOT_RIGHT.search(done.stderr)
    is_one = done.returncode in (0, DataNotAvailableError.exit_status) or has_nothing_done
    return '' if is_one else done.stderr


def _expanded(words: list[str], place: Path) -> list[str]:
    """Returns a command line as a shell passes it on."""
    return [found for word in words for found in (
        [str(path.relative_to(place)) for path in sorted(place.glob(word))]
        if '*' in word and not word.startswith('-') else [word])]


def _wrong_with_python(words: list[str]) -> str:
    """A script exists and knows its flags; a module can be imported."""
    if words[0] == '-m':
        return '' if importlib.util.find_spec(words[1]) else f'no module {words[1]}'
    script = ROOT / words[0]
    if not script.is_file():
        return f'no script {words[0]}'
    known = script.read_text('utf-8')
    if 'measurement.flags(' in known:  # those that every measurement has
        known += (script.parent / 'measurement.py').read_text('utf-8')
    flags = [word.split('=')[0] for word in words[1:]]
    return ', '.join(flag for flag in flags if f"'{flag}'" not in known)


def _wrong_with_pip(words: list[str]) -> str:
    """What is installed are extras that there are."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / 'setup.cfg', 'utf-8')
    wanted = re.findall(r'[\w-]+', words[-1].partition('[')[2])
    return ', '.join(name for name in wanted if name not in setup['options.extras_require'])


_answered: dict[str, str] = {}  # many lines stand in several documents


def _wrong(line: str, place: Path) -> str:
    if line not in _answered:
        _answered[line] = _wrong_with(line, place)
    return _answered[line]


def _wrong_with(line: str, place: Path) -> str:
    words = [PLACEHOLDERS.get(word, word) for word in shlex.split(line, comments=True)]
    program = words[0].removeprefix('.venv/bin/') if words else ''
    if program == 'tf-labs':  # of a script that it reads every line is one of the document's
        return _answer(words[1:words.index('<')] if '<' in words else words[1:], place)
    if program in ('python', 'python3'):
        return _wrong_with_python(words[1:])
    if program == 'pip':
        return _wrong_with_pip(words[1:])
    return '' if program in PROGRAMS else 'a program that no document should need'


@pytest.fixture
def no_tensorflow(monkeypatch, tmp_path):
    def stop(*_):
        raise TensorFlowWanted
    monkeypatch.setattr(runtime, 'import_tensorflow', stop)
    monkeypatch.setattr(launching, 'launch', stop)
    monkeypatch.setattr(working, 'join', stop)
    monkeypatch.setattr(settings, 'check_answers', lambda _: None)  # no scheduler is there
    monkeypatch.setenv('TFDS_DATA_DIR', str(tmp_path / 'nothing'))


@pytest.mark.parametrize('name', NAMES)
def test_every_command_line_is_one(name, no_tensorflow, tmp_path):
    lines = dict.fromkeys(_command_lines(_texts()[name]))
    answers = {line: _wrong(line, tmp_path / str(place)) for place, line in enumerate(lines)}
    assert not {line: answer for line, answer in answers.items() if answer}


def test_a_wrong_command_line_is_seen(no_tensorflow, tmp_path):
    lines = ('tf-labs run digit', 'tf-labs run digits --config.train.epoch=3', 'tf-labs evaluate',
             'tf-labs page --lab=gates', 'tf-labs list --all', 'python benchmarks/nothing.py',
             'python benchmarks/campaign.py --x=1', "pip install -e '.[tests]'", 'make')
    assert all(_wrong(line, tmp_path / str(place)) for place, line in enumerate(lines))


def _anchors(text: str) -> set[str]:
    """Returns the anchors that GitHub and MkDocs make of headings."""
    headings = re.findall(r'^#+ (.+)$', FENCE.sub('', text), re.MULTILINE)
    return {re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-') for heading in headings}


@pytest.mark.parametrize('name', [*NAMES, 'CHANGELOG.md'])
def test_every_link_leads_somewhere(name):
    page = ROOT / name
    for link in LINK.findall(FENCE.sub('', page.read_text('utf-8'))):
        if link.startswith('https://'):
            continue
        path, _, anchor = link.partition('#')
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target.read_text('utf-8')), link


@pytest.mark.parametrize('name', NAMES)
def test_every_file_that_is_named_exists(name):
    """Of what lies in the project; words in capitals stand for names, checkpoints are made."""
    for span in SPAN.findall(FENCE.sub('', _texts()[name])):
        if OURS.fullmatch(span) and not re.search('[A-Z]{2}', span.removesuffix('README.md')) and (
                not span.startswith('checkpoints/')):
            assert (ROOT / span).exists(), span


def test_python_in_documents_compiles():
    blocks = [block for text in _texts().values() for block in _fences(text, 'python')]
    assert blocks
    for block in blocks:
        ast.parse(block)


@pytest.mark.slow
def test_made_pages_are_as_they_would_be_made():
    done = python('docs/make.py', '--check')
    assert done.returncode == 0, done.stdout + done.stderr


def test_readme_is_short_and_its_animation_small():
    assert len(_texts()['README.md'].splitlines()) <= README_LINES
    assert (ROOT / 'docs' / 'images' / 'race.gif').stat().st_size < 1e6
