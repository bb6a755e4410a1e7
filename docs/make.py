"""Makes docs/labs.md of the configs, docs/sources.md, and the line counts of docs/code.md.

    python docs/make.py            # writes them
    python docs/make.py --check    # writes nothing; names what is not as it would be written
"""

import ast
from collections.abc import Mapping
from pathlib import Path
import re
import sys
import tomllib

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the sources that lie beside it, whatever is installed

import source_items
from tf_labs.config import lab_files
from tf_labs.published.notes import PUBLISHED

DOCS = ROOT / 'docs'
_COURSE = ROOT / 'tf_labs' / 'lessons' / 'course.toml'
_COUNTED = re.compile(r'^(\| \[[^]]+\]\(\.\./([^)]+)\) \| )\d*( \|)', re.MULTILINE)
_ROUNDED_TO = 10  # so that not every line that is added asks for another number
_MEASURED = re.compile(r'Measured\b[^:;]*[:;] (?:about )?(\d[\d.]* (?:s|min)\b)(?! a step)')
_ANSWERS = re.compile(r'^Answers: (.+?)\.?\Z', re.MULTILINE | re.DOTALL)
_ACCURACY = re.compile(r'[Tt]est accuracy (?:over \d seeds )?(\d\.\d+ \+- \d\.\d+)')
# What would be read as Markdown: marks anywhere, lists at the beginning of a line.
_MARKS = re.compile(r'[*<>|\[\]]|(?<!\w)_|_(?!\w)|^[-+#](?= )', re.MULTILINE)
_HEAD = """\
<!-- Made by `python docs/make.py` of configs/ and tf_labs/lessons/course.toml: change those. -->

# Labs

A lab is one lesson that runs. Each is a file of `configs/`; what stands here is its docstring:
what to see, the command, and what was measured. Times are on 2 cores without a GPU. A lab on no
data set, or on the digits of scikit-learn, needs no download; [Data](data.md) tells where the
others come from. Every lab leaves its figures and tables in its run directory, `checkpoints/LAB`
unless told otherwise.

*Published* counts the numbers that the course, its notes or a paper state for a lab; `tf-labs
reproduce` judges them ([Published numbers](numbers.md)).

*Answers* names the part of the notes or the lecture of the course that a lab belongs to
([Sources](numbers.md#sources)).

A lab that trains a classifier is a config and nothing more; one with a procedure of its own also
has a folder in `tf_labs/labs/`.
"""


def pages() -> dict[Path, str]:
    """Returns what is made, by its path."""
    code = DOCS / 'code.md'
    return {DOCS / 'labs.md': labs(), code: counted(code.read_text('utf-8')),
            DOCS / 'sources.md': source_items.page(DOCS / 'sources', known_labs(), _prose)}


def known_labs() -> list[str]:
    """Returns the names of all configs."""
    return [path.stem for path in lab_files.files(ROOT / 'configs') if path.stem != '__init__']


def labs() -> str:
    """Returns the page of the labs.

    Raises:
      ValueError: a config is in no part of the course, or in two.
    """
    parts = tomllib.loads(_COURSE.read_text('utf-8'))['part']
    named = [name for part in parts for name in part['labs']]
    known = known_labs()
    if sorted(named) != sorted(known):
        raise ValueError('each config belongs into one part of tf_labs/lessons/course.toml; '
                         f'these do not: {sorted(set(named) ^ set(known)) or "some stand twice"}')
    return '\n'.join([_HEAD, *(_part(part) for part in parts)])


def _part(part: Mapping) -> str:
    rows = [_row(name) for name in part['labs']]
    if 2 * sum(row['test accuracy'] != '-' for row in rows) < len(rows):  # not what they are about
        for row in rows:
            del row['test accuracy']
    sections = [_section(name) for name in part['labs']]
    table = [f'| {" | ".join(cells)} |' for cells in (rows[0], *(row.values() for row in rows))]
    return '\n'.join([f'## {part["title"]["en"]}', '',
                      part.get('page_intro', part['intro']['en']).strip(), '', table[0],
                      '|---' * len(rows[0]) + '|', *table[1:], '', *sections])


def _row(name: str) -> dict[str, str]:
    path = ROOT / 'configs' / f'{name}.py'
    text = lab_files.lesson(path)
    time, accuracy = (pattern.search(' '.join(text.split())) for pattern in (_MEASURED, _ACCURACY))
    answers = _ANSWERS.search(text.strip())
    published = sum(number.lab == name for number in PUBLISHED)
    return {'lab': f'[{name}](#{name})', 'lesson': _prose(text.splitlines()[0]),
            'answers': _prose(' '.join(answers[1].split())) if answers else '-',
            'data': lab_files.data_set(path) or '-', 'time': time[1] if time else '-',
            'test accuracy': accuracy[1] if accuracy else '-', 'published': str(published or '-')}


def _section(name: str) -> str:
    """The docstring of a config as Markdown: what is indented there is text as it stands."""
    text = ast.get_docstring(ast.parse((ROOT / 'configs' / f'{name}.py').read_text('utf-8'))) or ''
    lesson, *blocks = re.split(r'\n\s*\n', text)
    body = [_block(block) for block in blocks]
    return '\n\n'.join([f'### {name}', f'**{_prose(lesson)}** ([config](../configs/{name}.py))',
                        *body]) + '\n'


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(line.startswith('    ') for line in lines):
        language = '' if lines[0].startswith('    tf-labs ') else 'text'
        return '\n'.join([f'```{language}', *(line[4:] for line in lines), '```'])
    parts = re.split(r'((?:^    .*\n?)+)', block, flags=re.MULTILINE)
    if len(parts) > 1:  # a table or a command that follows its words without an empty line
        return '\n\n'.join(_block(part.rstrip()) for part in parts if part.strip())
    return _prose(block)


def _prose(text: str) -> str:
    """Escapes what Markdown would read as marks, outside of `code`."""
    parts = re.split(r'(`[^`]+`)', text)
    return ''.join(part if index % 2 else _MARKS.sub(r'\\\g<0>', part)
                   for index, part in enumerate(parts))


def counted(text: str) -> str:
    """Returns a page whose tables say how many lines each file has that they link to."""
    def count(row: re.Match) -> str:
        lines = len((ROOT / row[2]).read_text('utf-8').splitlines())
        return f'{row[1]}{max(round(lines / _ROUNDED_TO), 1) * _ROUNDED_TO}{row[3]}'
    return _COUNTED.sub(count, text)


def main() -> int:
    """Writes the pages; with --check returns 1 if one is not what would be written."""
    stale = [path for path, text in pages().items()
             if not path.is_file() or path.read_text('utf-8') != text]
    if '--check' in sys.argv[1:]:
        for path in stale:
            print(f'{path.relative_to(ROOT)} is not what python docs/make.py makes')
        return bool(stale)
    for path in stale:
        path.write_text(pages()[path], 'utf-8')
        print(path.relative_to(ROOT))
    return 0


if __name__ == '__main__':
    sys.exit(main())
