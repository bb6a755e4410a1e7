"""The chain rule by hand: the chain of sigmoids, each number of which the reader fills in."""

import tf_labs
from tf_labs.config.schema import default_config
from tf_labs.errors import unknown_name
from tf_labs.report import html

# The files of templates/ that make the script, in the order in which they need each other.
_MODULES = ('numbers', 'answers', 'texts_en', 'texts_ko', 'elements', 'drawing', 'fields',
            'exercise')
_WORDS = {
    'en': {'title': 'The chain rule by hand', 'subtitle': 'A chain of sigmoids',
           'no_script': 'This page checks what you type with JavaScript, which is switched off.',
           'made': f'Made by tf_labs {tf_labs.__version__}. This file needs no network and no '
           'other file.'},
    'ko': {'title': '손으로 계산하는 연쇄 법칙', 'subtitle': '시그모이드의 사슬',
           'no_script': '입력한 값을 확인하려면 JavaScript가 필요한데 꺼져 있습니다.',
           'made': f'tf_labs {tf_labs.__version__}으로 만들었습니다. 네트워크도 다른 파일도 필요 '
           '없습니다.'},
}


def page(lang: str = 'en') -> str:
    """Returns the page.

    Args:
      lang: en or ko.

    Raises:
      UserError: there is no such language.
    """
    if lang not in _WORDS:
        raise unknown_name('language', lang, _WORDS)
    return html.render('chain.html.j2', package=__package__, lang=lang, style=style(),
                       script=script(), **_WORDS[lang])


def script() -> str:
    """Returns the script that defines `mountChain(element, {lang})`.

    It mounts every empty element of the class `chain` by itself, and leaves one name behind in the
    page.
    """
    chain = default_config('vanishing_gradient').chain
    return html.render('chain_script.js.j2', package=__package__, modules=_MODULES,
                       notes={'x': chain.x, 'weights': list(chain.weights)}, decimals=chain.digits)


def style() -> str:
    """Returns the style, all of it below the class `chain`; style.css has the variables."""
    return html.render('chain.css', package=__package__)
