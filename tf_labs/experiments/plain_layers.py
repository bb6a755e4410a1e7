"""A net as plain JSON: what a page evaluates without TensorFlow, one layer after the other."""

import base64
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from tf_labs.errors import UserError
from tf_labs.nn import activations
from tf_labs.nn.response_norm import LocalResponseNorm

Plain = dict[str, Any]

_NOTHING = (keras.layers.Flatten, keras.layers.Dropout)  # places stand in the order of memory
_POOLINGS = {keras.layers.MaxPooling2D: 'max_pool', keras.layers.AveragePooling2D: 'average_pool'}


def layers(model: keras.Model, activation: str) -> list[Plain]:
    """Returns the layers of a net.

    Each is a dictionary with a `kind`, and with floats as base64 of little-endian float32. A layer
    of feature maps has `before` and `after`, the shapes [H, W, C] of what goes in and comes out.

        dense          inputs, units; kernel [inputs, units], row by row; bias [units]
        conv           filters; size, strides; padding: above and left; kernel [h, w, C, filters]
        max_pool, average_pool    size, strides, padding
        zero_pad       padding: above and left
        batch_norm     gamma, beta, mean, variance: each [channels]; epsilon
        response_norm  radius, bias, alpha, beta, same_map
        activation     name: of a curve in activation_curves.js; parameters: those that it learnt

    What does nothing outside of training, and the flattening, are left out.

    Args:
      model: of layers one after the other.
      activation: name of what stands between them.

    Raises:
      UserError: the page does not know a layer.
    """
    own = type(activations.ACTIVATIONS[activation].layer('float32'))
    shape = tuple(getattr(model, 'input_shape', (None,))[1:])
    known: list[Plain] = []
    for layer in model.layers:
        plain = _activation(layer, activation) if isinstance(layer, own) else _plain(layer, shape)
        if len(shape) == 3 and not isinstance(layer, keras.layers.Dense):
            after = tuple(layer.compute_output_shape((None, *shape))[1:])
            plain |= {'before': shape, 'after': after} if plain and len(after) == 3 else {}
            shape = after
        known += [plain] if plain else []
    return known


def _plain(layer: keras.layers.Layer, shape: Sequence[int]) -> Plain:
    """Returns a layer that gets this shape; {} of one that does nothing."""
    if isinstance(layer, keras.layers.Dense) and layer.activation is keras.activations.linear:
        return {'kind': 'dense', 'inputs': layer.kernel.shape[0], 'units': layer.units,
                **_weights(layer)}
    if isinstance(layer, keras.layers.BatchNormalization) and layer.scale and layer.center:
        return {'kind': 'batch_norm', 'epsilon': layer.epsilon,
                'gamma': _base64(layer.gamma), 'beta': _base64(layer.beta),
                'mean': _base64(layer.moving_mean), 'variance': _base64(layer.moving_variance)}
    if isinstance(layer, _NOTHING):
        return {}
    found = _of_maps(layer, shape) if len(shape) == 3 else {}
    if not found:
        raise _unknown(layer)
    return found


def _of_maps(layer: keras.layers.Layer, shape: Sequence[int]) -> Plain:
    """Returns a layer of feature maps; {} of one that the page does not know."""
    if getattr(layer, 'data_format', 'channels_last') != 'channels_last':
        return {}
    if type(layer) is keras.layers.Conv2D:
        is_plain = (layer.activation is keras.activations.linear and layer.groups == 1
                    and tuple(layer.dilation_rate) == (1, 1))
        return {'kind': 'conv', 'filters': layer.filters, **_weights(layer),
                **_windows(layer, layer.kernel_size, shape)} if is_plain else {}
    if type(layer) in _POOLINGS:
        return {'kind': _POOLINGS[type(layer)], **_windows(layer, layer.pool_size, shape)}
    if isinstance(layer, keras.layers.ZeroPadding2D):
        (top, _), (left, _) = layer.padding
        return {'kind': 'zero_pad', 'padding': [top, left]}
    if isinstance(layer, LocalResponseNorm):
        return {'kind': 'response_norm', 'radius': layer.depth_radius, 'bias': layer.bias,
                'alpha': layer.alpha, 'beta': layer.beta, 'same_map': layer.scope == 'same_map'}
    return {}


def _windows(layer: keras.layers.Layer, size: Sequence[int], shape: Sequence[int]) -> Plain:
    """Returns windows, and what of the first lies outside, above and left."""
    def before(length: int, side: int, stride: int) -> int:
        if layer.padding == 'valid':
            return 0
        return max(0, (-(-length // stride) - 1) * stride + side - length) // 2
    return {'size': list(size), 'strides': list(layer.strides), 'padding': [
        before(*one) for one in zip(shape, size, layer.strides)]}


def _weights(layer: keras.layers.Layer) -> Plain:
    bias = layer.bias if layer.use_bias else np.zeros(layer.kernel.shape[-1])
    return {'kernel': _base64(layer.kernel), 'bias': _base64(bias)}


def _activation(layer: keras.layers.Layer, name: str) -> Plain:
    """Returns an activation with those parameters of its curve that it has learnt."""
    parameters = {}
    if isinstance(layer, activations.PReLU):
        parameters = {'a': float(layer.alpha.numpy().item())}
    elif layer.weights:  # the page would answer with what they were at first
        raise _unknown(layer)
    return {'kind': 'activation', 'name': name, 'parameters': parameters}


def _unknown(layer: keras.layers.Layer) -> UserError:
    return UserError('the page does not support a layer of this net', expected=(
        'dense layers, convolutions, pooling, batch norm, response norm, padding, dropout, the '
        'activation of the config'), received=f'{layer.name} ({type(layer).__name__})')


def _base64(values: npt.ArrayLike) -> str:
    return base64.b64encode(np.asarray(values, dtype='<f4').tobytes()).decode()
