"""The trained net that a config looks into."""

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config import net_checks
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.training import config_plan
from tf_labs.training import net_config
from tf_labs.training.run_directory import RunDirectory

COLOUR_EXAMPLES = 500  # over which the mean colour is taken
BATCH = 250  # examples whose features are computed at once


def load(net: ConfigDict, *, convolutions: bool = False) -> TrainedRun:
    """Returns the trained run of a section `net`, on the devices that the process has.

    Args:
      net: of a config.
      convolutions: the lab has nothing to do on a net without them.

    Raises:
      UserError: no run is there, it is not that of a classifier, or it has no convolutions.
    """
    net_config.of(net.workdir)
    trained = TrainedRun(RunDirectory(net.workdir), net.step, devices=None)
    if convolutions and not features.convolutions(trained.model):
        raise net_checks.without_convolutions(net.workdir, features.layer_names(trained.model))
    return trained


def fill_colour(trained: TrainedRun, examples: Examples | Stream, fill: str) -> np.ndarray:
    """Returns the colour that covers parts of images, as the net is fed it, float32 [C].

    Args:
      trained: the run.
      examples: of its data.
      fill: `mean`, the mean over the pixels of some examples; `zero`.
    """
    channels = config_plan.input_shape(trained.config, trained.data)[-1]
    if fill == 'zero':
        return np.zeros(channels, np.float32)
    some = examples.take(np.arange(min(COLOUR_EXAMPLES, len(examples))))
    mean: np.ndarray = tf.reduce_mean(trained.inputs(some.images), axis=(0, 1, 2)).numpy()
    return mean


def in_memory(examples: Examples | Stream, count: int) -> Examples:
    """Returns examples as they are if they are in memory, else the first ones, read into it."""
    if isinstance(examples, Examples):
        return examples
    return examples.take(np.arange(min(count, len(examples))))


def check_index(path: str, index: int, examples: Examples | Stream) -> None:
    """Raises `UserError` if a field of the config names no example."""
    if not 0 <= index < len(examples):
        raise UserError(f'{path} is out of range', expected=f'0 to {len(examples) - 1}, the '
                        'examples of this split', received=index)
