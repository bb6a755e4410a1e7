"""The initializers of weights by name, without TensorFlow."""

# The class of keras.initializers, and the arguments that it takes.
# random_normal: N(0, stddev^2). Glorot (Xavier) normal: variance 2 / (fan_in + fan_out), uniform:
# +- sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010). He normal: variance 2 / fan_in,
# uniform: +- sqrt(6 / fan_in) (He et al., 2015). Keras truncates glorot_normal and he_normal at
# two standard deviations and widens them so that the variance is the formula's.
INITIALIZERS: dict[str, tuple[str, tuple[str, ...]]] = {
    'zeros': ('Zeros', ()),
    'ones': ('Ones', ()),
    'random_normal': ('RandomNormal', ('stddev', 'seed')),
    'glorot_normal': ('GlorotNormal', ('seed',)),
    'glorot_uniform': ('GlorotUniform', ('seed',)),
    'he_normal': ('HeNormal', ('seed',)),
    'he_uniform': ('HeUniform', ('seed',)),
}

# Of the small nets of the first labs, see tf_labs.models.initial_weights.
SMALL_NET_INITIALIZERS = ('zeros', 'fan_in_uniform', 'glorot_uniform', 'he_uniform',
                          'glorot_normal', 'he_normal', 'standard_normal')
