"""From a config file and the command line to a config, or to one line that says what is wrong."""

from collections.abc import Iterator
import contextlib
import dataclasses
import functools
import io
from pathlib import Path
import re
import runpy
import sys
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import field_values
from tf_labs.config import lab_files
from tf_labs.config.schema import default_config
from tf_labs.config.schema import SCHEMAS
from tf_labs.config.schema import with_variants
from tf_labs.errors import did_you_mean
from tf_labs.errors import InterruptedByUser
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

PREFIX = re.compile(r'--?(no)?config\.')


@dataclasses.dataclass(frozen=True)
class _Override:
    """`--config.PATH=TEXT`; `is_off` of `--noconfig.PATH`, `text` None where there is no `=`."""

    argument: str  # as errors show it
    path: str
    is_off: bool
    text: str | None


def load(path: str) -> ConfigDict:
    """Returns what `get_config()` of a config file returns, with `lab` set to the file's name.

    The file is run: it is a program.

    Raises:
      UserError: the file is missing, cannot be run, or returns no config of this schema.
    """
    path = lab_files.find(path)
    try:
        with no_input():
            config = runpy.run_path(path)['get_config']()
    except InterruptedByUser:
        raise
    except BaseException as error:  # a config file is a program: anything can go wrong in it
        raise UserError(f'config file {path} does not load', expected='a Python file with '
                        'get_config()', received=_one_line(error)) from error
    if not _fits(config):
        raise UserError(f'config file {path} does not return a config of this project',
                        expected='tf_labs.default_config(), with values changed',
                        received=type(config).__name__)
    config.lab = Path(path).stem
    if 'variants' in config and not config.variants:
        raise UserError(f'config file {path} has no variants to compare',
                        expected='at least one entry in config.variants', received='none')
    return config


@contextlib.contextmanager
def no_input() -> Iterator[None]:
    """A config that asks the keyboard gets no answer."""
    before, sys.stdin = sys.stdin, io.StringIO()
    try:
        yield
    finally:
        sys.stdin = before


def _fits(config: Any) -> bool:
    """True for a config with the fields of its experiment's schema, and variants at most."""
    if not isinstance(config, ConfigDict) or not isinstance(
            config.get('variants', config), ConfigDict):
        return False
    if not all(isinstance(name, str) for name in (*config, *config.get('variants', ()))):
        return False
    if str(config.get('experiment')) not in SCHEMAS:
        return False
    schema = default_config(config.experiment)
    return [path for path, _ in config_values.fields(config)
            if not path.startswith('variants.')] == [
                path for path, _ in config_values.fields(schema)]


def about(path: str, overrides: list[str]) -> dict[str, Any]:
    """Returns the lesson of a config file, and what of a command made a run of it."""
    return {'lesson': lab_files.lesson(Path(lab_files.find(path))), 'config': path,
            'overrides': overrides}


def override(config: ConfigDict, arguments: list[str], *, is_typed: bool = True) -> None:
    """Applies `--config.a.b=value` and `--config.a.b value` arguments to a config in place.

    `--config.variants.NAME.a.b=value` changes one variant of a comparison, any other argument all
    variants that do not set that field themselves, of which there has to be one.

    Args:
      config: to be changed.
      arguments: of a command line.
      is_typed: by a user, whom an error shows them as they are; False: it leaves out the dashes.

    Raises:
      UserError: a field does not exist, a value is not of its type, it has no effect in any
        variant, or a word is left over.
    """
    own: dict[str, list[_Override]] = {}
    shared: list[_Override] = []
    for one in _overrides(arguments, is_typed):
        if 'variants' in config and one.path.split('.')[0] == 'variants':
            name = _variant_name(config, one)
            own.setdefault(name, []).append(
                dataclasses.replace(one, path=one.path.removeprefix(f'variants.{name}.')))
        else:
            shared.append(one)
    _apply(config, shared)
    for name, changes in own.items():
        whole = config_values.variant(config, name)
        _apply(whole, changes)
        changed = config_values.difference(config_values.variant(config, name), whole)
        before = dict(config_values.fields(config.variants[name]))
        merged = {**before, **{path: value for path, (_, value) in changed.items()}}
        with_variants(config, {
            **{other: dict(config_values.fields(config.variants[other]))
               for other in config.variants}, name: merged})
    _refuse_hidden(config, shared)


def _refuse_hidden(config: ConfigDict, shared: list[_Override]) -> None:
    """Raises `UserError` for a field that no variant takes from the config, as each sets it."""
    variants = config.get('variants')
    if not variants:
        return
    always = set.intersection(*({path for path, _ in config_values.fields(changes)}
                                for changes in variants.values()))
    for one in shared:
        if one.path in always:
            raise UserError(
                f'config.{one.path} has no effect, as every variant sets it', received=one.argument,
                expected=f'--config.variants.NAME.{one.path}=VALUE with one of '
                f'{", ".join(variants)}')


