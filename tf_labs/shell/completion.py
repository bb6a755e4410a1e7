"""What a word of a command line may be meant to become."""

import functools
from pathlib import Path

from absl import flags

from tf_labs.command import Command
from tf_labs.command_table import COMMANDS
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config import lab_files
from tf_labs.config.schema import default_config
from tf_labs.paths import PathParser
from tf_labs.paths import PathsParser

_OF_THE_SHELL = ('exit', 'help', 'version')
_FIELD = '--config.'


def candidates(before: str, word: str) -> list[str]:
    """Returns every whole word that begins like this one; a space behind it where it is complete.

    Args:
      before: the line up to the word.
      word: as far as it is typed.
    """
    typed = before.split()
    if typed[:1] == ['tf-labs']:
        typed = typed[1:]
    if not typed or typed == ['help']:
        return _beginning(word, [f'{name} ' for name in sorted([*COMMANDS, *_OF_THE_SHELL])])
    command = COMMANDS.get(typed[0])
    if command is None:
        return []
    if word.startswith('-'):
        return _of_flags(command, typed, word)
    if command.word == 'config':
        return _configs(word)
    if command.actions and len(typed) == 1:
        return _beginning(word, [f'{action} ' for action in command.actions])
    return _paths(word) if command.word or command.actions else []


def _of_flags(command: Command, typed: list[str], word: str) -> list[str]:
    flag, equals, value = word.partition('=')
    values = flags.FlagValues()
    command.define_flags(values)
    if not equals:
        names = [f'--{name} ' if values[name].boolean else f'--{name}=' for name in values]
        fields = [f'{_FIELD}{path}=' for path in _fields(typed)] if command.takes_overrides else []
        # Of the fields only where they begin: there are many.
        shown = fields if word.startswith(_FIELD) else [*names, *([_FIELD] if fields else [])]
        return _beginning(word, sorted(shown))
    name = flag.lstrip('-')
    if name in ('config', 'from') and name in values:
        return [f'{flag}={one}' for one in _configs(value)]
    if name in values and isinstance(values[name].parser, (PathParser, PathsParser)):
        return [f'{flag}={one}' for one in _paths(value)]
    return []


def _configs(word: str) -> list[str]:
    """Labs by their names, config files by their paths."""
    labs = [] if '/' in word else [
        path.stem for place in (lab_files.OWN, lab_files.labs()) for path in lab_files.files(place)]
    return [*_beginning(word, [f'{name} ' for name in sorted(set(labs))]),
            *[path for path in _paths(word) if path.endswith(('/', '.py '))]]


def _paths(word: str) -> list[str]:
    """What lies there: a directory with a slash behind it, hidden ones where a dot is typed."""
    head, slash, start = word.rpartition('/')
    try:
        found = sorted(Path(f'{head}{slash}' or '.').expanduser().iterdir())
    except (OSError, RuntimeError):
        return []
    return [f'{head}{slash}{path.name}{"/" if path.is_dir() else " "}' for path in found
            if path.name.startswith(start) and (start or not path.name.startswith('.'))]


def _beginning(word: str, known: list[str]) -> list[str]:
    return [name for name in known if name.startswith(word)]


def _fields(typed: list[str]) -> list[str]:
    """The fields of the lab that a line names; of a file, which is not run here, the usual ones."""
    named = {word.removeprefix('--config=') for word in typed[1:]}
    labs = [path for path in lab_files.files(lab_files.labs()) if path.stem in named]
    return list(_fields_of(labs[0] if labs else None))


@functools.cache
def _fields_of(lab: Path | None) -> tuple[str, ...]:
    config = default_config() if lab is None else config_files.load(str(lab))
    return tuple(path for path, _ in config_values.fields(config)
                 if path not in ('lab', 'experiment'))
