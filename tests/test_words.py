"""What people read: words that went out stay out, and each lab names what it answers."""

import ast
from collections.abc import Iterator
import functools
from pathlib import Path
import re

import pytest

from tests.conftest import ROOT

LABS = sorted((ROOT / 'configs').glob('*.py'))
# Tables that are measured, and the numbers that sources print, quote what was said elsewhere.
QUOTING = ('docs/labs.md', 'docs/reproduced.md', 'docs/campaign.md', 'tf_labs/published/')
SOURCES = re.compile(
    r'\b(notes on (linear regression|activation functions|linear and non-linear functions|Part 2|'
    r'the ReLU lab|AlexNet|ZFNet)|Lab-09-1 notes|course labs? \d\d)')


# Verbs that are spelt with -ize, as Oxford does, beside colour, centre and grey.
WITH_S = re.compile(
    r'(?<![\w`./])(?:un|re)?(?:final|general|initial|maxim|memor|minim|normal|optim|penal|recogn|'
    r'regular|special|standard|summar|visual)is(?:e|ed|er|es|ing|ation)(?![\w`])', re.IGNORECASE)


def words_out() -> list[str]:
    """Returns the phrases of the left column of the table in CONTRIBUTING.md."""
    table = (ROOT / 'CONTRIBUTING.md').read_text('utf-8').partition('| out | used |')[2]
    rows = [line for line in table.partition('\n\n')[0].splitlines() if line.startswith('| `')]
    return [phrase for row in rows for phrase in re.findall(r'`([^`]+)`', row.split(' | ')[0])]


@functools.cache
def texts() -> dict[str, str]:
    """Returns what people read, by the file that it is in: lessons, messages, documents."""
    pages = [ROOT / 'README.md', *(ROOT / 'docs').glob('*.md'),
             ROOT / 'tf_labs' / 'lessons' / 'course.toml', ROOT / 'notebooks' / 'README.md']
    found = {page: page.read_text('utf-8') for page in pages}
    found |= {lab: lesson(lab) for lab in LABS}
    found |= {path: '\n'.join(messages(path)) for path in (ROOT / 'tf_labs').rglob('*.py')}
    named = {str(path.relative_to(ROOT)): ' '.join(text.split()) for path, text in found.items()}
    return {name: text for name, text in named.items() if not name.startswith(QUOTING)}


def lesson(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text('utf-8'))) or ''


def messages(path: Path) -> Iterator[str]:
    """Yields texts of several words, docstrings left out: what a program may show."""
    tree = ast.parse(path.read_text('utf-8'))
    docstrings = {id(node.body[0].value) for node in ast.walk(tree)
                  if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body
                  and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (
                id(node) not in docstrings and ' ' in node.value.strip()):
            yield node.value


def used(phrase: str) -> list[str]:
    """Returns the files in which a phrase stands, whatever its capitals."""
    pattern = re.compile(rf'(?<!\w){re.escape(phrase)}(?!\w)', re.IGNORECASE)
    return [name for name, text in texts().items() if pattern.search(text)]


def test_the_table_is_found():
    assert len(words_out()) > 30 and 'told from noise' in words_out()
    assert used('gradient descent') and 'configs/gates.py' in texts()


def test_words_that_went_out_stay_out():
    assert {phrase: files for phrase in words_out() if (files := used(phrase))} == {}


def test_verbs_are_spelt_with_z():
    assert {name: found for name, text in texts().items() if (found := WITH_S.findall(text))} == {}
    assert WITH_S.search('Normalisation') and not WITH_S.search('5_regularisation_and, a promise')


@pytest.mark.parametrize('path', LABS, ids=lambda path: path.stem)
def test_each_lab_names_what_it_answers(path):
    assert SOURCES.search(' '.join(lesson(path).split()))
