"""A grid of values as the variants of a comparison: from flags to it, and from a config back.

A sweep is stored as any comparison is. It is known by its variants: they are the product of the
values of some fields, and each has the name that it gets here.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
import copy
from decimal import Decimal
import hashlib
import itertools
import math
import re
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config.schema import with_variants
from tf_labs.errors import UserError

Grid = dict[str, list[Any]]  # the values of each field, by its dotted path, sorted by path
MOST_RUNS = 1000
_LONGEST_NAME = 120
_REFUSED = {  # what a sweep cannot go over, and what to do instead
    'seed': '--seeds=N', 'lab': 'a field of a section', 'experiment': 'a field of a section',
    **dict.fromkeys(('data.name', 'data.dir', 'data.train_examples', 'data.validation_examples'),
                    'another field: this one changes the held-out examples that the best is '
                    'chosen by')}


def split(config: ConfigDict, overrides: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Separates fields of several values from ordinary overrides.

    Args:
      config: whose fields these are.
      overrides: `--config.PATH=TEXT`, or a word for the path and one for the text.

    Returns:
      ({path: texts}, the overrides of one value).

    Raises:
      UserError: a list cannot be read, or a field is given twice.
    """
    known = dict(config_values.fields(config))
    swept: dict[str, list[str]] = {}
    plain: list[str] = []
    for words in _pairs(overrides):
        path, equals, text = config_files.PREFIX.sub('', words[0], count=1).partition('=')
        text = text if equals else (words[1] if len(words) > 1 else '')
        texts = _texts(path, text, isinstance(known.get(path), tuple)) if path in known else [text]
        if path in swept or (len(texts) > 1 and any(path == _path(word) for word in plain)):
            raise UserError(f'config.{path} is given twice', received=' '.join(words),
                            expected='all of its values with commas between them')
        if len(texts) > 1:
            swept[path] = texts
        else:
            plain += words
    return swept, plain


def _pairs(overrides: Sequence[str]) -> Iterator[list[str]]:
    """Yields each flag with its value, which may be the word behind it."""
    found: list[list[str]] = []
    for word in overrides:
        if config_files.PREFIX.match(word) or not found or len(found[-1]) > 1 or (
                '=' in found[-1][0]):
            found.append([word])
        else:
            found[-1].append(word)
    yield from found


def _path(word: str) -> str:
    return config_files.PREFIX.sub('', word, count=1).partition('=')[0]


def _texts(path: str, text: str, is_tuple: bool) -> list[str]:
    """Returns the texts of the values that a text lists: of tuples `(64,),(128,64)`."""
    if not is_tuple:
        texts = [one.strip() for one in text.split(',')]
        if len(texts) > 1 and '' in texts:
            raise UserError(f'config.{path} has no value between two commas', received=text,
                            expected='values with one comma between them')
        return texts
    if text.strip()[:1] not in ('(', '['):
        return [text]
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return [text]  # refused where it is read
    nested = [isinstance(item, (tuple, list)) for item in value] if isinstance(
        value, (tuple, list)) else []
    if not any(nested):
        return [text]
    if not all(nested):
        raise UserError(f'config.{path} mixes tuples with other values', received=text,
                        expected="tuples with commas between them, as '(64,),(128,64)'")
    return [repr(tuple(item)) for item in value]


def made(config: ConfigDict, texts: Mapping[str, Sequence[str]], seeds: int = 1) -> ConfigDict:
    """Returns the comparison of every combination of the values.

    Args:
      config: of a classifier, with its ordinary overrides.
      texts: of the values of each field, as `--config.PATH=TEXT` has them.
      seeds: runs of each combination.

    Raises:
      UserError: there is nothing to sweep, too much, or a value that cannot be.
    """
    _check(config, texts, seeds)
    grid = {path: _values(config, path, texts[path]) for path in sorted(texts)}
    return with_variants(config.copy_and_resolve_references(), {
        name: dict(zip(grid, values)) for name, values in named(grid).items()})


def _check(config: ConfigDict, texts: Mapping[str, Sequence[str]], seeds: int) -> None:
    if 'variants' in config or config.experiment != 'supervised':
        kind = 'a comparison' if 'variants' in config else f'the experiment {config.experiment}'
        raise UserError('a sweep is over the fields of one classifier', received=kind,
                        expected='a config of the experiment supervised, without variants')
    for path in texts:
        if path in _REFUSED:
            raise UserError(f'config.{path} cannot be swept', expected=_REFUSED[path],
                            received=','.join(texts[path]))
    runs = math.prod(map(len, texts.values())) * seeds
    if not texts or not runs:
        raise UserError('there is nothing to sweep', received='no field with several values',
                        expected='one at least, as --config.optimizer.learning_rate=1e-3,1e-2')
    if runs > MOST_RUNS:
        counts = ' x '.join(str(len(values)) for values in texts.values())
        raise UserError('the sweep has too many runs', expected=f'at most {MOST_RUNS}, all values '
                        'and seeds', received=f'{runs}: {counts} values, '
                        f'{seeds} seed{"s" * (seeds > 1)}')


def _values(config: ConfigDict, path: str, texts: Sequence[str]) -> list[Any]:
    """Reads the values as overrides, each of a copy of the config."""
    values: list[Any] = []
    for text in texts:
        one = copy.deepcopy(config)  # in which a field that is None still knows its type
        config_files.override(one, [f'--config.{path}={text}'])
        value = dict(config_values.fields(one))[path]
        if value in values:
            raise UserError(f'config.{path} has the same value twice', received=text,
                            expected='each value once')
        values.append(value)
    return values


def of(config: ConfigDict) -> Grid | None:
    """Returns the grid of a config that is a sweep; None of any other."""
    if 'variants' not in config:
        return None
    changes = [dict(config_values.fields(config.variants[name])) for name in config.variants]
    grid: Grid = {path: [] for path in changes[0]}
    for one in changes:
        if list(one) != list(grid):
            return None
        for path, value in one.items():
            if value not in grid[path]:
                grid[path].append(value)
    return grid if grid and list(named(grid)) == list(config.variants) else None


def named(grid: Grid) -> dict[str, tuple[Any, ...]]:
    """Returns {name of the variant: its values}, those of the last field changing fastest."""
    ends = [path.split('.')[-1] for path in grid]
    titles = [end if ends.count(end) == 1 else path.replace('.', '_')
              for path, end in zip(grid, ends)]
    found: dict[str, tuple[Any, ...]] = {}
    for values in itertools.product(*grid.values()):
        name = '+'.join(f'{title}_{word(value)}' for title, value in zip(titles, values))
        if name in found or len(name) > _LONGEST_NAME:
            digest = hashlib.sha256(repr(values).encode()).hexdigest()[:8]
            name = f'{name[:_LONGEST_NAME]}-{digest}'
        found[name] = values
    return found


def word(value: Any) -> str:
    """Returns a value as part of a name, which has no dots: 0.005 is 5e-3, (128, 64) 128x64."""
    if isinstance(value, (tuple, list)):
        return 'x'.join(map(word, value)) or 'none'
    if isinstance(value, float) and math.isfinite(value):
        sign, digits, power = Decimal(repr(value)).normalize().as_tuple()
        exponent = int(power)
        if exponent == 0 or 0 < exponent and abs(value) < 1e5:
            return str(int(value))
        return f'{"-" * sign}{"".join(map(str, digits))}e{exponent}'
    return re.sub(r'[^\w-]+', '_', str(value).lower() if isinstance(value, bool) or value is None
                  else str(value))
