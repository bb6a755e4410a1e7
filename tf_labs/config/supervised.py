"""The schema of the experiment "train a classifier": its fields and their defaults."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import data_names
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.supervised_values import CHOICES
from tf_labs.config.supervised_values import RANGES
from tf_labs.config.supervised_values import USED_BY


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


_OWN_CODE = {'model.name': 'model.', 'loss.name': '', 'optimizer.name': 'optimizer.'}

SCHEMA = ExperimentSchema(
    sections, RANGES, CHOICES, USED_BY, _OWN_CODE, classifier.check,
    own_data=(*data_names.OWN, data_names.PYTHON))
