"""Which layers a net is made of: all of them, and one after the other where it is a chain."""

from collections.abc import Sequence

import keras
from keras.src.models.functional import Functional

from tf_labs.errors import UserError
from tf_labs.models.mlp import MLP
from tf_labs.nn.activations import Elementwise
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.nn.towers import Towers

Layers = list[keras.layers.Layer]
ACTIVATIONS = (keras.layers.ReLU, keras.layers.Activation, keras.layers.LeakyReLU,
               keras.layers.ELU, keras.layers.PReLU, Elementwise)
NOISES = (keras.layers.Dropout, keras.layers.SpatialDropout1D, keras.layers.SpatialDropout2D,
          keras.layers.SpatialDropout3D, keras.layers.GaussianDropout, keras.layers.GaussianNoise,
          keras.layers.AlphaDropout)  # which do nothing when the net is evaluated
WINDOWS = (keras.layers.Conv2D, LocallyConnected, keras.layers.MaxPooling2D,
           keras.layers.AveragePooling2D)
# Places stay apart in these, and each of their outputs is of one place or of a window of places.
LOCAL = (*WINDOWS, *ACTIVATIONS, *NOISES, Towers, LocalResponseNorm, keras.layers.ZeroPadding2D,
         keras.layers.BatchNormalization, keras.layers.Rescaling)
KNOWN = (*LOCAL, keras.layers.Dense, keras.layers.Flatten, keras.layers.GlobalAveragePooling2D,
         keras.layers.GlobalMaxPooling2D)


def every(model: keras.Model) -> Layers:
    """Returns all layers, also those inside of others; no nets among them."""
    found = model._flatten_layers(include_self=False)
    return [layer for layer in found if not isinstance(layer, keras.Model)]


def chain(model: keras.Model) -> Layers:
    """Returns the layers of a net in which each one takes what the one before it gives.

    Raises:
      UserError: the net has branches, or a call of its own.
    """
    found = chain_or_none(model)
    if found is None:
        kind = ('a net with branches' if isinstance(model, Functional)
                else f'{type(model).__name__}, a subclass of keras.Model')
        raise UserError('the net is not a sequence of layers, one after the other',
                        expected='keras.Sequential, or a functional net without branches',
                        received=kind)
    return found


def chain_or_none(model: keras.Model) -> Layers | None:
    """Returns what `chain` does; None of what is no chain."""
    if isinstance(model, MLP):
        return list(model.layers)
    if isinstance(model, keras.Sequential):
        found: Layers = []
        for layer in model.layers:
            inner = chain_or_none(layer) if isinstance(layer, keras.Model) else [layer]
            if inner is None:
                return None
            found += inner
        return found
    return _of_functional(model) if isinstance(model, Functional) else None


def _of_functional(model: Functional) -> Layers | None:
    first, *others = model.operations
    before, found = first, []
    for one in others:
        if not isinstance(one, keras.layers.Layer) or not _takes(one, before):
            return None
        inner = chain_or_none(one) if isinstance(one, keras.Model) else [one]
        if inner is None:
            return None
        found += inner
        before = one
    is_end = len(model.outputs) == 1 and model.outputs[0]._keras_history.operation is before
    return found if is_end and isinstance(first, keras.layers.InputLayer) else None


def _takes(layer: keras.layers.Layer, before: keras.layers.Layer) -> bool:
    """True if a layer is called once in the net, on what `before` gives and nothing else."""
    calls = layer._inbound_nodes
    return len(calls) == 1 and [
        tensor._keras_history.operation for tensor in calls[0].input_tensors] == [before]


def check_local(layers: Sequence[keras.layers.Layer]) -> None:
    """Raises `UserError` for a layer of which it is not known what places of its input it sees."""
    for layer in layers:
        is_plain = getattr(layer, 'groups', 1) == 1 and (
            getattr(layer, 'data_format', None) != 'channels_first')
        if not isinstance(layer, LOCAL) or not is_plain:
            raise UserError('this layer cannot be traced back to the pixels', received=(
                f'{layer.name}, a {type(layer).__name__}'), expected='convolutions, poolings, '
                'batch norm, response norm, activations, padding and dropout before it')
