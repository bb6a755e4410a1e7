"""From the text behind `--config.FIELD=` to a value of the field's type."""

import ast
from typing import Any

from absl import flags
from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.schema import default_config
from tf_labs.errors import UserError
from tf_labs.paths import expanded

# Fields in which ~ is a home directory.
PATHS = ('data.dir', 'init.workdir', 'net.workdir', 'occlusion.files')
_PARSERS: dict[type, flags.ArgumentParser[Any]] = {
    int: flags.IntegerParser(), float: flags.FloatParser(), bool: flags.BooleanParser()}
_KINDS = {int: 'a whole number', float: 'a number', bool: 'true or false', str: 'text'}


def parse(config: ConfigDict, path: str, text: str) -> Any:
    """Returns the value of a field that a text stands for: `None` where the field may be None.

    Raises:
      UserError: the text is no value of the field's type.
    """
    if text == 'None' and may_be_none(config, path):
        return None
    kind = _type(config, path)
    try:
        if kind is tuple:
            return tuple(_home(path, item) for item in _items(text))
        return _home(path, _PARSERS[kind].parse(text) if kind in _PARSERS else text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise UserError(f'config.{path} is of the wrong type', expected=described(config, path),
                        received=text) from error


def is_switch(config: ConfigDict, path: str) -> bool:
    """True for a field that is true or false, which is turned on by its name alone."""
    return _type(config, path) is bool


def described(config: ConfigDict, path: str) -> str:
    """Returns in words what a field takes."""
    kind = _type(config, path)
    words = _KINDS.get(kind) or (
        f'{_of_items(dict(config_values.fields(config))[path])} with commas between them, or ()')
    return f'{words}, or None' if may_be_none(config, path) else words


def may_be_none(config: ConfigDict, path: str) -> bool:
    """True for a field whose default is None."""
    return dict(config_values.fields(default_config(config.experiment))).get(path, '') is None


def _type(config: ConfigDict, path: str) -> type:
    """Returns the type of a field; that of the schema if the config has lost it.

    `copy_and_resolve_references` in a config file leaves a None without a type.
    """
    kind = _noted_type(config, path)
    return (_noted_type(default_config(config.experiment), path)
            if kind is type(None) and may_be_none(config, path) else kind)


def _noted_type(config: ConfigDict, path: str) -> type:
    *parents, name = path.split('.')
    for parent in parents:
        config = config[parent]
    kind: type = config.get_type(name)
    return kind


def _of_items(value: tuple[Any, ...]) -> str:
    if any(isinstance(item, str) for item in value):
        return 'names'
    if any(isinstance(item, float) for item in value):
        return 'numbers'
    return 'whole numbers' if value else 'values'


def _items(text: str) -> tuple[Any, ...]:
    """`64,64`, `(64, 64)`, `[64]`, `relu,tanh` and `()` -> a tuple."""
    text = text.strip()
    if text[:1] in ('(', '[', '"', "'"):
        value = ast.literal_eval(text)
        return tuple(value) if isinstance(value, (tuple, list)) else (value,)
    items = [item.strip() for item in text.split(',')]
    if items[-1] == '':  # one comma at the end, as Python has it; or nothing at all
        del items[-1]
    return tuple(map(_item, items))


def _item(text: str) -> Any:
    if not text:
        raise ValueError('no value between two commas')
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    return text


def _home(path: str, value: Any) -> Any:
    return expanded(value) if path in PATHS and isinstance(value, str) else value
