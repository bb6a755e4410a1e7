"""What the book itself says, by language."""

from collections.abc import Mapping
import functools
from importlib import resources

import yaml

Words = Mapping[str, str]

# Of them the program on the pages has need.
FOR_SCRIPTS = (
    'right', 'wrong', 'right_predict', 'wrong_predict', 'no_choice', 'no_number', 'no_line',
    'point', 'line_off', 'drawn', 'mean_line', 'epoch', 'search_none', 'search_found',
    'progress_of', 'progress_all', 'reset_sure', 'continue', 'draw')


@functools.cache
def of(language: str) -> Words:
    """Returns the words of a language by their names."""
    text = resources.files('tf_labs.book').joinpath('templates', 'words.yaml').read_text('utf-8')
    found: Words = yaml.safe_load(text)[language]
    return found
