"""The config of a run as config.json holds it."""

from collections.abc import Callable
import copy
import functools

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import own_code
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.data.catalog import DataSet


def parse(content: bytes, facts: Callable[[ConfigDict], DataSet]) -> ConfigDict:
    """Returns a config, once all its values are possible.

    Args:
      content: of config.json.
      facts: section `data` of a config -> facts of its data set.

    Raises:
      UserError: a value is not possible.
      ValueError, KeyError, TypeError, AttributeError, RecursionError: it is no config of this
        version.
    """
    known = _known(content)
    if known is None:
        return _checked(_read(content), facts)
    found = copy.deepcopy(known)
    if 'variants' in known:  # whose order a copy forgets
        config_values.put_in_order(found, known.variants)
    return found


@functools.lru_cache(maxsize=256)
def _known(content: bytes) -> ConfigDict | None:
    """Returns a checked config, to be copied, as that of a run is asked for again and again.

    None of one whose possible values depend on more than itself.
    """
    config = _read(content)
    if any(map(_has_own_part, config_values.every(config))):
        return None
    return _checked(config, data_sets.describe)


def _read(content: bytes) -> ConfigDict:
    return config_values.from_json(content.decode('utf-8'))


def _has_own_part(config: ConfigDict) -> bool:
    """True of a config whose possible values depend on more than the config."""
    return bool(own_code.names(config)) or (
        'name' in config.get('data', {}) and config.data.name is not None and
        data_sets.is_own(config.data))


def _checked(config: ConfigDict, facts: Callable[[ConfigDict], DataSet]) -> ConfigDict:
    for one in config_values.every(config):
        validate(one, facts)
    return config
