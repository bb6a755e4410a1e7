"""A net as Keras's configuration of it, which is believed only where it can run no code.

A directory may come from anybody. Of what Keras reads, Lambda layers hold code, and any name of a
module is imported; so every class in a configuration must be one of those below, exactly as Keras
writes it, and there is nothing in it that Keras would take for a function, a loss or an optimizer.
"""

import copy
import json
from typing import Any

import keras
from keras.src.models.functional import Functional
import numpy as np
import tensorflow as tf

_LAYERS = (
    'InputLayer', 'Dense', 'Conv1D', 'Conv2D', 'Conv2DTranspose', 'DepthwiseConv2D',
    'SeparableConv2D', 'Flatten', 'Reshape', 'Permute', 'Activation', 'ReLU', 'LeakyReLU', 'ELU',
    'PReLU', 'Softmax', 'BatchNormalization', 'LayerNormalization', 'GroupNormalization',
    'UnitNormalization', 'Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'GaussianDropout',
    'GaussianNoise', 'AlphaDropout', 'MaxPooling1D', 'MaxPooling2D', 'AveragePooling1D',
    'AveragePooling2D', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D', 'GlobalAveragePooling1D',
    'GlobalAveragePooling2D', 'Normalization', 'ZeroPadding2D', 'Cropping2D', 'UpSampling2D',
    'Rescaling', 'Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate',
    'RepeatVector', 'MultiHeadAttention')
_INITIALIZERS = (
    'Zeros', 'Ones', 'Constant', 'RandomNormal', 'RandomUniform', 'TruncatedNormal',
    'VarianceScaling', 'GlorotUniform', 'GlorotNormal', 'HeNormal', 'HeUniform', 'LecunNormal',
    'LecunUniform', 'Orthogonal', 'Identity')
_ALLOWED = {
    *(('keras.layers', name) for name in _LAYERS),
    *(('keras.initializers', name) for name in _INITIALIZERS),
    *(('keras.regularizers', name) for name in ('L1', 'L2', 'L1L2', 'OrthogonalRegularizer')),
    *(('keras.constraints', name) for name in ('MaxNorm', 'NonNeg', 'UnitNorm', 'MinMaxNorm')),
    *(('keras.src.ops.numpy', name) for name in (
        'Add', 'Subtract', 'Multiply', 'Divide', 'TrueDivide', 'Mean', 'Sum', 'Maximum',
        'Reshape', 'Concatenate', 'Transpose', 'Negative')),
    *(('keras.src.ops.nn', name) for name in ('Relu', 'Gelu', 'Silu', 'Sigmoid')),
    ('keras', 'DTypePolicy'), ('keras', 'Sequential'),
    ('keras.src.models.functional', 'Functional'),
}
_PLAIN = ('__tuple__', '__keras_tensor__', '__slice__', '__ellipsis__')  # without a module
_KEYS = {'module', 'class_name', 'config', 'registered_name', 'build_config', 'name',
         'inbound_nodes'}
_TRIED = 2


def is_safe(stored: Any) -> bool:
    """True of a configuration in which every class is one of the list."""
    try:
        return isinstance(stored, dict) and stored.get('class_name') in (
            'Sequential', 'Functional') and _is_safe(stored)
    except RecursionError:
        return False


def _is_safe(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_safe, value))
    if not isinstance(value, dict):
        return True
    if {'class_name', 'module', 'registered_name', 'compile_config'} & set(value):
        if not _is_known_class(value):
            return False
    layers = value.get('layers', [])
    if not isinstance(layers, list) or not all(
            isinstance(layer, dict) and 'module' in layer for layer in layers):
        return False  # of older forms, which Keras reads in another way
    return all(map(_is_safe, value.values()))


def _is_known_class(value: dict[str, Any]) -> bool:
    name = value.get('class_name')
    if name in _PLAIN:
        return 'module' not in value and 'registered_name' not in value
    return set(value) <= _KEYS and (value.get('module'), name) in _ALLOWED and (
        value.get('registered_name') in (None, name))


def to_config(model: keras.Model, shape: tuple[int, ...]) -> dict[str, Any] | None:
    """Returns the configuration of a net; None where there is none that could be used.

    That is so of subclasses, of nets with a layer that is not on the list, and of one that would
    answer otherwise when it is made again and given the same weights.

    Args:
      model: of one's own.
      shape: of an image that it is fed.
    """
    if type(model) not in (keras.Sequential, Functional):
        return None
    stored: dict[str, Any] | None = _serialized(model)
    if stored is None or not is_safe(stored):
        return None
    again = from_config(stored)
    if [variable.shape for variable in again.variables] != [
            variable.shape for variable in model.variables]:
        return None
    for variable, value in zip(again.variables, model.variables):
        variable.assign(value)
    noise = tf.constant(np.random.default_rng(0).uniform(size=[_TRIED, *shape]), tf.float32)
    same = np.array_equal(again(noise, training=False), model(noise, training=False))
    return stored if same else None


def is_plain(model: keras.Model) -> bool:
    """True of a net that is made of layers of the list alone."""
    return is_safe(_serialized(model))


def _serialized(model: keras.Model) -> Any:
    """Returns what Keras writes of a net, as JSON gives it back; None where it cannot."""
    try:
        return _uncompiled(json.loads(json.dumps(keras.saving.serialize_keras_object(model))))
    except Exception:  # a layer of one's own says what it is
        return None


def _uncompiled(value: Any) -> Any:
    """A net that was compiled would bring losses and metrics; here nothing reads them."""
    if isinstance(value, dict):
        return {key: _uncompiled(item) for key, item in value.items() if key != 'compile_config'}
    return list(map(_uncompiled, value)) if isinstance(value, list) else value


def from_config(stored: dict[str, Any]) -> keras.Model:
    """Returns the net of a configuration for which `is_safe` is true, with weights to be replaced.

    Raises:
      Exception: of many types, for what Keras cannot read.
    """
    model: keras.Model = keras.saving.deserialize_keras_object(  # which takes it apart
        copy.deepcopy(stored), safe_mode=True)
    return model
