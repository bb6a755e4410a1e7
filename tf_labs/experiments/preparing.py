"""From the images of a config to what its net is fed."""

from collections.abc import Mapping
import math
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import statistics
from tf_labs.data.arrays import UnreadableArraysError
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.data.streams import Stream
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training.run_directory import RunDirectory

FILE = 'preparation.npz'
_SEEN_BYTES = 2**26


def fitted(config: ConfigDict, directory: RunDirectory, train: Examples | Stream) -> Preparation:
    """Returns the preparation of a run: the stored one, else one with the statistics of `train`.

    Raises:
      RunFailedError: a run that needs its statistics has lost them.
    """
    if directory.holds_run():
        return stored(config, directory)
    data = config.data
    found = statistics.of(train) if _needs_statistics(config) else None
    return _made(
        config, mean=found.mean if found and data.subtract_mean else None,
        components=found.components(data.color_jitter_scale) if found and data.color_jitter
        else None)


def stored(config: ConfigDict, directory: RunDirectory) -> Preparation:
    """Returns the preparation of a run from its directory alone.

    Raises:
      RunFailedError: its statistics are gone, or cannot be read.
    """
    if _needs_statistics(config):
        content = directory.content(FILE)
        try:
            if content is not None:
                return Preparation.from_bytes(content)
            reason = 'it is missing'
        except (UnreadableArraysError, ValueError) as error:
            reason = str(error)
        raise RunFailedError(f'{directory.path / FILE} cannot be read ({reason}); without it '
                             'images cannot be prepared as this run does')
    return _made(config)


def save(config: ConfigDict, preparation: Preparation, directory: RunDirectory) -> None:
    """Writes preparation.npz of a run that begins, if there is more to it than its config."""
    if _needs_statistics(config):
        directory.write_bytes(FILE, preparation.to_bytes())


def _needs_statistics(config: ConfigDict) -> bool:
    return bool(config.data.subtract_mean or config.data.color_jitter > 0)


def _made(config: ConfigDict, **statistics_found: Any) -> Preparation:
    data = config.data
    return Preparation(seed=config.seed, crop=data.crop, random_crop=data.random_crop,
                       ten_places=data.random_crop_places == 'ten_crops',
                       mirror=data.mirror, color_jitter=data.color_jitter, **statistics_found)


def check_classes(config: ConfigDict, data: DataSet,
                  splits: Mapping[str, Examples | Stream]) -> None:
    """Raises `UserError` for labels without a logit, or logits that no label can have."""
    if data.targets:
        return
    expected = len(data.class_names)
    for split, examples in splits.items():
        found = (examples.classes if isinstance(examples, Stream)
                 else max(expected, int(examples.labels.max()) + 1))
        if found != expected:
            raise UserError(f'{config.data.name} has a different number of classes from the run',
                            expected=f'{expected} classes', received=f'{found} in {split}')


def seen(examples: Examples | Stream, count: int,
         preparation: Preparation) -> tuple[np.ndarray, np.ndarray]:
    """Returns (inputs before the scale [B, h, w, C], labels [B]) of the first examples.

    As many as are asked for; of large images fewer, as they would not fit into memory.
    """
    each = math.prod(preparation.shape(examples.image_shape)) * preparation.dtype.size
    some = examples.first(min(count, max(1, _SEEN_BYTES // each)))
    if isinstance(some, Stream):
        some = some.take(np.arange(len(some)))
    if preparation.is_identity:
        return some.images, some.labels
    return preparation.evaluation(tf.constant(some.images)).numpy(), some.labels
