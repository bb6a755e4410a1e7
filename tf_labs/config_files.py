"""From a config file and the command line to a config, or to one line that says what is wrong."""

import ast
import difflib
from pathlib import Path
import re
import runpy
from typing import Any

from absl import flags
from ml_collections import config_flags
from ml_collections import ConfigDict

from tf_labs import config_values
from tf_labs import configuration
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError


def load(path: str) -> ConfigDict:
    """Returns what `get_config()` of a config file returns, with `lab` set to the file's name.

    Raises:
      UserError: the file is missing, cannot be run, or returns no config of this schema.
    """
    file = Path(path)
    if not file.is_file():
        raise UserError('config file not found', expected='the path of a Python file',
                        received=path)
    try:
        config = runpy.run_path(path)['get_config']()
    except Exception as error:  # a config file is a program: anything can go wrong in it
        raise UserError(f'config file {path} does not load', expected='a Python file with '
                        'get_config()', received=_one_line(error)) from error
    if not _fits(config):
        raise UserError(f'config file {path} does not return a config of this project',
                        expected='tf_labs.configuration.default_config(), with values changed',
                        received=type(config).__name__)
    config.lab = file.stem
    if 'variants' in config and not config.variants:
        raise UserError(f'config file {path} compares nothing',
                        expected='at least one entry in config.variants', received='none')
    return config


def _fits(config: Any) -> bool:
    """True for a config with the fields of its experiment's schema, and variants at most."""
    if not isinstance(config, ConfigDict) or config.get('experiment') not in (
            configuration.SECTIONS):
        return False
    schema = configuration.default_config(config.experiment)
    return [path for path, _ in config_values.fields(config)
            if not path.startswith('variants.')] == [
                path for path, _ in config_values.fields(schema)]


def summary(path: Path) -> str:
    """Returns the first line of a config file's docstring, without running the file."""
    return (_docstring(path) or '(no docstring)').splitlines()[0]


def about(path: str, overrides: list[str]) -> dict[str, Any]:
    """Returns the lesson of a config file, and what of a command made a run of it."""
    return {'lesson': _docstring(Path(path)), 'config': path, 'overrides': overrides}


def _docstring(path: Path) -> str:
    try:
        return ast.get_docstring(ast.parse(path.read_text(encoding='utf-8'))) or ''
    except (SyntaxError, UnicodeDecodeError):
        return ''


def override(config: ConfigDict, arguments: list[str]) -> None:
    """Applies `--config.a.b=value` arguments to a config in place.

    `--config.variants.NAME.a.b=value` changes one variant of a comparison, any other argument all
    variants that do not set that field themselves.

    Raises:
      UserError: a field does not exist, a value is not of its type, or a word is left over.
    """
    own, shared = _by_variant(config, arguments)
    _override(config, shared)
    for name, changes in own.items():
        whole = config_values.variant(config, name)
        _override(whole, changes)
        changed = config_values.difference(config_values.variant(config, name), whole)
        before = dict(config_values.fields(config.variants[name]))
        merged = {**before, **{path: value for path, (_, value) in changed.items()}}
        configuration.with_variants(config, {
            **{other: dict(config_values.fields(config.variants[other]))
               for other in config.variants}, name: merged})


def _by_variant(config: ConfigDict, arguments: list[str]) -> tuple[
        dict[str, list[str]], list[str]]:
    """Sorts arguments into those of single variants, with the variant cut out, and the others."""
    own: dict[str, list[str]] = {}
    shared: list[str] = []
    target = shared
    for argument in arguments:
        match = re.fullmatch(r'(--?(?:no)?config)\.variants(?:\.([^.=]*))?(.*)', argument)
        if match and 'variants' in config:
            known = list(config.variants)
            if match[2] not in known or not match[3].startswith('.'):
                raise unknown_name('variant', argument, [
                    f'--config.variants.{name}.FIELD=VALUE' for name in known])
            target = own.setdefault(match[2], [])
            target.append(f'{match[1]}{match[3]}')
        else:  # a word without dashes is the value of the flag before it
            if argument.startswith('-'):
                target = shared
            target.append(argument)
    return own, shared


def _override(config: ConfigDict, arguments: list[str]) -> None:
    for argument in arguments:
        if argument.startswith(('--config.', '-config.', '--noconfig.', '-noconfig.')):
            _check_path(config, argument.split('=')[0].split('.', 1)[1], argument)
    values = flags.FlagValues()
    values.set_gnu_getopt(True)
    try:
        config_flags.DEFINE_config_dict('config', config, flag_values=values, sys_argv=arguments)
        leftover = values(['tf-labs', *arguments])[1:]
    except flags.IllegalFlagValueError as error:
        raise _wrong_type(config, error) from error
    except (flags.Error, TypeError, ValueError) as error:
        raise UserError('a --config override cannot be used', expected='--config.FIELD=VALUE',
                        received=_one_line(error)) from error
    if leftover:
        raise UserError('extra word after run', expected='flags only', received=leftover[0])


def _check_path(config: ConfigDict, path: str, argument: str) -> None:
    """Follows a dotted path down the config; the error names what exists where it ends."""
    node, walked = config, 'config'
    for key in path.split('.'):
        if not isinstance(node, ConfigDict) or key not in node:
            known = sorted(node) if isinstance(node, ConfigDict) else []
            close = difflib.get_close_matches(key, known, n=1)
            hint = f' (did you mean {walked}.{close[0]}?)' if close else ''
            fields = f'one of {", ".join(known)}' if known else 'no field below this one'
            raise UserError(f'unknown config field {walked}.{key}{hint}',
                            expected=fields, received=argument)
        node, walked = node[key], f'{walked}.{key}'
    if isinstance(node, ConfigDict):
        raise UserError(f'{walked} is a group of fields', expected=f'one of {walked}.'
                        f'{{{", ".join(sorted(node))}}}', received=argument)


def _wrong_type(config: ConfigDict, error: flags.IllegalFlagValueError) -> UserError:
    """Turns absl's text (`flag --config.a.b=x: why`) into the project's form."""
    flag, _, reason = str(error).removeprefix('flag --').partition(': ')
    path, _, value = flag.partition('=')
    kinds = {name: _type_name(config, name)
             for name, _ in config_values.fields(config)}
    kind = kinds.get(path.removeprefix('config.'), '')
    return UserError(f'{path} is of the wrong type', expected=kind or reason,
                     received=value or 'nothing')


def _type_name(config: ConfigDict, path: str) -> str:
    *parents, name = path.split('.')
    for parent in parents:
        config = config[parent]
    kind = config.get_type(name)
    return {int: 'a whole number', float: 'a number', bool: 'true or false',
            tuple: 'whole numbers with commas between them'}.get(kind, 'text')


def _one_line(error: BaseException) -> str:
    """`Type: first sentence`; a ConfigDict's error goes on with all its fields, memory and all."""
    cause = error.args[0] if error.args and isinstance(error.args[0], KeyError) else error
    text = cause.args[0] if cause.args and isinstance(cause.args[0], str) else str(cause)
    first = text.split(' Other fields present')[0].splitlines() or ['']
    return f'{type(error).__name__}: {first[0]}'
