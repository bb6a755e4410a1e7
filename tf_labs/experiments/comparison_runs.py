"""Which runs a comparison is made of: its variants, each over some seeds."""

import itertools
from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.experiments import holding_out
from tf_labs.training.run_directory import RunDirectory

Place = tuple[str, int]  # variant and seed


def seeds(first: int, count: int) -> list[int]:
    """Returns the config's own seed and then 1, 2, 3, ..."""
    return list(itertools.islice(itertools.chain(
        [first], (n for n in itertools.count(1) if n != first)), count))


def variants(config: ConfigDict) -> dict[str, ConfigDict]:
    """Returns {name: config} of a comparison; of a plain config itself, under its lab's name."""
    if 'variants' not in config:
        return {config.lab: config}
    return {name: config_values.variant(config, name) for name in config.variants}


def directory(path: Path, variant: str, seed: int) -> RunDirectory:
    """Returns where a run of a comparison lives."""
    return RunDirectory(path / variant / f'seed-{seed}')


def run_config(variant: ConfigDict, seed: int, place: RunDirectory) -> ConfigDict:
    """Returns the config of a run: a variant with a seed, holding out what it was begun with."""
    config = variant.copy_and_resolve_references()
    config.seed = seed
    return holding_out.as_begun(config, place) if config.experiment == 'supervised' else config
