"""A config on its way into a run: its shape, its types, its values, and those of its variants."""

from collections.abc import Mapping
import os
import re
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config import data_names
from tf_labs.config import field_values
from tf_labs.config import lab_files
from tf_labs.config.checks import validate
from tf_labs.config.schema import default_config
from tf_labs.config.schema import SCHEMAS
from tf_labs.config.schema import with_variants
from tf_labs.data import data_sets
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.runs import own_data
from tf_labs.training import run_files

_NAME_BYTES = 255
_SIMPLE = (type(None), bool, int, float, str, os.PathLike)


def loaded(path: str, overrides: Mapping[str, Any] | list[str]) -> ConfigDict:
    """Returns a config file's config with fields set, once it can be run.

    Args:
      path: of `config_files.load`.
      overrides: {path of a field: value}, or arguments of a command line.

    Raises:
      UserError: it cannot.
    """
    config = config_files.load(path)
    _override(config, overrides)
    config = own_data.settled(config)
    check_values(config)
    return config


def changed(config: ConfigDict, overrides: Mapping[str, Any] | None = None) -> ConfigDict:
    """Returns a copy of a config with fields set, once all of its values are possible.

    Raises:
      UserError: they are not, or the config is not one of this project.
    """
    config = fitted(config)
    _override(config, {} if overrides is None else overrides)
    config = own_data.settled(config)
    check_values(config)
    return config


def _make_absolute(config: ConfigDict) -> None:
    """Lets the name of one's own data hold from any working directory, also in variants."""
    sections = [config, *_of_variants(config).values()]
    for section in sections:
        if 'data' in section and isinstance(section.data.get('name'), str):
            section.data.name = data_names.absolute(section.data.name)


def _override(config: ConfigDict, overrides: Mapping[str, Any] | list[str]) -> None:
    if isinstance(overrides, list):
        config_files.override(config, overrides)
    else:
        config_files.override(config, as_flags(overrides), is_typed=False)
    _make_absolute(config)


def as_flags(overrides: Mapping[str, Any]) -> list[str]:
    """Returns {'train.epochs': 3} as the command line has it: ['--config.train.epochs=3'].

    Raises:
      UserError: it is no such mapping.
    """
    if not isinstance(overrides, Mapping):
        raise UserError('overrides are not a mapping', received=repr(overrides),
                        expected="{'FIELD': VALUE}, as {'train.epochs': 3}")
    return [f'--config.{_path(path)}={_text(path, value)}' for path, value in overrides.items()]


def _path(path: Any) -> str:
    if not isinstance(path, str) or '=' in path:
        raise UserError('the name of an override is not valid', received=repr(path),
                        expected="the dotted path of a field, as 'train.epochs'")
    return path


def _text(path: str, value: Any) -> str:
    """Returns what `field_values.parse` reads as this value again."""
    if hasattr(value, 'tolist'):  # of NumPy
        value = value.tolist()
    items = value if isinstance(value, (tuple, list)) else (value,)
    if not all(isinstance(item, _SIMPLE) for item in items):
        raise UserError(f'config.{path} is of the wrong type', received=repr(value),
                        expected='a number, a text, true or false, None, or a tuple of these')
    if isinstance(value, (tuple, list)):
        is_plain = value and all(type(item) in (int, float) for item in value)
        return ','.join(map(repr, value)) if is_plain else repr(tuple(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def fitted(config: Any) -> ConfigDict:
    """Returns a config of whatever origin as a new one with the fields and types of its schema.

    Raises:
      UserError: a section or a field is missing or unknown, or a value is of another type.
    """
    if not isinstance(config, ConfigDict):
        raise UserError('this is not a config', expected='what load or default_config returns',
                        received=type(config).__name__)
    experiment = config.get('experiment')
    if not isinstance(experiment, str) or experiment not in SCHEMAS:
        raise unknown_name('config.experiment', experiment, SCHEMAS)
    schema = default_config(experiment)
    given = {path: value for path, value in config_values.fields(config)
             if path.split('.')[0] != 'variants'}
    _check_fields(dict(config_values.fields(schema)), given, experiment)
    for path, value in given.items():
        _set(schema, path, value)
    return _with_variants(schema, config) if 'variants' in config else schema


def _check_fields(known: Mapping[str, Any], given: Mapping[str, Any], experiment: str) -> None:
    for path in given:
        if path not in known:
            raise UserError(f'unknown config field config.{path}', received=repr(given[path]),
                            expected=f'the fields of the experiment {experiment}')
    for path in known:
        if path not in given:
            raise UserError(f'config.{path} is missing', received='none',
                            expected=f'every field of the experiment {experiment}')


def _set(config: ConfigDict, path: str, value: Any) -> None:
    """Sets a field; a number of NumPy is one of Python, a list a tuple, and True no number."""
    plain = value.tolist() if hasattr(value, 'tolist') else value
    try:
        if isinstance(plain, bool) and not field_values.is_switch(config, path):
            raise TypeError
        config_values.set_field(config, path, tuple(plain) if isinstance(plain, list) else plain)
    except (TypeError, ValueError) as error:
        raise UserError(f'config.{path} is of the wrong type', received=repr(value),
                        expected=field_values.described(config, path)) from error


def _with_variants(schema: ConfigDict, config: ConfigDict) -> ConfigDict:
    variants = config.variants
    if not isinstance(variants, ConfigDict) or not variants or not all(
            isinstance(name, str) and isinstance(variants[name], ConfigDict)
            for name in variants):
        raise UserError('config.variants is not a comparison', received=repr(variants),
                        expected='what with_variants makes of {NAME: {FIELD: VALUE}}')
    return with_variants(schema, {
        name: dict(config_values.fields(variants[name])) for name in variants})


def _of_variants(config: ConfigDict) -> ConfigDict:
    return config.get('variants', ConfigDict())


def check_values(config: ConfigDict) -> None:
    """Raises `UserError` if a value of a config, or of one of its variants, is not possible."""
    if 'variants' not in config:
        _check_one(config)
        return
    for name in config.variants:
        one = config_values.variant(config, name)
        _check_one(one)
        check_name(name)
        if config.experiment == 'supervised' and (
                one.train.num_threads != config.train.num_threads):
            raise UserError('variants run in one process, which has one number of threads',
                            expected='config.train.num_threads for all of them',
                            received=f'{one.train.num_threads} in {name}')


def _check_one(config: ConfigDict) -> None:
    validate(config, data_sets.describe)
    if config.experiment == 'supervised':
        classifier.check_new(config, data_sets.describe(config.data))


def check_name(name: str) -> None:
    """A variant's name is also that of its directory, which stands beside files of the run."""
    if not re.fullmatch(r'\w[\w+-]*', name) or len(os.fsencode(name)) > _NAME_BYTES:
        raise UserError('the name of a variant is not valid', received=name,
                        expected=f'letters, digits, _, + and -, no dots, {_NAME_BYTES} bytes at '
                        'most')
    if run_files.is_known(name):
        raise UserError('a variant has the name of a file of the run', received=name,
                        expected='another name than those in checkpoints/README.md')


def about(config: ConfigDict) -> dict[str, Any] | None:
    """Returns lesson and command of a config that differs from a lab in fields alone, else None."""
    if config.lab not in [path.stem for path in lab_files.files(lab_files.labs())]:
        return None
    lab = own_data.settled(config_files.load(config.lab))
    if lab.experiment != config.experiment or config_values.difference(
            _of_variants(lab), _of_variants(config)):
        return None
    overrides = as_flags({path: now for path, (_, now)
                          in config_values.difference(lab, config).items()})
    return config_files.about(config.lab, overrides)
