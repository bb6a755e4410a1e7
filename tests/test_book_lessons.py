"""Lessons and the glossary: what cannot be used is told in one line with file and line."""

from pathlib import Path
import shutil

import pytest

from tests.book_shelf import LESSONS
from tf_labs.book import contents
from tf_labs.book import formulas
from tf_labs.book import lesson
from tf_labs.book import source_code
from tf_labs.book.blocks import Block
from tf_labs.book.places import Place
from tf_labs.book.prose import Surroundings
from tf_labs.book.prose import Writer
from tf_labs.errors import UserError

HEAD = '---\ntitle: T\nquestion: Q\nneeds: []\nknow: K\nterms: []\n---\n'
BODY = 8  # the first line below the head


def parsed(body: str) -> lesson.Lesson:
    return lesson.parse(Path('en/gates.md'), HEAD + body)


def refused(text: str) -> str:
    with pytest.raises(UserError) as caught:
        parsed(text)
    return str(caught.value)


def writer(**values) -> Writer:
    texts = contents.read(LESSONS)
    runs = {'gates': None, **values}
    return Writer(Surroundings('gates', 'en', texts.terms, runs, {'digits': 'digits.html'},
                               frozenset(texts.labs), {'absent': 'n/a'}))


def test_a_lesson_in_parts():
    found = parsed('One\ntwo.\n\n```predict\nask: A\nchoices: [x, y]\nanswer: 2\nwhy: B\n```\n'
                   '\n```python\nx = 1\n```\nthree\n')
    first, block, last = found.parts
    assert (first.text, first.place.line) == ('One\ntwo.\n', BODY)
    assert block.kind == 'predict' and block.place.line == BODY + 3
    assert block.fields['choices'] == ['x', 'y'] and block.whole_number('answer') == 2
    assert block.at('why').line == BODY + 7
    assert last.text.startswith('\n```python') and last.place.line == BODY + 9


@pytest.mark.parametrize('body, said', [
    ('```predict\nask: A\n```', 'line 8: a block predict needs one of choices, number, line'),
    ('```predict\nask: A\nchoices: [x]\nwhy: B\n```', 'line 8: a block predict lacks answer'),
    ('```exercise\nask: A\nnumber: 1\ntolerance: 0\nwhy: B\n```', 'lacks hint'),
    ('```predict\nask: A\nchoices: [x]\nanswer: 2\nwhy: B\n```',
     'line 11: answer is none of the choices; expected a number from 1 to 1'),
    ('\n```predict\nask: A\ncolour: red\nline: train_loss\nwhy: B\n```',
     'line 11: unknown field of a block predict'),
    ('```predict\nask: A\nask: B\n```', 'line 10: ask is given twice'),
    ('```figure\nfile: a\ncaption: "b\nalt: c\n```', 'not YAML'),
    ('```exercise\nask: A\nnumber: 1\ntolerance: much\nhint: C\nwhy: B\n```',
     'line 11: tolerance is not a number'),
    ('```play\nplayground: xur\ndo: A\n```', 'line 9: unknown playground (did you mean xor?)'),
    ('```predct\nask: A\n```', 'line 8: unknown kind of block (did you mean predict?)'),
    ('```predict\nask: A', 'line 8: a block is not closed'),
])
def test_a_block_that_cannot_be_used(body, said):
    text = refused(body)
    assert 'en/gates.md, line' in text and said in text and '\n' not in text


@pytest.mark.parametrize('head, said', [
    ('Body', 'line 1: no front matter'),
    (HEAD.replace('know: K\n', ''), 'line 1: the front matter lacks know'),
    (HEAD.replace('know', 'knw'), 'line 5: unknown field of the front matter (did you mean know?)'),
    (HEAD.replace('needs: []', 'needs: gates'), 'line 4: needs cannot be used'),
])
def test_front_matter_that_cannot_be_used(head, said):
    with pytest.raises(UserError, match='en/gates.md') as caught:
        lesson.parse(Path('en/gates.md'), head)
    assert said in str(caught.value)


