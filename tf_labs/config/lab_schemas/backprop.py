"""The schema of the lab backprop."""

import math
from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError


def sections(config: ConfigDict) -> None:
    """The chain rule by hand."""
    config.data = ConfigDict()
    config.data.name = 'mnist'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR

    config.backprop = ConfigDict()
    config.backprop.seeds = 200  # of the nets that learn XOR: 0, 1, 2, ...
    config.backprop.solved_below = 0.01  # binary cross-entropy
    config.backprop.notes_seed = 40  # of the start whose costs come to those of the notes
    config.backprop.notes_first_cost = 0.34671515  # with which their log begins
    config.backprop.difference_step = 1e-5  # of the central differences
    config.backprop.checked_entries = 100  # of each array, that are checked by differences
    config.backprop.checked_examples = 20  # images in the loss that is checked

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 1.0  # of SGD over the four rows of XOR

    config.train = ConfigDict()
    config.train.steps = 10001  # on XOR
    config.train.log_every = 1000

    config.digits = ConfigDict()  # the net that classifies images
    config.digits.hidden_units = 30
    config.digits.epochs = 3
    config.digits.learning_rate = 0.2
    config.digits.batch_size = 10


def _check(config: ConfigDict, data: Any) -> None:
    available = data.examples['train']
    for path, value in (('digits.batch_size', config.digits.batch_size),
                        ('backprop.checked_examples', config.backprop.checked_examples)):
        if value > available:
            raise UserError(f'config.{path} is larger than the data', received=value,
                            expected=f'at most {available} for {config.data.name}')


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'backprop.seeds': ranges.AT_LEAST_1,
    'backprop.solved_below': ranges.BELOW_LN_2,
    'backprop.notes_seed': ranges.AT_LEAST_0,
    'backprop.notes_first_cost': Range(
        lambda v: math.log(2) / 2 < v < math.log(2), 'between ln(2) / 2 and ln 2'),
    'backprop.difference_step': Range(lambda v: 1e-8 <= v <= 0.01, 'from 1e-8 to 0.01'),
    'backprop.checked_entries': ranges.AT_LEAST_1,
    'backprop.checked_examples': ranges.AT_LEAST_1,
    'digits.hidden_units': ranges.AT_LEAST_1,
    'digits.epochs': ranges.AT_LEAST_1,
    'digits.learning_rate': ranges.POSITIVE,
    'digits.batch_size': ranges.AT_LEAST_1,
    'train.log_every': ranges.AT_LEAST_1,
    'train.steps': ranges.AT_LEAST_1,
}, check=_check)