def _overrides(arguments: list[str], is_typed: bool) -> list[_Override]:
    """Reads arguments; a word without dashes is the value of the flag before it."""
    found: list[_Override] = []
    for argument in arguments:
        prefix = PREFIX.match(argument)
        if prefix:
            path, equals, text = argument[prefix.end():].partition('=')
            shown = argument if is_typed else argument.lstrip('-')
            found.append(_Override(shown, path, bool(prefix[1]), text if equals else None))
        elif found and found[-1].text is None:
            found[-1] = dataclasses.replace(
                found[-1], text=argument, argument=f'{found[-1].argument} {argument}')
        else:
            raise UserError('extra word after run', expected='flags only', received=argument)
    return found


def _variant_name(config: ConfigDict, one: _Override) -> str:
    """Returns the variant that an override is of: the longest name that its path begins with."""
    names: list[str] = [
        name for name in config.variants if one.path.startswith(f'variants.{name}.')]
    if not names:
        raise unknown_name('variant', one.argument, [
            f'config.variants.{name}.FIELD' for name in config.variants])
    return max(names, key=len)


def _apply(config: ConfigDict, overrides: list[_Override]) -> None:
    """Sets the fields; a tuple that is given several times is put together of all of them."""
    given: set[str] = set()
    for one in overrides:
        _check_path(config, one)
        value = _value(config, one)
        if one.path in given and isinstance(value, tuple):
            value = dict(config_values.fields(config))[one.path] + value
        given.add(one.path)
        if one.path == 'experiment' and value != config.experiment:
            raise UserError('config.experiment cannot be changed', received=one.text,
                            expected=f'{config.experiment}, as the config file has it')
        config_values.set_field(config, one.path, value)


def _value(config: ConfigDict, one: _Override) -> Any:
    is_switch = field_values.is_switch(config, one.path)
    if one.is_off and not (is_switch and one.text is None):
        raise UserError(f'config.{one.path} cannot be turned off', received=one.argument,
                        expected=f'--config.{one.path}=VALUE, '
                        f'{field_values.described(config, one.path)}')
    if is_switch and one.text is None:
        return not one.is_off
    if is_switch and one.argument.endswith(f' {one.text}'):
        raise UserError('extra word after run', received=one.text,
                        expected=f'flags only, as --config.{one.path}=true')
    if one.text is None:
        raise UserError(f'config.{one.path} has no value', received=one.argument,
                        expected=f'--config.{one.path}=VALUE, '
                        f'{field_values.described(config, one.path)}')
    return field_values.parse(config, one.path, one.text)


def _check_path(config: ConfigDict, one: _Override) -> None:
    """Follows a dotted path down the config; the error names what exists where it ends."""
    node, walked = config, 'config'
    for key in one.path.split('.'):
        if not isinstance(node, ConfigDict) or key not in node:
            known = sorted(node) if isinstance(node, ConfigDict) else []
            fields = f'one of {", ".join(known)}' if known else 'no field below this one'
            hint = _hint(config, walked, key, known)
            raise UserError(f'unknown config field {walked}.{key}{hint}', expected=fields,
                            received=one.argument)
        node, walked = node[key], f'{walked}.{key}'
    if isinstance(node, ConfigDict):
        raise UserError(f'{walked} is a group of fields', expected=f'one of {walked}.'
                        f'{{{", ".join(sorted(node))}}}', received=one.argument)


def _hint(config: ConfigDict, walked: str, key: str, known: list[str]) -> str:
    """The nearest field here, or else the field of that name in another section."""
    elsewhere = [path for path, _ in config_values.fields(config) if path.split('.')[-1] == key]
    if elsewhere:
        return f' (did you mean config.{elsewhere[0]}?)'
    return did_you_mean(key, known, f'{walked}.')


@functools.cache
def _every_field() -> list[str]:
    return [f'config.{path}' for experiment in SCHEMAS for path, _ in
            config_values.fields(default_config(experiment))]


def fields_named(word: str) -> list[str]:
    """Returns `config.a.b` of every field of every experiment whose last name is a word."""
    return [path for path in _every_field() if path.split('.')[-1] == word]


def _one_line(error: BaseException) -> str:
    """`Type: first sentence`; a ConfigDict's error goes on with all its fields, memory and all."""
    cause = error.args[0] if error.args and isinstance(error.args[0], KeyError) else error
    text = cause.args[0] if cause.args and isinstance(cause.args[0], str) else str(cause)
    first = text.split(' Other fields present')[0].splitlines() or ['']
    return f'{type(error).__name__}: {first[0]}'
