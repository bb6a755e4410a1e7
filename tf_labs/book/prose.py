"""Markdown of lessons to HTML: formulas, terms of the glossary, numbers of runs, checked links."""

from collections.abc import Callable, Mapping, Sequence
import dataclasses
import functools
import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from tf_labs.book import formulas
from tf_labs.book import measured
from tf_labs.book import source_code
from tf_labs.book.glossary import Term
from tf_labs.book.measured import Gap
from tf_labs.book.measured import NUMBER
from tf_labs.book.measured import Runs
from tf_labs.book.places import Place

_TERM = re.compile(r'\[\[(?P<key>[^\]|]+)(?:\|(?P<words>[^\]]+))?\]\]')
_EMPTY_HEAD = re.compile(r'<th(?: style="[^"]*")?></th>')
_OWN_ANCHORS = ('asks', 'came-out', 'content', 'dark', 'errata', 'exercises', 'run', 'side',
                'theme', 'verdicts', 'words')  # of the page round a lesson
_ELSEWHERE = re.compile(r'https://[\w.-]+(/\S*)?')


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """What prose is read in.

    Attributes:
      lab: whose lesson it is; of the glossary ''.
      language: of the text.
      terms: of the glossary, by key.
      runs: what numbers are of.
      pages: where the page of each lab of this book is, by name.
      labs: all that there are; to one that is not in this book no link is made.
      words: what is said of a number, and in place of one that is not here.
    """

    lab: str
    language: str
    terms: Mapping[str, Term]
    runs: Runs
    pages: Mapping[str, str]
    labs: frozenset[str]
    words: Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Heading:
    """A heading of a body, and the text below it, for the table of contents and the search."""

    anchor: str
    title: str
    text: str


class Writer:
    """Turns the Markdown of one page into HTML; anchors are unique on it."""

    def __init__(self, surroundings: Surroundings):
        self._around = surroundings
        self._anchors = set(_OWN_ANCHORS)
        self._made: list[tuple[str, str, list[str]]] = [('', '', [])]

    @property
    def headings(self) -> list[Heading]:
        """The headings so far, the first without a name for what stands above them."""
        return [Heading(anchor, title, ' '.join(' '.join(texts).split()))
                for anchor, title, texts in self._made]

    def body(self, text: str, place: Place) -> str:
        """Returns blocks of Markdown as HTML.

        Raises:
          UserError: a formula, a link, a term or a number is broken; the line names file and line.
        """
        tokens = _PARSER.parse(text)
        here = place
        for position, token in enumerate(tokens):
            if token.map:  # a cell of a table has none, but its row
                here = place.below(token.map[0])
            if token.type == 'heading_open':
                self._heading(token, tokens[position + 1], here)
            elif token.type == 'inline':
                self._inline(token, here)
                self._made[-1][2].append(_plain(token))
            else:
                _block(token, here, self._number_text)
        return _EMPTY_HEAD.sub('<td></td>', _rendered(tokens))

    def line(self, text: str, place: Place) -> str:
        """Returns Markdown within a line as HTML; raises as `body`."""
        tokens = _PARSER.parseInline(' '.join(text.split()))
        self._inline(tokens[0], place)
        self._made[-1][2].append(_plain(tokens[0]))
        return _rendered(tokens)

    def _heading(self, token: Token, inline: Token, place: Place) -> None:
        if token.tag not in ('h2', 'h3'):
            raise place.error('a heading of a level that lessons do not use',
                              expected='## or ###', received=inline.content)
        title = _plain(inline)
        anchor = _anchor(title, self._anchors)
        token.attrSet('id', anchor)
        self._made.append((anchor, title, []))

    def _inline(self, token: Token, place: Place) -> None:
        lines = 0
        for child in token.children or []:
            here = place.below(lines)
            if child.type in ('softbreak', 'hardbreak'):
                lines += 1
            elif child.type in ('math_inline', 'math_inline_double'):
                latex = NUMBER.sub(functools.partial(self._number_text, place=here),
                                   child.content)
                child.meta['plain'] = formulas.spoken(child.content)
                _becomes(child, formulas.to_mathml(
                    latex, here, is_displayed=child.type != 'math_inline'))
            elif child.type == 'term':
                self._term(child, here)
            elif child.type == 'number':
                self._number(child, here)
            elif child.type == 'link_open':
                self._link(child, here)
            elif child.type == 'image':
                raise here.error('a picture within the prose', expected='a block figure',
                                 received=child.attrGet('src'))
            elif child.type == 'text':
                _check_text(child.content, here)

    def _term(self, token: Token, place: Place) -> None:
        match = _TERM.fullmatch(token.content)
        assert match is not None
        key = match['key'].strip()
        if key not in self._around.terms:
            raise place.unknown('term of the glossary', key, sorted(self._around.terms))
        words = match['words'] or self._around.terms[key].names[self._around.language]
        token.meta['plain'] = words
        _becomes(token, f'<a class="term" href="glossary.html#{html.escape(key)}">'
                        f'{html.escape(words)}</a>')

    def _number(self, token: Token, place: Place) -> None:
        match = NUMBER.fullmatch(token.content)
        assert match is not None
        found = measured.look_up(match['key'], self._around.lab, self._around.runs, place)
        words = self._around.words
        if isinstance(found, Gap):
            token.meta['plain'] = ''
            _becomes(token, f'<span class="absent">{html.escape(found.told(words))}</span>')
            return
        text = measured.shown(found, match['form'], place, interval=bool(match['interval']))
        said = words['mean_of'].format(count=found.count) if found.count > 1 else words['of_run']
        token.meta['plain'] = text
        _becomes(token, f'<data class="measured" value="{found.value!r}" title="{said}">'
                        f'{text}</data>')

    def _number_text(self, match: re.Match[str], place: Place) -> str:
        """Returns a number within a formula."""
        found = measured.look_up(match['key'], self._around.lab, self._around.runs, place)
        if isinstance(found, Gap):
            return r'\text{' + found.told(self._around.words) + '}'
        return measured.shown(found, match['form'], place).replace('−', '-')

    def _link(self, token: Token, place: Place) -> None:
        target = str(token.attrGet('href') or '')
        lab, ending, _ = target.partition('.md')
        if ending and lab in self._around.labs:
            if lab in self._around.pages:
                token.attrSet('href', self._around.pages[lab])
            else:
                token.tag, token.attrs = 'span', {}
        elif not _ELSEWHERE.fullmatch(target):
            raise place.error('a link leads nowhere', received=target, expected='LAB.md of a lab, '
                              'or an address that begins with https://')


