"""Formulas: LaTeX in the lesson, MathML on the page, which browsers draw by themselves."""

import functools
import re
import xml.etree.ElementTree as ET

from latex2mathml import converter

from tf_labs.book.places import Place

_COMMAND = re.compile(r'\\[a-zA-Z]+')
_NAMESPACE = '{http://www.w3.org/1998/Math/MathML}'
_CHILDREN = {'mfrac': 2, 'msub': 2, 'msup': 2, 'mover': 2, 'munder': 2, 'mroot': 2, 'msubsup': 3,
             'munderover': 3}
# A function and its argument without a bracket, between which the library leaves no space.
_APPLIED = re.compile(r'(\\(?:ln|log|exp|sin|cos|tan|tanh|max|min))(?![a-zA-Z])\s*'
                      r'(?=[a-zA-Z0-9]|\\(?!left|big|Big|,|;|!|:|quad|limits))')
_SAME = {'aligned': 'split', 'align': 'align*'}  # environments that differ in numbering alone


def to_mathml(latex: str, place: Place, *, is_displayed: bool = False) -> str:
    """Returns a formula as MathML.

    Raises:
      UserError: it is no LaTeX, or has a command that is not known.
    """
    expected = 'LaTeX that latex2mathml translates'
    problem = _unbalanced(latex)
    if problem:
        raise place.error(f'a broken formula: {problem}', expected=expected, received=latex)
    try:
        found = _converted(latex, is_displayed)
        tree = ET.fromstring(found)
    except Exception as error:  # of many types, some of Python's own
        raise place.error(f'a broken formula ({type(error).__name__})', expected=expected,
                          received=latex) from None
    left = _COMMAND.search(' '.join(tree.itertext()))
    if left:
        raise place.error(f'a formula has an unknown command {left[0]}', expected=expected,
                          received=latex)
    lacking = [name for name, count in _CHILDREN.items()
               if any(len(one) != count for one in tree.iter(f'{_NAMESPACE}{name}'))]
    if lacking:
        raise place.error('a broken formula: a fraction or an index lacks a part',
                          expected=expected, received=latex)
    return found


def _unbalanced(latex: str) -> str:
    """Returns what stands alone in a formula; the library passes over some of it."""
    if not latex.strip():
        return 'nothing in it'
    plain = re.sub(r'\\[{}]', '', latex)
    if plain.count('{') != plain.count('}'):
        return 'a brace has no partner'
    if latex.count(r'\left') - latex.count(r'\leftarrow') != (
            latex.count(r'\right') - latex.count(r'\rightarrow')):
        return r'\left and \right do not match'
    return '' if sorted(re.findall(r'\\begin\{(\w+\*?)\}', latex)) == sorted(
        re.findall(r'\\end\{(\w+\*?)\}', latex)) else r'\begin and \end do not match'


@functools.lru_cache(maxsize=4096)  # both languages have the same formulas
def _converted(latex: str, is_displayed: bool) -> str:
    for name, other in _SAME.items():
        for word in ('begin', 'end'):
            latex = latex.replace(f'\\{word}{{{name}}}', f'\\{word}{{{other}}}')
    latex = _APPLIED.sub(r'\1\, ', latex)
    return converter.convert(latex, display='block' if is_displayed else 'inline')


def spoken(latex: str) -> str:
    """Returns a formula as words for a search: names of commands and letters."""
    return ' '.join(re.sub(r'[\\{}^_&$]', ' ', latex).split())
