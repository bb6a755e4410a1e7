"""What each field of a config can be: closed sets of names, ranges, and who reads it."""

import math

from tf_labs.config import trained_net_ranges

ACTIVATIONS = ('step', 'linear', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'leaky_relu_drawn',
               'prelu', 'elu', 'swish', 'gelu', 'selu', 'selu_drawn')
INITIALIZERS = ('zeros', 'ones', 'random_normal', 'glorot_normal', 'glorot_uniform', 'he_normal',
                'he_uniform')
MODELS = ('mlp', 'softmax', 'alexnet', 'zfnet', 'cifar_net')
CONVOLUTIONAL = ('alexnet', 'zfnet', 'cifar_net')
DENSE = ('mlp', 'softmax')
ADAMS = ('adam', 'adamw', 'nadam', 'adamax')
FULL_BATCH = ('rprop', 'lbfgs')  # compare gradients of successive steps: of one function only
PATHS = ('sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'rprop', 'lbfgs')
OPTIMIZERS = ('sgd', 'momentum_decay', 'adagrad', 'adadelta', 'rmsprop', *ADAMS, 'asgd',
              *FULL_BATCH)
TABLES = ('line', 'quiz', 'identity', 'and', 'or', 'nand', 'xor', 'diabetes')
SMALL_INITIALIZERS = ('zeros', 'fan_in_uniform', 'glorot_uniform', 'he_uniform', 'glorot_normal',
                      'he_normal', 'standard_normal')

CHOICES = {
    'data.labels': ('sparse', 'one_hot'),
    'model.name': MODELS,
    'model.form': ('function', 'subclass'),
    'model.activation': ACTIVATIONS,
    'model.kernel_initializer': INITIALIZERS,
    'model.bias_initializer': INITIALIZERS,
    'pretraining.name': ('none', 'rbm'),
    'optimizer.name': OPTIMIZERS,
    'optimizer.schedule': ('constant', 'step', 'cosine', 'plateau'),
    'train.execution': ('auto', 'eager', 'graph', 'xla'),
    'train.precision': ('float32', 'mixed_bfloat16'),
    'data.table': TABLES,
    'net.form': ('matrix', 'scalars', 'network'),
    'net.activation': ACTIVATIONS,
    'net.initializer': SMALL_INITIALIZERS,
    'net.loss': ('mean_squared_error', 'binary_cross_entropy'),
    'train.arithmetic': ('fast', 'in_order'),
    **trained_net_ranges.CHOICES,
}


def _sizes(values: tuple) -> bool:
    return bool(values) and all(isinstance(n, int) and n >= 1 for n in values)


def _finite(values: tuple) -> bool:
    return all(map(math.isfinite, values))


# path: (test, what is expected); None, where a field may be None, is not tested.
RANGES = {
    'seed': (lambda v: 0 <= v < 2**31, 'an integer from 0 to 2147483647'),
    'data.batch_size': (lambda v: v >= 1, 'at least 1'),
    'data.train_examples': (lambda v: v >= 1, 'at least 1'),
    'data.scale': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'data.eval_scale': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'data.crop': (lambda v: v >= 1, 'at least 1'),
    'data.color_jitter': (lambda v: math.isfinite(v) and v >= 0, 'a finite number of at least 0'),
    'data.side': (lambda v: v >= 1, 'at least 1'),
    'data.max_bad_examples': (lambda v: v >= 0, 'at least 0'),
    'data.validation_examples': (lambda v: v >= 0, 'at least 0'),
    'model.filters': (lambda v: len(v) == 4 and _sizes(v), 'four whole numbers of at least 1'),
    'model.first_kernel': (lambda v: v >= 1, 'at least 1'),
    'model.first_stride': (lambda v: v >= 1, 'at least 1'),
    'model.pool_size': (lambda v: v in (2, 3), '2 or 3'),
    'model.towers': (lambda v: v in (1, 2), '1 or 2'),
    'model.hidden_sizes': (
        lambda v: all(isinstance(n, int) and n >= 1 for n in v), 'whole numbers of at least 1'),
    'model.init_stddev': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'model.dropout_rate': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'model.batch_norm_momentum': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'pretraining.epochs': (lambda v: v >= 1, 'at least 1'),
    'pretraining.learning_rate': (
        lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'pretraining.momentum': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'pretraining.k': (lambda v: v >= 1, 'at least 1'),
    'pretraining.batch_size': (lambda v: v >= 1, 'at least 1'),
    'machine.hidden_sizes': (_sizes, 'whole numbers of at least 1'),
    'machine.epochs': (lambda v: v >= 1, 'at least 1'),
    'machine.learning_rate': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'machine.momentum': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'machine.k': (lambda v: v >= 1, 'at least 1'),
    'machine.batch_size': (lambda v: 1 <= v <= 1000, '1 to 1000'),
    'machine.compared_examples': (lambda v: v >= 1, 'at least 1'),
    'show.filters': (lambda v: v >= 1, 'at least 1'),
    'show.digits': (lambda v: v >= 1, 'at least 1'),
    'show.chain_steps': (_sizes, 'whole numbers of at least 1'),
    'optimizer.learning_rate': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'optimizer.momentum': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'optimizer.beta_1': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'optimizer.beta_2': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'optimizer.weight_decay': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'optimizer.average_from': (lambda v: v >= 0, 'at least 0'),
    'optimizer.history': (lambda v: v >= 1, 'at least 1'),
    'optimizer.decay_epochs': (lambda v: v >= 1, 'at least 1'),
    'optimizer.decay_rate': (lambda v: 0 < v <= 1, 'above 0 and at most 1'),
    'optimizer.patience': (lambda v: v >= 1, 'at least 1'),
    'optimizer.max_decays': (lambda v: v >= 1, 'at least 1'),
    'net.hidden_sizes': (
        lambda v: all(isinstance(n, int) and n >= 1 for n in v), 'whole numbers of at least 1'),
    'lottery.tickets': (lambda v: v >= 1, 'at least 1'),
    'lottery.depths': (_sizes, 'one whole number of at least 1, or more'),
    'lottery.widths': (_sizes, 'one whole number of at least 1, or more'),
    'lottery.activations': (
        lambda v: v and set(v) <= set(ACTIVATIONS), f'some of {", ".join(ACTIVATIONS)}'),
    'lottery.initializers': (
        lambda v: v and set(v) <= set(SMALL_INITIALIZERS),
        f'some of {", ".join(SMALL_INITIALIZERS)}'),
    'lottery.solved_below': (lambda v: 0 < v < math.log(2), 'above 0 and below ln 2'),
    'gallery.points': (lambda v: v >= 2, 'at least 2'),
    'gallery.quantiles': (lambda v: v >= 2 and v % 2 == 0, 'an even number of at least 2'),
    'gallery.wide_stddev': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'gallery.saturated_below': (lambda v: 0 < v < 1, 'above 0 and below 1'),
    'chain.x': (math.isfinite, 'a finite number'),
    'chain.weights': (lambda v: len(v) >= 2 and all(map(math.isfinite, v)),
                      'two finite numbers or more'),
    'chain.digits': (lambda v: 1 <= v <= 12, 'at least 1 and at most 12'),
    'depth.depths': (_sizes, 'one whole number of at least 1, or more'),
    'depth.units': (lambda v: v >= 1, 'at least 1'),
    'depth.examples': (lambda v: 1 <= v <= 1437, 'at least 1 and at most 1437'),
    'depth.small_stddev': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'dying.units': (lambda v: v >= 1, 'at least 1'),
    'dying.epochs': (lambda v: v >= 1, 'at least 1'),
    'dying.log_every': (lambda v: v >= 1, 'at least 1'),
    'dying.rate': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'dying.large_rate': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'dying.bias_rate': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'dying.negative_bias': (lambda v: math.isfinite(v) and v < 0, 'a finite number below 0'),
    'linearity.pairs': (lambda v: v >= 1, 'at least 1'),
    'linearity.tolerance': (lambda v: 0 < v < 1e-3, 'above 0 and below 0.001'),
    'linearity.sizes': (
        lambda v: len(v) >= 2 and _sizes(v), 'whole numbers of at least 1, two of them or more'),
    'mse.x': (lambda v: len(set(v)) >= 2 and _finite(v), 'finite numbers, at least two of them'),
    'mse.y': (_finite, 'finite numbers'),
    'mse.weight': (math.isfinite, 'a finite number'),
    'mse.bias': (math.isfinite, 'a finite number'),
    'mse.printed': (math.isfinite, 'a finite number'),
    'mse.tangents_at': (_finite, 'finite numbers'),
    'mse.curve_from': (math.isfinite, 'a finite number'),
    'mse.curve_to': (math.isfinite, 'a finite number'),
    'autograd.w': (lambda v: abs(v) <= 20, 'from -20 to 20'),
    'autograd.b': (lambda v: abs(v) <= 20, 'from -20 to 20'),
    'autograd.x': (lambda v: abs(v) <= 20, 'from -20 to 20'),
    'autograd.y': (lambda v: abs(v) <= 20, 'from -20 to 20'),
    'autograd.passes': (lambda v: v >= 1, 'at least 1'),
    'gates.print_every': (lambda v: v >= 1, 'at least 1'),
    'gates.tolerance': (lambda v: 0 <= v < 0.1, 'at least 0 and below 0.1'),
    'backprop.seeds': (lambda v: v >= 1, 'at least 1'),
    'backprop.solved_below': (lambda v: 0 < v < math.log(2), 'above 0 and below ln 2'),
    'backprop.notes_seed': (lambda v: v >= 0, 'at least 0'),
    'backprop.notes_first_cost': (
        lambda v: math.log(2) / 2 < v < math.log(2), 'between ln(2) / 2 and ln 2'),
    'backprop.difference_step': (lambda v: 1e-8 <= v <= 0.01, 'from 1e-8 to 0.01'),
    'backprop.checked_entries': (lambda v: v >= 1, 'at least 1'),
    'backprop.checked_examples': (lambda v: v >= 1, 'at least 1'),
    'digits.hidden_units': (lambda v: v >= 1, 'at least 1'),
    'digits.epochs': (lambda v: v >= 1, 'at least 1'),
    'digits.learning_rate': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'digits.batch_size': (lambda v: v >= 1, 'at least 1'),
    'train.log_every': (lambda v: v >= 1, 'at least 1'),
    'train.epochs': (lambda v: v >= 1, 'at least 1'),
    'train.steps': (lambda v: v >= 1, 'at least 1'),
    'train.steps_per_call': (lambda v: v >= 1, 'at least 1'),
    'train.eval_every_epochs': (lambda v: v >= 1, 'at least 1'),
    'train.checkpoint_every_steps': (lambda v: v >= 1, 'at least 1'),
    'train.keep': (lambda v: v >= 1, 'at least 1'),
    'train.keep_at_epochs': (
        lambda v: all(isinstance(n, int) and n >= 0 for n in v), 'whole numbers of at least 0'),
    'train.target_error': (lambda v: 0 < v < 1, 'above 0 and below 1'),
    'train.batch_size': (lambda v: v >= 1, 'at least 1'),
    'train.timed_steps': (lambda v: v >= 1, 'at least 1'),
    'embedding.rows': (lambda v: v >= 1, 'at least 1'),
    'embedding.timed_rows': (
        lambda v: v and all(isinstance(n, int) and n >= 1 for n in v), 'whole numbers above 0'),
    'paths.optimizers': (
        lambda v: v and len(set(v)) == len(v) and set(v) <= set(PATHS),
        f'some of {", ".join(PATHS)}, each once'),
    'paths.steps': (lambda v: v >= 1, 'at least 1'),
    'paths.within': (lambda v: math.isfinite(v) and v > 0, 'a finite number above 0'),
    'paths.momentum': (lambda v: 0 <= v < 1, 'at least 0 and below 1'),
    'paths.frames': (lambda v: v >= 5, 'at least 5'),
    **{f'rates.{name}': (
        lambda v: len(v) == 4 and all(math.isfinite(rate) and rate > 0 for rate in v),
        'four finite numbers above 0, for valley, saddle, beale and rosenbrock')
       for name in PATHS},
    'train.probe_examples': (lambda v: v >= 0, 'at least 0'),
    'train.num_threads': (lambda v: v >= 1, 'at least 1'),
    **trained_net_ranges.RANGES,
}

# path: (value without effect, the names that use the field, the field that holds the name)
USED_BY = {
    'optimizer.momentum': (0.0, ('sgd', 'rmsprop', 'momentum_decay'), 'optimizer.name'),
    'optimizer.nesterov': (False, ('sgd',), 'optimizer.name'),
    'optimizer.beta_1': (0.9, ADAMS, 'optimizer.name'),
    'optimizer.beta_2': (0.999, ADAMS, 'optimizer.name'),
    'optimizer.weight_decay': (0.01, ('adamw', 'momentum_decay'), 'optimizer.name'),
    'optimizer.average_from': (1_000_000, ('asgd',), 'optimizer.name'),
    'optimizer.history': (10, ('lbfgs',), 'optimizer.name'),
    'optimizer.schedule': (
        'constant', tuple(name for name in OPTIMIZERS if name != 'rprop'), 'optimizer.name'),
    'optimizer.decay_epochs': (10, ('step',), 'optimizer.schedule'),
    'optimizer.decay_rate': (0.1, ('step', 'plateau'), 'optimizer.schedule'),
    'optimizer.patience': (3, ('plateau',), 'optimizer.schedule'),
    'optimizer.max_decays': (3, ('plateau',), 'optimizer.schedule'),
    'model.init_stddev': (None, ('random_normal',), 'model.kernel_initializer'),
    'model.form': ('function', DENSE, 'model.name'),
    'model.bias_initializer': ('zeros', (*DENSE, 'cifar_net'), 'model.name'),
    'model.hidden_sizes': ((), ('mlp', *CONVOLUTIONAL), 'model.name'),
    'model.dropout_rate': (0.0, ('mlp', *CONVOLUTIONAL), 'model.name'),
    'model.filters': ((64, 64, 64, 64), ('cifar_net',), 'model.name'),
    'model.first_kernel': (5, ('cifar_net',), 'model.name'),
    'model.first_stride': (1, ('cifar_net',), 'model.name'),
    'model.without': ((), ('cifar_net',), 'model.name'),
    'model.pool_size': (3, CONVOLUTIONAL, 'model.name'),
    'model.lrn': (False, CONVOLUTIONAL, 'model.name'),
    'model.towers': (1, ('alexnet',), 'model.name'),
    'model.split_towers': (False, (2,), 'model.towers'),
    'model.batch_norm': (False, ('mlp',), 'model.name'),
    'model.batch_norm_momentum': (0.99, (True,), 'model.batch_norm'),
    'pretraining.name': ('none', ('mlp',), 'model.name'),
    'pretraining.epochs': (5, ('rbm',), 'pretraining.name'),
    'pretraining.learning_rate': (0.1, ('rbm',), 'pretraining.name'),
    'pretraining.momentum': (0.5, ('rbm',), 'pretraining.name'),
    'pretraining.k': (1, ('rbm',), 'pretraining.name'),
    'pretraining.batch_size': (100, ('rbm',), 'pretraining.name'),
}
