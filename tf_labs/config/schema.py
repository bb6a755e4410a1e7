"""The schema of a run: every field, its default, its unit.

A config file imports `default_config`, changes what its lab needs and returns it. The dictionary
is locked, so a field that is not here is an error, also from the command line. Each experiment
has the sections that it reads, and no others.
"""

from collections.abc import Mapping
from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import labs
from tf_labs.config import trained_net_labs


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
      variants: {name: {dotted path of a field: its value in this variant}}; the others are
        compared with the first.
    """
    with config.unlocked():
        config.variants = ConfigDict(sort_keys=False)
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
    config.data.subtract_mean = False  # of each pixel over the training examples, before the scale
    config.data.crop = config_dict.placeholder(int)  # side of the square that is fed; None: all
    config.data.random_crop = False  # in training; otherwise from the middle
    config.data.mirror = False  # left and right, in training, of every second example
    config.data.color_jitter = 0.0  # sd of the draws along the principal components of the colours
    config.data.side = 256  # photographs are brought to squares of so many pixels
    config.data.max_bad_examples = 0  # photographs that cannot be decoded before a run gives up
    config.data.validation_examples = config_dict.placeholder(int)  # held out from the end of the
    # training split; None: a tenth where they decide something (schedule plateau), else none

    config.model = ConfigDict()
    config.model.name = 'mlp'  # mlp: hidden layers; softmax: none; alexnet, zfnet, cifar_net
    config.model.form = 'function'  # function: keras.Sequential; subclass: keras.Model
    config.model.hidden_sizes = (256, 256)  # units of each hidden dense layer
    config.model.activation = 'relu'  # after each hidden layer
    config.model.kernel_initializer = 'glorot_uniform'
    config.model.init_stddev = config_dict.placeholder(float)  # of random_normal; None: 0.05
    config.model.bias_initializer = 'zeros'
    config.model.dropout_rate = 0.0  # share of units dropped after each hidden activation
    config.model.batch_norm = False  # between each hidden dense layer and its activation
    config.model.batch_norm_momentum = 0.99  # share of the moving statistics kept at each step
    config.model.filters = (64, 64, 64, 64)  # of each convolution: cifar_net
    config.model.first_kernel = 5  # side of the kernels of the first convolution: cifar_net
    config.model.first_stride = 1  # of the first convolution: cifar_net
    config.model.pool_size = 3  # side of the windows, 2 apart: 3 overlap, 2 do not
    config.model.lrn = False  # local response normalisation after the first two convolutions
    config.model.without = ()  # names of layers left out, as ('conv3',): cifar_net
    config.model.towers = 1  # 2: convolutions 2, 4 and 5 see their own half: alexnet
    config.model.split_towers = False  # each tower on a device of its own; --devices=2

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
    config.optimizer.momentum = 0.0  # sgd, rmsprop, momentum_decay
    config.optimizer.nesterov = False  # sgd
    config.optimizer.beta_1 = 0.9  # adam, adamw, nadam, adamax
    config.optimizer.beta_2 = 0.999  # adam, adamw, nadam, adamax
    config.optimizer.weight_decay = 0.01  # adamw, momentum_decay
    config.optimizer.average_from = 1_000_000  # asgd: steps before the mean of the weights begins
    config.optimizer.history = 10  # lbfgs: pairs of steps and gradients kept
    config.optimizer.schedule = 'constant'  # constant; step; cosine: to 0 at the end; plateau
    config.optimizer.decay_epochs = 10  # step: epochs between two decays
    config.optimizer.decay_rate = 0.1  # step, plateau: factor of each decay
    config.optimizer.patience = 3  # plateau: evaluations without a new smallest validation error
    config.optimizer.max_decays = 3  # plateau

    config.train = ConfigDict()
    config.train.epochs = 15
    config.train.steps = config_dict.placeholder(int)  # takes the place of epochs
    config.train.execution = 'auto'  # auto, eager, graph, xla
    config.train.steps_per_call = config_dict.placeholder(int)  # None: up to 100, by batch size
    config.train.precision = 'float32'  # float32; mixed_bfloat16
    config.train.eval_every_epochs = 1  # and at the end
    config.train.checkpoint_every_steps = config_dict.placeholder(int)  # None: each epoch
    config.train.keep = 3  # newest checkpoints kept
    config.train.keep_at_epochs = ()  # whose checkpoints stay for good; 0: the initial weights
    config.train.target_error = config_dict.placeholder(float)  # steps to this training error
    config.train.probe_examples = 0  # on which activations and gradients are measured at step 0
    config.train.diagnostics = True  # look into the net at evaluations and early steps
    config.train.num_threads = config_dict.placeholder(int)  # of an operation; None: all cores


SECTIONS = {
    'supervised': _supervised,
    'rbm': labs.rbm,
    'mse_by_hand': labs.mse_by_hand,
    'autograd': labs.autograd,
    'gates': labs.gates,
    'backprop': labs.backprop,
    'activation_gallery': labs.activation_gallery,
    'linearity': labs.linearity,
    'vanishing_gradient': labs.vanishing_gradient,
    'architectures': labs.architectures,
    'table': labs.table,
    'xor_lottery': labs.xor_lottery,
    'sparse_adam': labs.sparse_adam,
    'optimizer_paths': labs.optimizer_paths,
    'deconvnet': trained_net_labs.deconvnet,
    'evolution': trained_net_labs.evolution,
    'occlusion': trained_net_labs.occlusion,
    'correspondence': trained_net_labs.correspondence,
    'layer_probe': trained_net_labs.layer_probe,
    'transfer': trained_net_labs.transfer,
}