def _block(token: Token, place: Place, number: Callable[..., str]) -> None:
    if token.type == 'math_block':
        latex = NUMBER.sub(functools.partial(number, place=place), token.content.strip())
        token.type, token.content = 'html_block', (
            f'<div class="displayed">{formulas.to_mathml(latex, place, is_displayed=True)}</div>\n')
    elif token.type == 'fence':
        token.type, token.content = 'html_block', source_code.as_html(
            token.content, token.info.strip() or 'text')
    elif token.type == 'table_open':
        token.type, token.content = 'html_block', '<div class="scroll"><table>\n'
    elif token.type == 'table_close':
        token.type, token.content = 'html_block', '</table></div>\n'


def _check_text(text: str, place: Place) -> None:
    for mark, what in (('$', 'a dollar sign stands alone'), ('[[', 'a term is not closed'),
                       ('{{', 'a number is not KEY FORMAT'), ('](', 'a link is broken')):
        if mark in text:
            raise place.error(what, received=text.strip(), expected='$...$, [[term]], '
                              '{{ KEY FORMAT }} and [words](address), each whole')


def _becomes(token: Token, content: str) -> None:
    token.type, token.content = 'html_inline', content


def _plain(inline: Token) -> str:
    """Returns the text of a line without marks, for anchors and the search."""
    parts = []
    for child in inline.children or []:
        if child.type in ('softbreak', 'hardbreak'):
            parts.append(' ')
        else:
            parts.append(str(child.meta.get('plain', '') if child.type == 'html_inline' else
                             child.content))
    return ''.join(parts)


def _anchor(title: str, taken: set[str]) -> str:
    """Returns an anchor that no other heading has."""
    stem = '-'.join(re.findall(r'\w+', title.lower())) or 'part'
    anchor, count = stem, 1
    while anchor in taken:
        count += 1
        anchor = f'{stem}-{count}'
    taken.add(anchor)
    return anchor


def _rendered(tokens: Sequence[Token]) -> str:
    text: str = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return text


def _pattern_rule(name: str, pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    def rule(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos)
        if match is None:
            return False
        if not silent:
            state.push(name, '', 0).content = match[0]
        state.pos = match.end()
        return True
    return rule


def _parser() -> MarkdownIt:
    parser = MarkdownIt('commonmark', {'html': False, 'typographer': False}).enable('table')
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True)
    parser.inline.ruler.before('link', 'term', _pattern_rule('term', _TERM))
    parser.inline.ruler.before('link', 'number', _pattern_rule('number', NUMBER))
    return parser


_PARSER = _parser()
