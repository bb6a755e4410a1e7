"""What a config says of data of one's own, as it will stand in config.json."""

import contextlib

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import data_names
from tf_labs.config import own_data
from tf_labs.config.schema import with_variants
from tf_labs.data import data_sets
from tf_labs.errors import LabError
from tf_labs.errors import UserError


def settled(config: ConfigDict) -> ConfigDict:
    """Returns a config with what follows of its data filled in.

    Raises:
      UserError, DataNotAvailableError: the data cannot be described.
    """
    if config.experiment != 'supervised':
        return config
    if 'variants' not in config:
        return _plain(config)
    changes = {}
    for name in config.variants:
        one = config_values.variant(config, name)
        changes[name] = {path: now for path, (_, now) in config_values.difference(
            one, _plain(one)).items()}
    if not any(changes.values()):
        return config
    whole = config.copy_and_resolve_references()
    with whole.unlocked():
        del whole['variants']
    return with_variants(whole, {
        name: {**dict(config_values.fields(config.variants[name])), **changes[name]}
        for name in changes})


def _plain(config: ConfigDict) -> ConfigDict:
    kind = data_names.kind(config.data.name)
    if not kind and not own_data.is_regression(config):
        return config
    config = config.copy_and_resolve_references()
    own_data.settle_labels(config)
    if data_sets.is_own(config.data):
        own_data.settle(config, data_sets.describe(config.data).values)
    return config


def for_given(config: ConfigDict) -> ConfigDict:
    """Returns a config for data that is given from Python, in place of the data that it names.

    A scale that was set as the data that it names is numbers is the default again.
    """
    config = config_values.copied(config)
    if config.experiment != 'supervised' or 'data' not in config:
        raise UserError(f'the experiment {config.experiment} takes no data',
                        expected='a config of the experiment supervised', received='data=')
    with contextlib.suppress(LabError):
        if data_sets.describe(config.data).values == 'numbers' and config.data.scale == 1:
            config.data.scale = own_data.PIXEL_SCALE
    config.data.name = data_names.PYTHON
    config.data.target = None
    return config
