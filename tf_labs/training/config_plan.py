"""How the run of a config is cut, by the one rule of training/plan.py. Imports no TensorFlow."""

from collections.abc import Mapping
import math
from typing import Any

from ml_collections import ConfigDict

from tf_labs.data.catalog import DataSet
from tf_labs.errors import UserError
from tf_labs.training import plan
from tf_labs.training.plan import Plan


def image_shape(config: ConfigDict, data: DataSet) -> tuple[int, int, int]:
    """Returns (height, width, channels) of the images before they are cropped."""
    return data.shape(config.data.side)


def input_shape(config: ConfigDict, data: DataSet) -> tuple[int, int, int]:
    """Returns (height, width, channels) of what the net is fed."""
    height, width, channels = image_shape(config, data)
    crop = config.data.crop
    return (height, width, channels) if crop is None else (crop, crop, channels)


def check_crops(config: ConfigDict, data: DataSet, crops: int) -> None:
    """Raises `UserError` for several crops of images that the net sees whole."""
    if crops > 1 and input_shape(config, data) == image_shape(config, data):
        raise UserError('the net sees whole images, of which there is one crop',
                        expected=f'--crops=1, or for {crops} runs with a config.data.crop smaller '
                        'than the images', received=f'--crops={crops}')


def input_bytes(config: ConfigDict, data: DataSet) -> int:
    """Returns how much memory an example takes while it waits for the net."""
    is_float = (config.data.subtract_mean or config.data.color_jitter
                or data.values == 'numbers')
    return math.prod(input_shape(config, data)) * (4 if is_float else 1)


def build_plan(config: ConfigDict, data: DataSet, examples: int) -> Plan:
    """Returns the plan of a run that trains on so many examples.

    Raises:
      UserError: there is not one batch, or there are more steps than can be counted.
    """
    train = config.train
    return plan.plan_of(
        examples, batch_size=config.data.batch_size, example_bytes=input_bytes(config, data),
        epochs=train.epochs, steps=train.steps, call=train.steps_per_call,
        checkpoint_every=train.checkpoint_every_steps,
        eval_every_epochs=train.eval_every_epochs, diagnosed=train.diagnostics,
        keep_at_epochs=train.keep_at_epochs)


def plan_of(config: ConfigDict, data: DataSet, manifest: Mapping[str, Any] | None) -> Plan:
    """Returns the plan of a run without loading its data.

    Args:
      config: of the run.
      data: facts of its data set.
      manifest: of the run, which knows how many examples there were; without it the facts do.
    """
    counted = (manifest or {}).get('examples', {}).get('train')
    known = data.examples['train']
    wanted = config.data.train_examples or known
    return build_plan(config, data, counted or wanted - (config.data.validation_examples or 0))
