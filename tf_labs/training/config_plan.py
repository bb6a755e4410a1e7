"""How the run of a config is cut, by the one rule of training/plan.py. Imports no TensorFlow."""

from collections.abc import Mapping
import math
from typing import Any

from ml_collections import ConfigDict

from tf_labs.data.catalog import CATALOG
from tf_labs.training import plan
from tf_labs.training.plan import Plan


def image_shape(config: ConfigDict) -> tuple[int, int, int]:
    """Returns (height, width, channels) of the images before they are cropped."""
    return CATALOG[config.data.name].shape(config.data.side)


def input_shape(config: ConfigDict) -> tuple[int, int, int]:
    """Returns (height, width, channels) of what the net is fed."""
    height, width, channels = image_shape(config)
    crop = config.data.crop
    return (height, width, channels) if crop is None else (crop, crop, channels)


def input_bytes(config: ConfigDict) -> int:
    """Returns how much memory an example takes while it waits for the net."""
    is_float = config.data.subtract_mean or config.data.color_jitter
    return math.prod(input_shape(config)) * (4 if is_float else 1)


def build_plan(config: ConfigDict, examples: int) -> Plan:
    """Returns the plan of a run that trains on so many examples.

    Raises:
      UserError: there is not one batch, or there are more steps than can be counted.
    """
    train = config.train
    return plan.plan_of(
        examples, batch_size=config.data.batch_size, example_bytes=input_bytes(config),
        epochs=train.epochs, steps=train.steps, call=train.steps_per_call,
        checkpoint_every=train.checkpoint_every_steps,
        eval_every_epochs=train.eval_every_epochs, diagnosed=train.diagnostics,
        keep_at_epochs=train.keep_at_epochs)


def plan_of(config: ConfigDict, manifest: Mapping[str, Any] | None) -> Plan:
    """Returns the plan of a run without loading its data.

    Args:
      config: of the run.
      manifest: of the run, which knows how many examples there were; without it the catalog does.
    """
    counted = (manifest or {}).get('examples', {}).get('train')
    known = CATALOG[config.data.name].examples['train']
    wanted = config.data.train_examples or known
    return build_plan(config, counted or wanted - (config.data.validation_examples or 0))
