"""Before the first step: the hidden layers of a net set from stacked Boltzmann machines."""

import dataclasses
from typing import Any

import keras
from ml_collections import ConfigDict
import numpy as np

from tf_labs.console import say
from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.data.streams import Stream
from tf_labs.models.rbm import Weights
from tf_labs.training import rbm_training


@dataclasses.dataclass(frozen=True)
class PretrainedLayer:
    """A trained machine, and its reconstruction errors in the first and in the last epoch."""

    weights: Weights
    first_error: float
    last_error: float


# A comparison begins many runs from one stack: the same images, settings and seed.
_known: dict[tuple[Any, ...], list[PretrainedLayer]] = {}


def pretrain(config: ConfigDict, model: keras.Model, examples: Examples | Stream) -> None:
    """Sets kernels and biases of the hidden layers, if the config says so; prints a line for each.

    The output layer keeps the weights of its initializer.

    Args:
      config: of a run that is about to begin.
      model: its network.
      examples: all of the training split, however few labels are used afterwards.
    """
    if config.pretraining.name == 'none':
        return
    assert isinstance(examples, Examples), 'validated: photographs train no machine'
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    for number, (layer, machine) in enumerate(zip(dense[:-1], _stack(config, examples)), 1):
        layer.kernel.assign(machine.weights.kernel)
        layer.bias.assign(machine.weights.hidden_bias)
        visible, hidden = machine.weights.kernel.shape
        say(f'{config.lab}: pre-training of layer {number}, {visible}-{hidden}: reconstruction '
            f'error {machine.first_error:.4f} -> {machine.last_error:.4f} over '
            f'{config.pretraining.epochs} epochs')


def _stack(config: ConfigDict, examples: Examples) -> list[PretrainedLayer]:
    """Returns the trained machines; those of equal images, settings and seed only once."""
    chosen = config.pretraining
    settings = rbm_training.RBMSettings(
        chosen.epochs, chosen.learning_rate, chosen.momentum, chosen.k, chosen.batch_size,
        'pretraining.learning_rate')
    sizes = tuple(config.model.hidden_sizes)
    key = (fingerprint(examples), config.data.scale, sizes, settings, config.seed)
    if key not in _known:
        images = examples.images.reshape(len(examples), -1) * np.float32(config.data.scale)
        _known[key] = [
            PretrainedLayer(epochs[-1].weights, epochs[0].reconstruction_error,
                            epochs[-1].reconstruction_error)
            for epochs in rbm_training.pretrain(images, sizes, settings, config.seed)]
    return _known[key]
