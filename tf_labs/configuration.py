"""The schema of a run: every field, its default, its unit.

A config file imports `default_config`, changes what its lab needs and returns it. The dictionary
is locked, so a field that is not here is an error, also from the command line. Each experiment
has the sections that it reads, and no others.
"""

from collections.abc import Mapping
from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict


def default_config(experiment: str = 'supervised') -> ConfigDict:
    """Returns the config of an experiment with every default; `None` means what its comment says.

    Args:
      experiment: a name of SECTIONS.
    """
    config = ConfigDict()
    config.lab = ''  # name of the lab; set from the name of the config file
    config.experiment = experiment  # what is done: a name of SECTIONS
    config.seed = 777  # of initial weights, data order, dropout and samples
    SECTIONS[experiment](config)
    return config.lock()


def with_variants(config: ConfigDict, variants: Mapping[str, Mapping[str, Any]]) -> ConfigDict:
    """Returns the config as a comparison of variants of itself.

    Args:
      config: what the variants share.
      variants: {name: {dotted path of a field: its value in this variant}}.
    """
    with config.unlocked():
        config.variants = ConfigDict()
        for name, changes in variants.items():
            config.variants[name] = _nested(changes)
    return config


def _nested(changes: Mapping[str, Any]) -> ConfigDict:
    """{'a.b': 1} -> {'a': {'b': 1}}."""
    tree = ConfigDict()
    for path, value in changes.items():
        *sections, name = path.split('.')
        node = tree
        for section in sections:
            if section not in node:
                node[section] = ConfigDict()
            node = node[section]
        node[name] = value
    return tree


def _supervised(config: ConfigDict) -> None:
    config.data = ConfigDict()
    config.data.name = 'mnist'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR
    config.data.batch_size = 100  # examples a step, over all devices; a short last batch is dropped
    config.data.train_examples = config_dict.placeholder(int)  # the first n only; None: all
    config.data.labels = 'sparse'  # sparse: class numbers; one_hot: vectors
    config.data.scale = 1 / 255  # multiplies the pixels
    config.data.eval_scale = config_dict.placeholder(float)  # when not training; None: data.scale

    config.model = ConfigDict()
    config.model.name = 'mlp'  # mlp: hidden layers; softmax: none
    config.model.form = 'function'  # function: keras.Sequential; subclass: keras.Model
    config.model.hidden_sizes = (256, 256)  # units of each hidden layer
    config.model.activation = 'relu'  # after each hidden layer
    config.model.kernel_initializer = 'glorot_uniform'
    config.model.init_stddev = config_dict.placeholder(float)  # of random_normal; None: 0.05
    config.model.bias_initializer = 'zeros'
    config.model.dropout_rate = 0.0  # share of units dropped after each hidden activation
    config.model.batch_norm = False  # between each hidden dense layer and its activation
    config.model.batch_norm_momentum = 0.99  # share of the moving statistics kept at each step

    config.pretraining = ConfigDict()
    config.pretraining.name = 'none'  # none; rbm: the hidden layers begin as stacked machines
    config.pretraining.epochs = 5  # of each layer, over all images, also where labels are few
    config.pretraining.learning_rate = 0.1
    config.pretraining.momentum = 0.5
    config.pretraining.k = 1  # steps of the chains of contrastive divergence
    config.pretraining.batch_size = 100

    config.optimizer = ConfigDict()
    config.optimizer.name = 'adam'  # a name of tf_labs.nn.optimizers; rprop, lbfgs: full batch
    config.optimizer.learning_rate = 1e-3  # at the first step
    config.optimizer.momentum = 0.0  # sgd, rmsprop
    config.optimizer.nesterov = False  # sgd
    config.optimizer.beta_1 = 0.9  # adam, adamw, nadam, adamax
    config.optimizer.beta_2 = 0.999  # adam, adamw, nadam, adamax
    config.optimizer.weight_decay = 0.01  # adamw
    config.optimizer.average_from = 1_000_000  # asgd: steps before the mean of the weights begins
    config.optimizer.history = 10  # lbfgs: pairs of steps and gradients kept
    config.optimizer.schedule = 'constant'  # constant; step; cosine: to 0 at the end of training
    config.optimizer.decay_epochs = 10  # step: epochs between two decays
    config.optimizer.decay_rate = 0.1  # step: factor of each decay

    config.train = ConfigDict()
    config.train.epochs = 15
    config.train.steps = config_dict.placeholder(int)  # takes the place of epochs
    config.train.execution = 'auto'  # auto, eager, graph, xla
    config.train.steps_per_call = config_dict.placeholder(int)  # None: up to 100, by batch size
    config.train.precision = 'float32'  # float32; mixed_bfloat16
    config.train.eval_every_epochs = 1  # and at the end
    config.train.checkpoint_every_steps = config_dict.placeholder(int)  # None: each epoch
    config.train.keep = 3  # newest checkpoints kept
    config.train.probe_examples = 0  # on which activations and gradients are measured at step 0
    config.train.num_threads = config_dict.placeholder(int)  # of an operation; None: all cores


