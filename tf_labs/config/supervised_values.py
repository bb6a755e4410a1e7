"""Which values the fields of a classifier take, and with which other values they have an effect."""

from tf_labs.config import optimizer_table
from tf_labs.config import ranges
from tf_labs.config.activation_table import ACTIVATIONS
from tf_labs.config.experiment_schema import UsedBy
from tf_labs.config.initializer_table import INITIALIZERS
from tf_labs.config.loss_table import LOSSES
from tf_labs.config.nets import NETS
from tf_labs.config.nets import OF_LAYERS
from tf_labs.config.nets import OF_STAGES
from tf_labs.config.nets import readers
from tf_labs.config.optimizer_table import OPTIMIZERS

CHOICES = {
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

RANGES = {
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

USED_BY = {
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
