"""The schema of the lab sparse_adam."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Bags of tokens, and who moves which rows."""
    config.data = ConfigDict()
    config.data.name = 'digits'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR

    config.embedding = ConfigDict()
    config.embedding.rows = 64 * 17  # size of the vocabulary: pixels times values of a pixel
    config.embedding.timed_rows = (1088, 10_000, 100_000, 1_000_000)  # at least as many as tokens

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.01  # of both Adams

    config.train = ConfigDict()
    config.train.batch_size = 4  # examples a step; a short last batch is dropped
    config.train.epochs = 5
    config.train.timed_steps = 30  # of each table size


SCHEMA = ExperimentSchema(sections, ranges={
    'optimizer.learning_rate': ranges.POSITIVE,
    'train.epochs': ranges.AT_LEAST_1,
    'train.batch_size': ranges.AT_LEAST_1,
    'train.timed_steps': ranges.AT_LEAST_1,
    'embedding.rows': ranges.AT_LEAST_1,
    'embedding.timed_rows': Range(lambda v: v in ranges.SIZES, 'whole numbers above 0'),
})