def _table(config: ConfigDict) -> None:
    config.data = ConfigDict()
    config.data.table = 'line'  # a name of tf_labs.data.tables
    config.data.predict_at = ()  # inputs to answer after training, of a table with one column

    config.net = ConfigDict()
    config.net.form = 'matrix'  # scalars, matrix: a linear model; network: an MLP
    config.net.initial_weight = 0.0  # scalars, matrix
    config.net.initial_bias = 0.0  # scalars, matrix
    config.net.hidden_sizes = ()  # network
    config.net.activation = 'sigmoid'  # network: after each hidden layer
    config.net.initializer = 'fan_in_uniform'  # network
    config.net.loss = 'mean_squared_error'  # or binary_cross_entropy, of the sigmoid

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.01  # of SGD over the whole table

    config.train = ConfigDict()
    config.train.steps = 1000
    config.train.log_every = 100  # steps between rows, from step 0 on
    config.train.arithmetic = 'fast'  # in_order: sums of a linear model in PyTorch's order


def _xor_lottery(config: ConfigDict) -> None:
    config.lottery = ConfigDict()
    config.lottery.tickets = 256  # seeds of each net: 0, 1, 2, ...
    config.lottery.depths = (1, 2, 3)  # hidden layers
    config.lottery.widths = (2, 4, 10)  # units of each
    config.lottery.activations = ('sigmoid', 'tanh', 'relu')
    config.lottery.initializers = ('fan_in_uniform', 'glorot_uniform', 'standard_normal')
    config.lottery.solved_below = 0.01  # binary cross-entropy

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 1.0  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 10001


def _activation_gallery(config: ConfigDict) -> None:
    config.gallery = ConfigDict()
    config.gallery.low = -4.0  # of the curves
    config.gallery.high = 4.0
    config.gallery.points = 801  # of each curve
    config.gallery.quantiles = 100_000  # that stand for the normally distributed input
    config.gallery.wide_stddev = 5.0  # of the second, wider input
    config.gallery.saturated_below = 0.05  # |derivative| of a saturated unit


def _linearity(config: ConfigDict) -> None:
    config.linearity = ConfigDict()
    config.linearity.pairs = 1000  # random pairs x, y that each function is checked on
    config.linearity.tolerance = 1e-9  # largest difference, in float64, of a linear function
    config.linearity.sizes = (5, 16, 16, 16, 16, 3)  # of the linear net that is multiplied out

    config.net = ConfigDict()
    config.net.hidden_sizes = (10, 10, 10)  # of the net that gets XOR
    config.net.initializer = 'glorot_uniform'

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.3  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 2000
    config.train.log_every = 10  # steps between points of the curves


def _vanishing_gradient(config: ConfigDict) -> None:
    config.chain = ConfigDict()  # the chain of sigmoids of the Lab-09-1 notes
    config.chain.x = 1.0
    config.chain.weights = (0.1, 0.2, 0.3)
    config.chain.digits = 3  # decimals of the calculation by hand

    config.depth = ConfigDict()  # gradients of deep nets before any training
    config.depth.depths = (2, 5, 8, 11, 14, 17, 20)  # hidden layers
    config.depth.units = 64  # of each hidden layer
    config.depth.examples = 128  # in the batch of digits
    config.depth.small_stddev = 0.05  # of the start small_normal

    config.dying = ConfigDict()  # a net with one hidden layer, trained on the full batch
    config.dying.units = 64
    config.dying.epochs = 2000
    config.dying.log_every = 10  # epochs between points of the curves
    config.dying.rate = 0.5  # of the healthy net
    config.dying.large_rate = 3.0  # of the one that is shaken until its units die
    config.dying.bias_rate = 1.0  # of the one whose hidden biases start out negative
    config.dying.negative_bias = -3.0  # where they start