@pytest.mark.parametrize('text, line, said', [
    ('One\ntwo $x_{$ three', 2, 'a broken formula'),
    (r'$\frac{1}$', 1, 'a broken formula: a fraction or an index lacks a part'),
    ('a\n\n$$\n' r'\foo{x}' '\n$$', 3, r'a formula has an unknown command \foo'),
    ('a $x', 1, 'a dollar sign stands alone'),
    ('a\nb [[neurn]]', 2, 'unknown term of the glossary (did you mean neuron?)'),
    ('a [[neuron', 1, 'a term is not closed'),
    ('a {{ xor_loss }}', 1, 'a number is not KEY FORMAT'),
    ('a {{ digts:xor_loss .3f }}', 1, 'unknown lab'),
    ('a\nb\nc [there](nowhere.md)', 3, 'a link leads nowhere'),
    ('[there](javascript:1)', 1, 'a link is broken'),
    ('![a](b.png)', 1, 'a picture within the prose'),
    ('# Too large', 1, 'a heading of a level'),
])
def test_prose_that_cannot_be_used(text, line, said):
    with pytest.raises(UserError) as caught:
        writer().body(text, Place(Path('en/gates.md'), 10))
    assert f'en/gates.md, line {9 + line}: {said}' in str(caught.value)


def test_prose_as_html():
    one = writer()
    found = one.body('## A $w_1$\n\nThe [[neuron|cell]], [digits](digits.md), '
                     '[far](https://example.org/a), {{ xor_loss .2f }} <b>\n\n## A $w_1$',
                     Place(Path('a.md')))
    assert '<h2 id="a-w_1">' in found and '<h2 id="a-w_1-2">' in found
    assert '<a class="term" href="glossary.html#neuron">cell</a>' in found
    assert '<a href="digits.html">' in found and '<a href="https://example.org/a">' in found
    assert '<msub><mi>w</mi><mn>1</mn></msub>' in found
    assert '<span class="absent">n/a</span>' in found and '&lt;b&gt;' in found
    assert [heading.title for heading in one.headings] == ['', 'A w_1', 'A w_1']


def test_lines_that_are_aligned():
    found = formulas.to_mathml(r'\begin{aligned} a &= b \\ &= c \end{aligned}', Place(Path('a')))
    assert found.count('<mtr>') == 2 and found.count('<mtd') == 4


def excerpt(**fields) -> source_code.Excerpt:
    return source_code.excerpt(Block('code', fields, {}, Place(Path('a.md'), 7)))


def test_an_excerpt_is_what_stands_in_the_source():
    name = 'tf_labs/labs/gates/logistic.py'
    lines = (Path(source_code.__file__).parents[2] / name).read_text('utf-8').splitlines()
    found = excerpt(source=name, object='gradient')
    assert found.text.startswith('def gradient(') and lines[found.first - 1] == (
        found.text.splitlines()[0]) and lines[found.last - 1] == found.text.splitlines()[-1]
    assert found.text.count('"""') == 2 and 'Args:' not in found.text
    cut = excerpt(source=name, **{'from': lines[found.last - 1].strip(),
                                  'to': lines[found.last - 1].strip()})
    assert (cut.first, cut.text) == (found.last, lines[found.last - 1].strip())


@pytest.mark.parametrize('fields, said', [
    ({'source': 'tf_labs/../setup.py', 'object': 'x'}, 'no such file of the source'),
    ({'source': 'tf_labs/labs/gates/logistic.py', 'object': 'gradent'},
     'unknown object of tf_labs/labs/gates/logistic.py (did you mean gradient?)'),
    ({'source': 'tf_labs/labs/gates/logistic.py', 'from': 'x', 'to': 'y'}, 'no such line'),
])
def test_an_excerpt_that_is_not_there(fields, said):
    with pytest.raises(UserError) as caught:
        excerpt(**fields)
    assert f'a.md, line 7: {said}' in str(caught.value)


@pytest.mark.parametrize('file, text, said', [
    ('glossary/perceptrons.yaml', 'a: {en: {term: a, text: b}}',
     'line 1: the term a is not defined in the language ko'),
    ('glossary/other.yaml', 'a: 1', 'unknown part of the course'),
    ('glossary/perceptrons.yaml', 'a: {}\na: {}', 'line 2: a term is defined twice'),
    ('en/gatez.md', HEAD, 'unknown lab (did you mean gates?)'),
    ('en/digits.md', HEAD.replace('terms: []', 'terms: [nerve]'), 'line 6: unknown term'),
    ('en/digits.md', HEAD.replace('needs: []', 'needs: [gate]'), 'line 4: unknown lab'),
    ('course.toml', '[[part]]\nkey = "a"', 'the parts of the course cannot be read'),
])
def test_files_that_cannot_be_used(tmp_path, file, text, said):
    shutil.copytree(LESSONS, tmp_path, dirs_exist_ok=True)
    (tmp_path / file).write_text(text, 'utf-8')
    with pytest.raises(UserError) as caught:
        contents.read(tmp_path)
    assert Path(file).name in str(caught.value) and said in str(caught.value)
