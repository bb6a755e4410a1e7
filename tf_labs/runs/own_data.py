"""What a config says of data of one's own, as it will stand in config.json."""

import os

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import data_names
from tf_labs.config import own_data
from tf_labs.config.schema import with_variants
from tf_labs.data import data_sets
from tf_labs.paths import expanded


def settled(config: ConfigDict) -> ConfigDict:
    """Returns a config with absolute names, and with what follows of its data filled in.

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
    if kind in data_names.PATHS:
        place = os.path.abspath(expanded(data_names.place(config.data.name)))
        config.data.name = f'{kind}:{place}'
    own_data.settle_labels(config)
    if data_sets.is_own(config.data):
        own_data.settle(config, data_sets.describe(config.data).values)
    return config