def _mse_by_hand(config: ConfigDict) -> None:
    config.mse = ConfigDict()
    config.mse.x = (2.0, 3.0, 4.0, 5.0)
    config.mse.y = (25.0, 50.0, 42.0, 61.0)  # the truth for each x
    config.mse.weight = 13.0  # of the line whose errors are worked out
    config.mse.bias = 1.0
    config.mse.printed = 44.5  # a mean that was printed for it, to be explained
    config.mse.tangents_at = (1.0, 7.0, 20.0, 25.0)  # weights W; the minimum is added
    config.mse.curve_from = -3.0  # W at both ends of the drawn curve
    config.mse.curve_to = 28.0


def _autograd(config: ConfigDict) -> None:
    config.autograd = ConfigDict()
    config.autograd.w = 2.0  # where every gradient is taken
    config.autograd.b = 0.5  # of the line and the neuron of two parameters
    config.autograd.x = -1.0  # their input
    config.autograd.y = 1.0  # their target
    config.autograd.passes = 21  # over which gradients add up


def _sparse_adam(config: ConfigDict) -> None:
    config.data = ConfigDict()
    config.data.name = 'digits'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR

    config.embedding = ConfigDict()
    config.embedding.rows = 64 * 17  # tokens there is room for: pixels times values of a pixel
    config.embedding.timed_rows = (1088, 10_000, 100_000, 1_000_000)  # at least as many as tokens

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.01  # of both Adams

    config.train = ConfigDict()
    config.train.batch_size = 4  # examples a step; a short last batch is dropped
    config.train.epochs = 5
    config.train.timed_steps = 30  # of each table size


def _optimizer_paths(config: ConfigDict) -> None:
    config.paths = ConfigDict()
    config.paths.steps = 300
    config.paths.within = 0.01  # of the lowest f: near enough
    config.paths.momentum = 0.9  # momentum, nesterov
    config.paths.frames = 48  # pictures of the race

    # On valley, saddle, beale, rosenbrock. Three are the best that benchmarks/path_rates.py finds;
    # on the saddle all have one, as there the question is who gets away from it.
    config.rates = ConfigDict()
    config.rates.sgd = (0.5, 0.02, 0.02, 0.002)
    config.rates.momentum = (0.1, 0.02, 0.005, 0.002)
    config.rates.nesterov = (0.2, 0.02, 0.005, 0.001)
    config.rates.adagrad = (2.0, 0.02, 0.5, 0.5)
    config.rates.adadelta = (500.0, 0.02, 20.0, 20.0)
    config.rates.rmsprop = (0.1, 0.02, 0.02, 0.02)
    config.rates.adam = (0.5, 0.02, 0.5, 0.5)
    config.rates.rprop = (2.0, 0.02, 0.5, 0.002)
    config.rates.lbfgs = (0.5, 0.02, 0.5, 0.5)


def _gates(config: ConfigDict) -> None:
    config.gates = ConfigDict()
    config.gates.print_every = 100  # one of so many logged steps is printed
    config.gates.tolerance = 1e-6  # a probability this near to 1/2 counts as 1/2, not as a 1

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 1.0  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 10001
    config.train.log_every = 10  # steps between points of the curves, from step 0 on


def _rbm(config: ConfigDict) -> None:
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


def _backprop(config: ConfigDict) -> None:
    config.data = ConfigDict()
    config.data.name = 'mnist'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR

    config.backprop = ConfigDict()
    config.backprop.seeds = 200  # of the nets that get XOR: 0, 1, 2, ...
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

    config.digits = ConfigDict()  # the net that reads images
    config.digits.hidden_units = 30
    config.digits.epochs = 3
    config.digits.learning_rate = 0.2
    config.digits.batch_size = 10


SECTIONS = {
    'supervised': _supervised,
    'rbm': _rbm,
    'mse_by_hand': _mse_by_hand,
    'autograd': _autograd,
    'gates': _gates,
    'backprop': _backprop,
    'activation_gallery': _activation_gallery,
    'linearity': _linearity,
    'vanishing_gradient': _vanishing_gradient,
    'table': _table,
    'xor_lottery': _xor_lottery,
    'sparse_adam': _sparse_adam,
    'optimizer_paths': _optimizer_paths,
}
