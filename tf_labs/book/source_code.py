"""Code: excerpts of the source that is installed, and how code is shown."""

import ast
import dataclasses
import html
from pathlib import Path
import textwrap

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from tf_labs.book.blocks import Block
from tf_labs.config import lab_files

_PACKAGE = Path(__file__).parents[1]
_LANGUAGES = {'python': 'python', 'sh': 'bash', 'console': 'console'}


@dataclasses.dataclass(frozen=True)
class Excerpt:
    """Lines of a file of the source.

    Attributes:
      file: as `tf_labs/labs/gates/logistic.py`.
      first, last: their numbers, from 1.
      text: of the lines, without what all are indented by.
    """

    file: str
    first: int
    last: int
    text: str


def as_html(text: str, language: str) -> str:
    """Returns code with its words marked."""
    if language not in _LANGUAGES:
        return f'<pre class="code"><code>{html.escape(text.rstrip())}</code></pre>\n'
    marked: str = highlight(text, get_lexer_by_name(_LANGUAGES[language], stripnl=False),
                            HtmlFormatter(nowrap=True))
    return f'<pre class="code"><code>{marked.rstrip()}</code></pre>\n'


def excerpt(block: Block) -> Excerpt:
    """Returns what a block `code` asks for.

    Raises:
      UserError: no such file, or no such part of it.
    """
    name = block.fields['source']
    text = _file(block, name).read_text('utf-8')
    if 'object' in block.fields:
        return _object(block, name, text)
    lines = text.splitlines()
    first = _line(block, 'from', lines, 0)
    last = _line(block, 'to', lines, first)
    return Excerpt(name, first + 1, last + 1, textwrap.dedent('\n'.join(lines[first:last + 1])))


def _file(block: Block, name: str) -> Path:
    top, _, rest = name.partition('/')
    folders = {'tf_labs': _PACKAGE, 'configs': lab_files.labs()}
    place = folders[top] / rest if top in folders and '..' not in name.split('/') else None
    if place is None or not rest.endswith('.py') or not place.is_file():
        raise block.at('source').error('no such file of the source', received=name,
                                       expected='a file as tf_labs/labs/gates/logistic.py')
    return place


def _object(block: Block, name: str, text: str) -> Excerpt:
    wanted = block.fields['object']
    node: ast.AST = ast.parse(text)
    for part in wanted.split('.'):
        inner = {one.name: one for one in getattr(node, 'body', ())
                 if isinstance(one, (ast.FunctionDef, ast.ClassDef))}
        if part not in inner:
            raise block.at('object').unknown(f'object of {name}', wanted, list(inner))
        node = inner[part]
    assert isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.end_lineno
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    lines = text.splitlines()[first - 1:node.end_lineno]
    return Excerpt(name, first, node.end_lineno,
                   textwrap.dedent('\n'.join(_with_short_docstring(node, first, lines))))


def _with_short_docstring(node: ast.FunctionDef | ast.ClassDef, first: int,
                          lines: list[str]) -> list[str]:
    """Leaves of a docstring its first line: the lesson says the rest."""
    if ast.get_docstring(node) is None:
        return lines
    said = node.body[0]
    assert said.end_lineno is not None
    begin, end = said.lineno - first, said.end_lineno - first
    if begin == end:
        return lines
    return [*lines[:begin], f'{lines[begin].rstrip()}"""', *lines[end + 1:]]


def _line(block: Block, field: str, lines: list[str], begin: int) -> int:
    """Returns the index of the line that reads as a field says."""
    wanted = block.fields[field].strip()
    found = [number for number in range(begin, len(lines)) if lines[number].strip() == wanted]
    if not found:
        raise block.at(field).error('no such line in the source', received=wanted,
                                    expected=f'a line of {block.fields["source"]}, whole')
    return found[0]
