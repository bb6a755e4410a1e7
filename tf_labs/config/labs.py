"""The sections of the config of each experiment that is not "train a classifier".

Part of the schema of tf_labs.configuration: every field with its default and one comment.
"""

from ml_collections import config_dict
from ml_collections import ConfigDict


def table(config: ConfigDict) -> None:
    """Full-batch descent on a small table."""
    config.data = ConfigDict()
    config.data.table = 'line'  # a name of tf_labs.data.small_tables
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


def xor_lottery(config: ConfigDict) -> None:
    """XOR for many seeds of many nets."""
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


def activation_gallery(config: ConfigDict) -> None:
    """Curves and statistics of the activations."""
    config.gallery = ConfigDict()
    config.gallery.low = -4.0  # of the curves
    config.gallery.high = 4.0
    config.gallery.points = 801  # of each curve
    config.gallery.quantiles = 100_000  # that stand for the normally distributed input
    config.gallery.wide_stddev = 5.0  # of the second, wider input
    config.gallery.saturated_below = 0.05  # |derivative| of a saturated unit


def linearity(config: ConfigDict) -> None:
    """What is linear, and stacks of it."""
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


def architectures(config: ConfigDict) -> None:
    """AlexNet and ZFNet by arithmetic."""
    config.optimizer = ConfigDict()  # of the weight that does nothing but decay
    config.optimizer.learning_rate = 0.01
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decay = 5e-4

    config.train = ConfigDict()
    config.train.steps = 10_000  # about an epoch of ImageNet in batches of 128


def vanishing_gradient(config: ConfigDict) -> None:
    """Gradients by depth, and units that die."""
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


def mse_by_hand(config: ConfigDict) -> None:
    """The worked example of the mean squared error."""
    config.mse = ConfigDict()
    config.mse.x = (2.0, 3.0, 4.0, 5.0)
    config.mse.y = (25.0, 50.0, 42.0, 61.0)  # the truth for each x
    config.mse.weight = 13.0  # of the line whose errors are worked out
    config.mse.bias = 1.0
    config.mse.printed = 44.5  # a mean that was printed for it, to be explained
    config.mse.tangents_at = (1.0, 7.0, 20.0, 25.0)  # weights W; the minimum is added
    config.mse.curve_from = -3.0  # W at both ends of the drawn curve
    config.mse.curve_to = 28.0


def autograd(config: ConfigDict) -> None:
    """Gradients beside their closed forms."""
    config.autograd = ConfigDict()
    config.autograd.w = 2.0  # where every gradient is taken
    config.autograd.b = 0.5  # of the line and the neuron of two parameters
    config.autograd.x = -1.0  # their input
    config.autograd.y = 1.0  # their target
    config.autograd.passes = 21  # over which gradients add up


def sparse_adam(config: ConfigDict) -> None:
    """Bags of tokens, and who moves which rows."""
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


def optimizer_paths(config: ConfigDict) -> None:
    """The race on four surfaces."""
    config.paths = ConfigDict()
    config.paths.optimizers = ('sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop',
                               'adam', 'rprop', 'lbfgs')  # that race, of those with rates below
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


def gates(config: ConfigDict) -> None:
    """One neuron on four gates."""
    config.gates = ConfigDict()
    config.gates.print_every = 100  # one of so many logged steps is printed
    config.gates.tolerance = 1e-6  # a probability this near to 1/2 counts as 1/2, not as a 1

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 1.0  # of SGD over the four rows

    config.train = ConfigDict()
    config.train.steps = 10001
    config.train.log_every = 10  # steps between points of the curves, from step 0 on


def rbm(config: ConfigDict) -> None:
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


def backprop(config: ConfigDict) -> None:
    """The chain rule by hand."""
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
