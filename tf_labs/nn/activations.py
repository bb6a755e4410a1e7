"""Activation functions by name."""

import keras

# linear: x. sigmoid: 1 / (1 + exp(-x)). relu: max(0, x). leaky_relu: 0.01 x below 0 (the slope of
# the Lab-09-1 notes). elu: exp(x) - 1 below 0. selu: 1.0507 times an elu of alpha 1.6733
# (Klambauer et al., 2017). swish: x sigmoid(x).
ACTIVATIONS = {
    'linear': lambda dtype: keras.layers.Activation('linear', dtype=dtype),
    'sigmoid': lambda dtype: keras.layers.Activation('sigmoid', dtype=dtype),
    'tanh': lambda dtype: keras.layers.Activation('tanh', dtype=dtype),
    'relu': lambda dtype: keras.layers.ReLU(dtype=dtype),
    'leaky_relu': lambda dtype: keras.layers.LeakyReLU(negative_slope=0.01, dtype=dtype),
    'elu': lambda dtype: keras.layers.Activation('elu', dtype=dtype),
    'selu': lambda dtype: keras.layers.Activation('selu', dtype=dtype),
    'swish': lambda dtype: keras.layers.Activation('swish', dtype=dtype),
}
