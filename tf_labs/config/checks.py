"""Values that cannot be, found before anything is imported, loaded or written."""

from collections.abc import Callable, Mapping
import math
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import data_names
from tf_labs.config import own_code
from tf_labs.config import own_names
from tf_labs.config import ranges
from tf_labs.config.experiment_schema import AS_DEFAULT
from tf_labs.config.experiment_schema import UsedBy
from tf_labs.config.schema import default_config
from tf_labs.config.schema import SCHEMAS
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

MAX_RUNS = 100_000  # of a comparison, all variants and seeds
_COUNTABLE = 2**63


def validate(config: ConfigDict, describe: Callable[[ConfigDict], Any]) -> None:
    """Raises `UserError` for the first value of the config that cannot be.

    Args:
      config: of tf_labs.config.schema.
      describe: section `data` of a config -> facts of its data set: `examples['train']`,
        `pixel_max`, `image_shape`; raises `UserError` if there is none.
    """
    defaults = dict(config_values.fields(default_config(config.experiment)))
    _check_types(config, defaults)
    schema, values = SCHEMAS[config.experiment], dict(config_values.fields(config))
    own = own_code.names(config).keys() & set(schema.own_code)
    read_by_own = tuple(schema.own_code[path] for path in own if schema.own_code[path])
    for path, known in schema.choices.items():
        if path in values and values[path] not in known and path not in own:
            raise unknown_name(f'config.{path}', values[path], [
                *known, *([own_names.FORM] if path in schema.own_code else [])])
    data = _described(config, describe) if 'data.name' in values else None
    for path, possible in {'seed': ranges.SEED, **schema.ranges}.items():
        value = values.get(path)
        if value is not None and value not in possible:
            raise UserError(f'config.{path} is not possible', expected=possible.words,
                            received=value)
    for path, used_by in schema.used_by.items():
        if not path.startswith(read_by_own):
            _check_effect(path, used_by, values, defaults)
    if schema.check is not None:
        schema.check(config, data)


def _described(config: ConfigDict, describe: Callable[[ConfigDict], Any]) -> Any:
    """Returns the facts of the data set, which is of a kind that the experiment takes."""
    possible = SCHEMAS[config.experiment].own_data
    if data_names.kind(config.data.name) not in ('', *possible):
        raise UserError(f'config.data.name is not possible in the experiment {config.experiment}',
                        expected=', or '.join(['a data set of the catalog', *(
                            f'{kind}:...' for kind in possible)]), received=config.data.name)
    return describe(config.data)


def check_runs(variants: int, seeds: int) -> None:
    """Raises `UserError` for more runs than one command can tell apart in a table."""
    if variants * seeds > MAX_RUNS:
        of_each = f' of each of {variants} variants' if variants > 1 else ''
        raise UserError(f'seeds come to more than the {MAX_RUNS} runs that one comparison can hold',
                        expected=f'at most {MAX_RUNS // variants}{of_each}', received=seeds)


def _check_types(config: ConfigDict, defaults: Mapping[str, Any]) -> None:
    """Values of the schema's types, which can be counted with.

    A field is None only where None is its default: a config file, or a stored one, can set it.
    """
    for path, value in config_values.fields(config):
        if path not in defaults:
            raise UserError(f'config.{path} is not a field of the experiment {config.experiment}',
                            expected='those that `tf-labs config LAB` prints', received=value)
        if value is None and defaults[path] is not None:
            raise UserError(f'config.{path} cannot be None',
                            expected=f'a value like {defaults[path]!r}', received=value)
        if isinstance(value, tuple) and not all(
                isinstance(item, (int, float, str)) and not isinstance(item, bool)
                for item in value):
            raise UserError(f'config.{path} is of the wrong type',
                            expected='a tuple of numbers or names', received=value)
        for item in value if isinstance(value, tuple) else (value,):
            _check_item(path, item)


def _check_item(path: str, value: Any) -> None:
    if isinstance(value, int) and abs(value) >= _COUNTABLE:
        raise UserError(f'config.{path} is too large', expected=f'less than {_COUNTABLE} = 2**63',
                        received=f'a number of {value.bit_length()} bits')
    if isinstance(value, float) and not math.isfinite(value):
        raise UserError(f'config.{path} is not possible', expected='a finite number',
                        received=value)
    if isinstance(value, str) and '\0' in value:
        raise UserError(f'config.{path} is not possible', expected='text without the character 0',
                        received=value)


def _check_effect(path: str, used_by: UsedBy, values: Mapping[str, Any],
                  defaults: Mapping[str, Any]) -> None:
    """A field that nothing would read is a mistake, not a wish to be passed over."""
    neutral = defaults[path] if used_by.neutral is AS_DEFAULT else used_by.neutral
    chosen = values[used_by.chooser]
    if values[path] != neutral and chosen not in used_by.names:
        raise UserError(
            f'config.{path} has no effect with config.{used_by.chooser} {chosen}',
            expected=f'{neutral}, or config.{used_by.chooser} one of '
            f'{", ".join(map(str, used_by.names))}', received=values[path])
