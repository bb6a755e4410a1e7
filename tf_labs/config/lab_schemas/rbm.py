"""The schema of the lab rbm."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Stacked Boltzmann machines."""
    config.data = ConfigDict()
    config.data.name = 'mnist'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR

    config.machine = ConfigDict()
    config.machine.hidden_sizes = (256, 64)  # of each machine, from the images up
    config.machine.epochs = 5  # of each machine
    config.machine.learning_rate = 0.1
    config.machine.momentum = 0.5
    config.machine.k = 1  # steps of the chains of contrastive divergence
    config.machine.batch_size = 100
    config.machine.compared_examples = 10_000  # of each split, for the gap of free energies

    config.show = ConfigDict()
    config.show.filters = 64  # hidden units of the first machine whose kernels are drawn
    config.show.digits = 10  # test examples that are reconstructed and that chains begin at
    config.show.chain_steps = (10, 100, 1000)  # of Gibbs sampling in the first machine


SCHEMA = ExperimentSchema(sections, ranges={
    'machine.hidden_sizes': ranges.SIZES,
    'machine.epochs': ranges.AT_LEAST_1,
    'machine.learning_rate': ranges.POSITIVE,
    'machine.momentum': ranges.SHARE,
    'machine.k': ranges.AT_LEAST_1,
    'machine.batch_size': Range(lambda v: 1 <= v <= 1000, '1 to 1000'),
    'machine.compared_examples': ranges.AT_LEAST_1,
    'show.filters': ranges.AT_LEAST_1,
    'show.digits': ranges.AT_LEAST_1,
    'show.chain_steps': ranges.SIZES,
})
