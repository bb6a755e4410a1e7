"""From the words behind a command to the values of its flags."""

import keyword
import re
from typing import Any

from absl import flags

from tf_labs.command import Command
from tf_labs.errors import did_you_mean
from tf_labs.errors import UserError
from tf_labs.paths import checked_path

_NUMBER = re.compile(r'-[\d.]|-(inf|nan)\b')  # no flag begins like this
_OF_ABSL = ('flagfile', 'undefok')  # absl would read a file, and pass over what is unknown


def read(name: str, command: Command, words: list[str]) -> dict[str, Any]:
    """Returns the value of every flag of a command, and with them the overrides of a config.

    Raises:
      UserError: a word is no flag of the command, or no value of its flag.
    """
    values = _flags(command)
    leftover = _parse(name, values, words)
    settings = {_parameter(flag): values[flag].value for flag in values}
    if command.takes_overrides:
        settings['overrides'], leftover = _split_overrides(leftover)
    if command.word and leftover and not leftover[0].startswith('-'):
        word = leftover.pop(0)
        if settings[command.word] is not None or '=' in word:
            hint = _field_hint(word) if command.takes_overrides else ''
            raise _extra(word, name, hint)
        settings[command.word] = checked_path(word)
    if command.actions:
        settings['action'], settings['paths'], leftover = _action(name, command, leftover)
    _reject(leftover, name, command, values)
    return settings


def help_text(name: str, command: Command) -> str:
    """Returns what a command does and what each of its flags is."""
    values = _flags(command)
    lines = [f'tf-labs {name}: {command.summary}', '', f'  {command.example}', '']
    for flag in sorted(values):
        default = values[flag].default
        shown = '' if default in (None, []) else f' (default: {default})'
        text = (values[flag].help or '').split(';\n')[0]  # absl adds a line where several may be
        lines.append(f'  --{flag:8} {text}{shown}')
    return '\n'.join([*lines, *command.notes])


def _parameter(flag: str) -> str:
    """Returns the name of a flag as one that a function's parameter can have."""
    name = flag.replace('-', '_')
    return f'{name}_' if keyword.iskeyword(name) else name


def _flags(command: Command) -> flags.FlagValues:
    values = flags.FlagValues()
    command.define_flags(values)
    return values


def _parse(name: str, values: flags.FlagValues, words: list[str]) -> list[str]:
    """Sets the flags that the command knows; returns all other words in their order."""
    for word in words:
        if word.startswith('-') and word.lstrip('-').split('=')[0] in _OF_ABSL:
            raise _unknown_flag(name, word, values)
    values.set_gnu_getopt(True)
    try:
        return values(['tf-labs', *words], known_only=True)[1:]
    except flags.IllegalFlagValueError as error:
        raise _illegal(values, error) from error
    except (flags.Error, ValueError, TypeError) as error:  # a value is missing, or of --noFLAG
        raise UserError('the flags cannot be read', expected='--FLAG=VALUE, or --FLAG and '
                        '--noFLAG for true and false', received=str(error)) from error


def _illegal(values: flags.FlagValues, error: flags.IllegalFlagValueError) -> UserError:
    """Turns absl's text (`flag --seeds=x: why`) into the project's form."""
    reason = str(error.__context__ or '')
    assignment = str(error).removeprefix('flag --').removesuffix(f': {reason}')
    flag, _, value = assignment.partition('=')
    return UserError(f'--{flag} cannot be used', received=value,
                     expected='true or false' if values[flag].boolean
                     else values[flag].parser.syntactic_help or reason)


def _split_overrides(words: list[str]) -> tuple[list[str], list[str]]:
    """Separates `--config.a=1`, and `--config.a 1`, from what is not an override."""
    from tf_labs.config import config_files  # what takes no config does without
    overrides: list[str] = []
    others: list[str] = []
    follows = False
    for word in words:
        if config_files.PREFIX.match(word):
            overrides.append(word)
            follows = '=' not in word
        else:
            is_value = follows and (not word.startswith('-') or _NUMBER.match(word))
            (overrides if is_value else others).append(word)
            follows = False
    return overrides, others


def _action(name: str, command: Command, words: list[str]) -> tuple[str, list[str], list[str]]:
    """Returns the word that says what is to be done, the paths behind it, and all other words."""
    plain = [word for word in words if not word.startswith('-')]
    if not plain or plain[0] not in command.actions:
        hint = did_you_mean(plain[0], command.actions) if plain else ''
        raise UserError(f'{name} needs an action{hint}',
                        expected=' or '.join(f'{name} {action}' for action in command.actions),
                        received=plain[0] if plain else 'none')
    return (plain[0], [checked_path(word) for word in plain[1:]],
            [word for word in words if word.startswith('-')])


def _reject(words: list[str], name: str, command: Command, values: flags.FlagValues) -> None:
    """Raises for what is neither a flag of the command nor an override."""
    for word in words:
        hint = _field_hint(word) if command.takes_overrides else ''
        if word.startswith('-') and len(word) > 1 and not _NUMBER.match(word):
            raise _unknown_flag(name, word, values, hint)
        raise _extra(word, name, hint)


def _extra(word: str, name: str, hint: str) -> UserError:
    return UserError(f'extra word after {name}{hint}', received=word,
                     expected='flags only: the value of a flag goes after =, in quotes if it has '
                     'spaces')


def _unknown_flag(name: str, word: str, values: flags.FlagValues, hint: str = '') -> UserError:
    flag = word.lstrip('-').split('=')[0]
    close = hint or did_you_mean(flag, values, '--')
    known = ', '.join(f'--{known}' for known in sorted(values))
    return UserError(f'unknown flag of {name}{close}', expected=f'one of {known}', received=word)


def _field_hint(word: str) -> str:
    """`--momentum=0.9` and `momentum=0.9` are meant for a field of the config."""
    from tf_labs.config import config_files
    name = word.lstrip('-').split('=')[0].removeprefix('config.')
    found = config_files.fields_named(name.split('.')[-1])
    return f' (did you mean --{found[0]}=VALUE?)' if found else ''
