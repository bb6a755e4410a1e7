"""Which runs a comparison is made of: its variants, each over some seeds."""

import itertools

from ml_collections import ConfigDict

from tf_labs.config import config_values


def seeds(first: int, count: int) -> list[int]:
    """Returns the config's own seed and then 1, 2, 3, ..."""
    return list(itertools.islice(itertools.chain(
        [first], (n for n in itertools.count(1) if n != first)), count))


def variants(config: ConfigDict) -> dict[str, ConfigDict]:
    """Returns {name: config} of a comparison; of a plain config itself, under its lab's name."""
    if 'variants' not in config:
        return {config.lab: config}
    return {name: config_values.variant(config, name) for name in config.variants}
