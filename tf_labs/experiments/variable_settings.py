"""Learning rates and decays of single layers: from a config to the variables of a net."""

from typing import Any

import keras
from ml_collections import ConfigDict

from tf_labs.config import nets
from tf_labs.models import features
from tf_labs.nn.locally_connected import LocallyConnected
from tf_labs.nn.momentum_decay import MomentumDecay
from tf_labs.nn.momentum_decay import Own


def give(optimizer: MomentumDecay, config: ConfigDict, model: keras.Model) -> None:
    """Gives the variables of a net what the config has for their layers, if it is one of NETS.

    The towers of a layer share its values. Biases decay nowhere; those of a locally connected
    layer, which have three axes as no others, are named to the optimizer for that.
    """
    if config.model.name not in nets.NETS:
        return
    settings = config.optimizer
    whole, without = nets.weighted_layers(config.model), config.model.without
    is_kept = [name not in without for name in whole]
    of_kernels, of_biases, decays = (
        _of_kept(values, is_kept) for values in (
            settings.kernel_rates, settings.bias_rates, settings.weight_decays))
    places = {name: place for place, name in enumerate(features.layer_names(model))}
    for name, layer in features.single_layers(model):
        place = places[name if name in places else name[:-1]]  # of a tower, less its letter
        largest = settings.max_filter_rms if isinstance(layer, keras.layers.Conv2D) else None
        optimizer.set_variable(layer.kernel, Own(
            of_kernels.get(place, 1.0), decays.get(place), largest))
        optimizer.set_variable(layer.bias, Own(
            of_biases.get(place, 1.0), 0.0 if isinstance(layer, LocallyConnected) else None))


def _of_kept(values: Any, is_kept: list[bool]) -> dict[int, float]:
    """Returns the values of the layers that are in the net, by their places in it."""
    kept = [value for value, is_one in zip(values, is_kept) if is_one]
    return dict(enumerate(kept))
