"""A config written out: as a table of its fields, and as the file of a lab of one's own."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import schema_comments
from tf_labs.config.schema import default_config

_WIDTH = 100


def lines(config: ConfigDict) -> Iterator[str]:
    """Yields every field in the order of the schema: value, default if it is another, comment."""
    comments = schema_comments.comments(config.experiment)
    values = dict(config_values.fields(config))
    defaults = dict(config_values.fields(default_config(config.experiment)))
    section = ''
    for path in comments:
        if path not in values:
            continue
        above = path.rpartition('.')[0]
        if above != section:
            section = above
            yield f'{section}:{_behind(comments[section])}'
        indent = '  ' if section else ''
        yield f'{indent}{_field(path, values[path], defaults[path])}{_behind(comments[path])}'
    for name in config.get('variants', ()):
        yield f'variants.{name}:'
        for path, value in config_values.fields(config.variants[name]):
            yield f'  {path} = {value!r}'


def _field(path: str, value: Any, default: Any) -> str:
    was = '' if value == default or path in ('lab', 'experiment') else f' (default {default!r})'
    return f'{path.rpartition(".")[2]} = {value!r}{was}'


def _behind(comment: str) -> str:
    return f'  # {comment}' if comment else ''


def python(config: ConfigDict, name: str, command: str) -> str:
    """Returns a config file that returns this config, with every field that is not the default.

    Args:
      config: to begin from.
      name: of the new lab.
      command: that runs it.
    """
    defaults = dict(config_values.fields(default_config(config.experiment)))
    comments = schema_comments.comments(config.experiment)
    changed = [f'    config.{path} = {_literal(value, 4)}{_behind(comments[path])}'
               for path, value in config_values.fields(config)
               if path not in ('lab', 'experiment') and not path.startswith('variants.')
               and value != defaults[path]]
    variants = list(_variants(config))
    imported = ['default_config', *(['with_variants'] if variants else [])]
    experiment = '' if config.experiment == 'supervised' else repr(config.experiment)
    return '\n'.join([
        f'"""{name}: begins as {config.lab}. Say here in one line what it shows.', '',
        f'    {command}', '', f'All fields: tf-labs config {command.split()[-1]}', '"""', '',
        *(f'from tf_labs import {name}' for name in imported), '', '', 'def get_config():',
        f'    config = default_config({experiment})', *map(_wrapped, changed),
        *(variants or ['    return config']), ''])


def _variants(config: ConfigDict) -> Iterator[str]:
    if 'variants' not in config:
        return
    yield '    return with_variants(config, {'
    for name in config.variants:
        yield f'        {name!r}: {_literal(dict(config_values.fields(config.variants[name])), 8)},'
    yield '    })'


def _wrapped(line: str) -> str:
    """Puts a comment that is too long for the line of its field above it."""
    if len(line) <= _WIDTH or '\n' in line or '  # ' not in line:
        return line
    code, _, comment = line.partition('  # ')
    words, rows = comment.split(), ['    #']
    for word in words:
        if len(rows[-1]) + 1 + len(word) > _WIDTH:
            rows.append('    #')
        rows[-1] += f' {word}'
    return '\n'.join([*rows, code])


def _literal(value: Any, indent: int) -> str:
    """Returns a value as Python, one item a line where it is long."""
    text = repr(value)
    if len(text) + indent <= _WIDTH - 30 or not isinstance(value, (tuple, Mapping)):
        return text
    items = ([f'{key!r}: {item!r}' for key, item in value.items()]
             if isinstance(value, Mapping) else map(repr, value))
    margin = ' ' * (indent + 4)
    begin, end = text[0], text[-1]
    return '\n'.join([begin, *(f'{margin}{item},' for item in items), f'{" " * indent}{end}'])


def is_name(text: str) -> bool:
    """True of what a new lab can be called: a word that Python takes for a name."""
    return bool(re.fullmatch(r'[A-Za-z]\w{0,99}', text, re.ASCII))
