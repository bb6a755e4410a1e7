"""The schema of the experiment "train a classifier": its fields, and what each can be."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import data_names
from tf_labs.config import optimizer_table
from tf_labs.config import ranges
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.experiment_schema import UsedBy
from tf_labs.config.initializer_table import INITIALIZERS
from tf_labs.config.loss_table import LOSSES
from tf_labs.config.nets import NETS
from tf_labs.config.nets import OF_LAYERS
from tf_labs.config.nets import OF_STAGES
from tf_labs.config.nets import readers
from tf_labs.config.optimizer_table import OPTIMIZERS


def sections(config: ConfigDict) -> None:
    """A classifier that is trained."""
    config.data = ConfigDict()
    config.data.name = 'mnist'  # a name of tf_labs.data.catalog
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR
    config.data.batch_size = 100  # examples a step, over all devices; a short last batch is dropped
    config.data.train_examples = config_dict.placeholder(int)  # the first n only; None: all
    config.data.target = config_dict.placeholder(str)  # csv: column that is learnt; None: the last
    config.data.labels = 'sparse'  # sparse: class numbers; one_hot: vectors; numbers: targets
    config.data.scale = 1 / 255  # multiplies the pixels
    config.data.eval_scale = config_dict.placeholder(float)  # when not training; None: data.scale
    config.data.subtract_mean = False  # of each pixel over the training examples, before the scale
    config.data.crop = config_dict.placeholder(int)  # side of the square that is fed; None: all
    config.data.random_crop = False  # in training; otherwise from the middle
    config.data.random_crop_places = 'anywhere'  # anywhere; ten_crops: the corners and the middle
    config.data.mirror = False  # horizontal flips, in training, of every second example
    config.data.color_jitter = 0.0  # sd of the draws along the principal components of the colours
    config.data.color_jitter_scale = 'eigenvalues'  # times which the draws are; deviations: times
    # their square roots, as AlexNet's authors have it in their program
    config.data.side = 256  # side in pixels of the squares that photographs become
    config.data.max_bad_examples = 0  # photographs that cannot be decoded before a run gives up
    config.data.validation_examples = config_dict.placeholder(int)  # held out from the end of the
    # training split; None: a tenth where they decide something (schedule plateau, train.patience,
    # train.keep_best), else none

    config.model = ConfigDict()
    config.model.name = 'mlp'  # mlp: hidden layers; softmax: none; alexnet, zfnet, cifar_net; or
    # 'FILE.py:function', a net of one's own, which may read every field of the model
    config.model.output = 'classes'  # classes: a logit each; linear: regression, squared error
    config.model.form = 'function'  # function: keras.Sequential; subclass: keras.Model
    config.model.hidden_sizes = (256, 256)  # units of each hidden dense layer
    config.model.activation = 'relu'  # after each hidden layer
    config.model.kernel_initializer = 'glorot_uniform'
    config.model.init_stddev = config_dict.placeholder(float)  # of random_normal; None: 0.05
    config.model.bias_initializer = 'zeros'
    config.model.dropout_rate = 0.0  # share of units dropped after each hidden activation
    config.model.batch_norm = False  # between each hidden dense layer and its activation
    config.model.batch_norm_momentum = 0.99  # share of the moving statistics kept at each step
    config.model.filters = (64, 64, 64, 64)  # of each convolution or local layer: cifar_net
    config.model.kinds = ()  # of the same layers: conv, or local, which shares no weights; (): conv
    config.model.kernels = ()  # sides of their kernels; (): first_kernel, second_kernel, 3, ...
    config.model.strides = ()  # of their windows; (): first_stride, 1, ...
    config.model.paddings = ()  # pixels of zeros on each side; (): as many as keep the size
    config.model.poolings = ()  # after each: max, average, none; (): max after the first two
    config.model.pool_sizes = ()  # sides of their windows, 0 of none; (): pool_size
    config.model.init_stddevs = ()  # of random_normal, of every layer, dense ones too: cifar_net
    config.model.bias_values = ()  # initial biases of every layer; (): bias_initializer
    config.model.first_kernel = 5  # side of the kernels of the first convolution: cifar_net
    config.model.first_stride = 1  # of the first convolution: cifar_net
    config.model.second_kernel = 5  # side of the kernels of the second convolution: cifar_net
    config.model.added_filters = ()  # of 3 x 3 convolutions above the others: alexnet, cifar_net
    config.model.pool_size = 3  # side of the windows, 2 apart: 3 overlap, 2 do not
    config.model.lrn = False  # local response normalization after the first two convolutions:
    # a / (k + alpha s)^beta, s the sum of the squares of n neighbours
    config.model.lrn_k = 2.0
    config.model.lrn_size = 5  # n: an odd number of maps, or the side of a window in a map
    config.model.lrn_alpha = 1e-4
    config.model.lrn_beta = 0.75
    config.model.lrn_scope = 'across_maps'  # across_maps; same_map: n x n places of the same map
    config.model.lrn_places = ()  # before_pooling or after_pooling, of both; (): before: cifar_net
    config.model.without = ()  # names of layers left out, as ('conv3',): cifar_net
    config.model.towers = 1  # 2: convolutions 2, 4 and 5 see their own half: alexnet, cifar_net
    config.model.split_towers = False  # each tower on a device of its own; --devices=2

    config.pretraining = ConfigDict()
    config.pretraining.name = 'none'  # none; rbm: the hidden layers start as stacked RBMs
    config.pretraining.epochs = 5  # of each layer, over all images, also where labels are few
    config.pretraining.learning_rate = 0.1
    config.pretraining.momentum = 0.5
    config.pretraining.k = 1  # steps of the chains of contrastive divergence
    config.pretraining.batch_size = 100

    config.init = ConfigDict()
    config.init.workdir = config_dict.placeholder(str)  # of a trained run to start from
    config.init.step = config_dict.placeholder(int)  # of its checkpoint; None: the newest
    config.init.layers = ()  # that are taken over, as ('conv1', 'dense1'); (): all that fit
    config.init.freeze = ()  # that do not train; batch norm among them uses its moving statistics

    config.loss = ConfigDict()
    config.loss.name = 'cross_entropy'  # a name of loss_table; or 'FILE.py:function'
    config.loss.smoothing = 0.1  # label_smoothing: share of a label that all classes get evenly
    config.loss.gamma = 2.0  # focal: the larger, the less a well classified example counts

    config.optimizer = ConfigDict()
    config.optimizer.name = 'adam'  # a name of optimizer_table; rprop, lbfgs: full batch; or
    # 'FILE.py:function', which may read every field of the optimizer
    config.optimizer.learning_rate = 1e-3  # at the first step
    config.optimizer.momentum = 0.0  # sgd, rmsprop, momentum_decay
    config.optimizer.nesterov = False  # sgd
    config.optimizer.beta_1 = 0.9  # adam, adamw, nadam, adamax
    config.optimizer.beta_2 = 0.999  # adam, adamw, nadam, adamax
    config.optimizer.weight_decay = 0.01  # adamw, momentum_decay
    config.optimizer.weight_decays = ()  # of each layer's kernel; (): weight_decay: momentum_decay
    config.optimizer.kernel_rates = ()  # factors of the rate, a layer each; (): 1: momentum_decay
    config.optimizer.bias_rates = ()  # the same of the biases: momentum_decay
    config.optimizer.max_filter_rms = config_dict.placeholder(float)  # of the convolutions' filters
    # after each step, larger ones are scaled down to it; None: any: momentum_decay
    config.optimizer.decay_exclude = ()  # not decayed: bias, norm, names of layers; () as the rule
    config.optimizer.clip_norm = config_dict.placeholder(float)  # of all gradients together
    config.optimizer.average_from = 1_000_000  # asgd: steps before the mean of the weights begins
    config.optimizer.history = 10  # lbfgs: pairs of steps and gradients kept
    config.optimizer.schedule = 'constant'  # constant; step; cosine: to 0 at the end; plateau
    config.optimizer.warmup_steps = 0  # in which the rate grows from 0, before the schedule
    config.optimizer.decay_epochs = 10  # step: epochs between two decays
    config.optimizer.stage_epochs = ()  # step: epochs of each rate, as (120, 10, 10); (): all equal
    config.optimizer.stage_steps = ()  # step: the same in steps
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
    config.train.keep_best = False  # that of the smallest validation loss is kept, and used
    config.train.patience = config_dict.placeholder(int)  # evaluations without a new smallest
    # validation loss that end the run early; None: it does not end early
    config.train.target_error = config_dict.placeholder(float)  # steps to this training error
    config.train.stop_at_target = False  # the run ends at the first evaluation with that error
    config.train.probe_examples = 0  # on which activations and gradients are measured at step 0
    config.train.diagnostics = True  # measure the net inside at evaluations and early steps
    config.train.num_threads = config_dict.placeholder(int)  # of an operation; None: all cores

    config.comparison = ConfigDict()  # what is measured once all its nets are trained
    config.comparison.crops = 1  # 10: test accuracy by ten crops of each image
    config.comparison.averaged = False  # test accuracy by the averaged answers of 1, 2, ... seeds
    config.comparison.best_rate = 'none'  # of variants NAME+rate_N by steps_to_target, validation
    config.comparison.rate_seeds = config_dict.placeholder(int)  # that try every rate, the first
    # ones; the others train each net at the best of those; None: all
    config.comparison.target_loss = config_dict.placeholder(float)  # steps to it, of whole nets
    config.comparison.settled = config_dict.placeholder(float)  # share of its way: a layer settles


_CHOICES = {
    'comparison.best_rate': ('none', 'steps_to_target', 'validation'),
    'data.color_jitter_scale': ('eigenvalues', 'deviations'),
    'data.random_crop_places': ('anywhere', 'ten_crops'),
    'data.labels': ('sparse', 'one_hot', 'numbers'),
    'model.name': tuple(NETS),
    'model.output': ('classes', 'linear'),
    'model.form': ('function', 'subclass'),
    'model.activation': tuple(ACTIVATIONS),
    'model.kernel_initializer': tuple(INITIALIZERS),
    'model.bias_initializer': tuple(INITIALIZERS),
    'model.lrn_scope': ('across_maps', 'same_map'),
    'pretraining.name': ('none', 'rbm'),
    'loss.name': tuple(LOSSES),
    'optimizer.name': tuple(OPTIMIZERS),
    'optimizer.schedule': ('constant', 'step', 'cosine', 'plateau'),
    'train.execution': ('auto', 'eager', 'graph', 'xla'),
    'train.precision': ('float32', 'mixed_bfloat16'),
}

_RANGES = {
    'comparison.crops': ranges.ONE_OR_TEN,
    'comparison.rate_seeds': ranges.AT_LEAST_1,
    'comparison.target_loss': ranges.POSITIVE,
    'comparison.settled': ranges.BETWEEN_0_AND_1,
    'data.batch_size': ranges.AT_LEAST_1,
    'data.train_examples': ranges.AT_LEAST_1,
    'data.scale': ranges.POSITIVE,
    'data.eval_scale': ranges.POSITIVE,
    'data.crop': ranges.AT_LEAST_1,
    'data.color_jitter': ranges.NOT_NEGATIVE,
    'data.side': ranges.AT_LEAST_1,
    'data.max_bad_examples': ranges.AT_LEAST_0,
    'data.validation_examples': ranges.AT_LEAST_0,
    'model.filters': ranges.ONE_SIZE_OR_MORE,
    'model.kernels': ranges.ANY_SIZES,
    'model.strides': ranges.ANY_SIZES,
    'model.paddings': ranges.ANY_INDICES,
    'model.pool_sizes': ranges.ANY_INDICES,
    'model.init_stddevs': ranges.NUMBERS_FROM_0,
    'model.bias_values': ranges.FINITE_NUMBERS,
    'model.lrn_k': ranges.POSITIVE,
    'model.lrn_size': ranges.ODD,
    'model.lrn_alpha': ranges.NOT_NEGATIVE,
    'model.lrn_beta': ranges.NOT_NEGATIVE,
    'model.first_kernel': ranges.AT_LEAST_1,
    'model.first_stride': ranges.AT_LEAST_1,
    'model.second_kernel': ranges.AT_LEAST_1,
    'model.added_filters': ranges.ANY_SIZES,
    'model.pool_size': ranges.TWO_OR_THREE,
    'model.towers': ranges.ONE_OR_TWO,
    'model.hidden_sizes': ranges.ANY_SIZES,
    'model.init_stddev': ranges.POSITIVE,
    'model.dropout_rate': ranges.SHARE,
    'model.batch_norm_momentum': ranges.SHARE,
    'pretraining.epochs': ranges.AT_LEAST_1,
    'pretraining.learning_rate': ranges.POSITIVE,
    'pretraining.momentum': ranges.SHARE,
    'pretraining.k': ranges.AT_LEAST_1,
    'pretraining.batch_size': ranges.AT_LEAST_1,
    'loss.smoothing': ranges.SHARE,
    'loss.gamma': ranges.NOT_NEGATIVE,
    'optimizer.learning_rate': ranges.POSITIVE,
    'optimizer.momentum': ranges.SHARE,
    'optimizer.beta_1': ranges.SHARE,
    'optimizer.beta_2': ranges.SHARE,
    'optimizer.weight_decay': ranges.SHARE,
    'optimizer.weight_decays': ranges.NUMBERS_FROM_0,
    'optimizer.max_filter_rms': ranges.POSITIVE,
    'optimizer.kernel_rates': ranges.NUMBERS_FROM_0,
    'optimizer.bias_rates': ranges.NUMBERS_FROM_0,
    'optimizer.stage_epochs': ranges.ANY_SIZES,
    'optimizer.stage_steps': ranges.ANY_SIZES,
    'init.step': ranges.AT_LEAST_0,
    'init.layers': ranges.NAMES,
    'init.freeze': ranges.NAMES,
    'optimizer.decay_exclude': ranges.NAMES,
    'optimizer.clip_norm': ranges.POSITIVE,
    'optimizer.warmup_steps': ranges.AT_LEAST_0,
    'optimizer.average_from': ranges.AT_LEAST_0,
    'optimizer.history': ranges.AT_LEAST_1,
    'optimizer.decay_epochs': ranges.AT_LEAST_1,
    'optimizer.decay_rate': ranges.UP_TO_1,
    'optimizer.patience': ranges.AT_LEAST_1,
    'optimizer.max_decays': ranges.AT_LEAST_1,
    'train.epochs': ranges.AT_LEAST_1,
    'train.steps': ranges.AT_LEAST_1,
    'train.steps_per_call': ranges.AT_LEAST_1,
    'train.eval_every_epochs': ranges.AT_LEAST_1,
    'train.checkpoint_every_steps': ranges.AT_LEAST_1,
    'train.keep': ranges.AT_LEAST_1,
    'train.keep_at_epochs': ranges.ANY_INDICES,
    'train.patience': ranges.AT_LEAST_1,
    'train.target_error': ranges.BETWEEN_0_AND_1,
    'train.probe_examples': ranges.AT_LEAST_0,
    'train.num_threads': ranges.AT_LEAST_1,
}

_USED_BY = {
    'data.labels': UsedBy('loss.name', ('cross_entropy',)),
    'data.random_crop_places': UsedBy('data.random_crop', (True,)),
    'loss.smoothing': UsedBy('loss.name', ('label_smoothing',)),
    'loss.gamma': UsedBy('loss.name', ('focal',)),
    **{f'optimizer.{setting}': UsedBy('optimizer.name', names)
       for setting, names in optimizer_table.READ_BY.items()},
    'optimizer.schedule': UsedBy(
        'optimizer.name', tuple(name for name in OPTIMIZERS if name != 'rprop')),
    'optimizer.warmup_steps': UsedBy(
        'optimizer.name', tuple(name for name in OPTIMIZERS if name != 'rprop')),
    'optimizer.clip_norm': UsedBy('optimizer.name', optimizer_table.CLIPPED),
    'optimizer.decay_exclude': UsedBy('optimizer.name', optimizer_table.READ_BY['weight_decay']),
    **{f'optimizer.{setting}': UsedBy('optimizer.name', ('momentum_decay',))
       for setting in ('weight_decays', 'kernel_rates', 'bias_rates', 'max_filter_rms')},
    **{f'optimizer.{setting}': UsedBy('optimizer.schedule', ('step',))
       for setting in ('decay_epochs', 'stage_epochs', 'stage_steps')},
    'optimizer.decay_rate': UsedBy('optimizer.schedule', ('step', 'plateau')),
    'optimizer.patience': UsedBy('optimizer.schedule', ('plateau',)),
    'optimizer.max_decays': UsedBy('optimizer.schedule', ('plateau',)),
    'model.init_stddev': UsedBy('model.kernel_initializer', tuple(
        name for name, (_, arguments) in INITIALIZERS.items() if 'stddev' in arguments)),
    'model.form': UsedBy('model.name', readers('model.form')),
    'model.bias_initializer': UsedBy('model.name', readers('model.bias_initializer')),
    'model.hidden_sizes': UsedBy('model.name', readers('model.hidden_sizes'), neutral=()),
    **{path: UsedBy('model.name', readers(path)) for path in (
        'model.dropout_rate', 'model.filters', 'model.first_kernel', 'model.first_stride',
        'model.second_kernel', 'model.without', 'model.pool_size', 'model.lrn', 'model.towers',
        'model.lrn_places', *OF_STAGES, *OF_LAYERS)},
    **{f'model.{setting}': UsedBy('model.lrn', (True,))
       for setting in ('lrn_k', 'lrn_size', 'lrn_alpha', 'lrn_beta', 'lrn_scope')},
    'model.added_filters': UsedBy('model.name', readers('model.added_filters'), neutral=()),
    'model.split_towers': UsedBy('model.towers', (2,)),
    'model.batch_norm': UsedBy('model.name', readers('model.batch_norm')),
    'model.batch_norm_momentum': UsedBy('model.batch_norm', (True,)),
    'pretraining.name': UsedBy('model.name', readers('pretraining.name')),
    **{f'pretraining.{setting}': UsedBy('pretraining.name', ('rbm',)) for setting in (
        'epochs', 'learning_rate', 'momentum', 'k', 'batch_size')},
}

_OWN_CODE = {'model.name': 'model.', 'loss.name': '', 'optimizer.name': 'optimizer.'}

SCHEMA = ExperimentSchema(
    sections, _RANGES, _CHOICES, _USED_BY, _OWN_CODE, classifier.check,
    own_data=(*data_names.OWN, data_names.PYTHON))
