"""The playground as a page, and as a script and a style for pages of others."""

import dataclasses

import tf_labs
from tf_labs.doctor import evidence
from tf_labs.doctor import rules_layers
from tf_labs.errors import unknown_name
from tf_labs.playground import replays
from tf_labs.playground.replays import Replay
from tf_labs.report import html

LANGUAGES = ('en', 'ko')
SATURATED_WITHIN = 0.05  # of an end, as training/layer_statistics.py has it, which needs TensorFlow

# The files of templates/ that make the script, in the order in which they need each other.
_MODULES = (
    'random', 'data_sets', 'net', 'optimizers', 'trainer', 'inside', 'presets', 'texts_en',
    'texts_ko', 'elements', 'maps', 'field', 'graph', 'curves', 'numbers', 'lottery', 'controls',
    'assembly', 'training', 'playground')
_WORDS = {
    'en': {'title': 'A playground of small nets', 'choose': 'Lesson',
           'made': f'Made by tf_labs {tf_labs.__version__}. This file needs no network and no '
           'other file.'},
    'ko': {'title': '신경망 놀이터', 'choose': '주제',
           'made': f'tf_labs {tf_labs.__version__}으로 만들었습니다. 네트워크도 다른 파일도 필요 '
           '없습니다.'},
}


def page(lang: str = 'en', replay: Replay | None = None) -> str:
    """Returns the page.

    Args:
      lang: of LANGUAGES.
      replay: a run to begin with, from its own initial weights.

    Raises:
      UserError: there is no such language.
    """
    if lang not in LANGUAGES:
        raise unknown_name('language', lang, LANGUAGES)
    return html.render('playground.html.j2', package=__package__, lang=lang, style=style(),
                       script=script(replay), **_WORDS[lang])


def script(replay: Replay | None = None) -> str:
    """Returns the script that defines `mountPlayground(element, {preset, lang, compact})`.

    It mounts every empty element of the class `playground` that has the attribute `data-preset` by
    itself, and leaves one name behind in the page.
    """
    facts = {'vanished': rules_layers.VANISHED, 'dead': rules_layers.DEAD,
             'saturated_at_start': rules_layers.SATURATED_AT_START,
             'saturated_at_end': rules_layers.SATURATED_AT_END,
             'saturated_within': SATURATED_WITHIN, 'at_chance': evidence.AT_CHANCE}
    runs = {name: dataclasses.asdict(one) for name, one in replays.of_labs().items()}
    if replay is not None:
        runs['run'] = dataclasses.asdict(replay)
    return html.render('script.js.j2', package=__package__, facts=facts, runs=runs,
                       modules=_MODULES)


def style() -> str:
    """Returns the style, all of it below the class `playground`; style.css has the variables."""
    return html.render('playground.css', package=__package__)
