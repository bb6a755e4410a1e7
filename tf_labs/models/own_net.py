"""A net of one's own: built, and tried on zeros before anything is written."""

from collections.abc import Callable, Iterator, Sequence
import contextlib
from typing import Any
import weakref

import keras
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config import own_code
from tf_labs.config.own_names import SIGNATURES
from tf_labs.errors import UserError
from tf_labs.models import layer_stack

Build = Callable[[tuple[int, int, int], int, ConfigDict], keras.Model]
_EXPECTED = SIGNATURES['model.name']
_ENDS = (keras.activations.softmax, keras.activations.sigmoid)  # probabilities
_built: weakref.WeakSet[keras.Model] = weakref.WeakSet()


def make(build: Build, config: ConfigDict, shape: tuple[int, int, int], classes: int, *,
         replicas: int = 1) -> keras.Model:
    """Returns the net that a function builds, with weights that are a function of config.seed.

    Args:
      build: gets the shape of an image, the number of classes and a copy of the config.
      config: of the run. Under train.precision mixed_bfloat16 that is the policy of the layers.
      shape: (height, width, channels) of what the net is fed.
      classes: number of logits.
      replicas: devices that share a batch.

    Raises:
      UserError: it raises, or what it returns cannot be trained here.
    """
    name = config.model.name
    with reproducible(config.seed, config.train.precision), own_code.calling('model.name', name):
        model = build(shape, classes, config.copy_and_resolve_references())
        if not isinstance(model, keras.Model):
            raise _refused(name, 'does not return a net', _EXPECTED, type(model).__name__)
        if model in _built:
            raise _refused(name, 'returns a net that it has returned before',
                           'a new one at each call', type(model).__name__)
        _check_answers(model, name, shape, classes)
    _built.add(model)
    _check_layers(model, name, replicas)
    if replicas == 1:
        with own_code.calling('model.name', name):
            traced = tf.function(lambda images: model(images, training=True), autograph=False)
            traced.get_concrete_function(tf.TensorSpec([None, *shape]))
    return model


@contextlib.contextmanager
def reproducible(seed: int, precision: str) -> Iterator[None]:
    """Within it what has no seed of its own is a function of this one, and layers compute so."""
    policy = keras.config.dtype_policy()
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)


def _check_answers(model: keras.Model, name: str, shape: Sequence[int], classes: int) -> None:
    """Two images, of zeros and of noise: what has not been built is built by them."""
    noise = np.random.default_rng(0).uniform(size=shape)
    images = tf.constant(np.stack([np.zeros(shape), noise]), tf.float32)
    logits = model(images, training=False)
    if not tf.is_tensor(logits) or logits.shape != (2, classes):
        raise _refused(name, f'does not give {classes} logits for each of 2 images',
                       f'[2, {classes}]',
                       list(logits.shape) if tf.is_tensor(logits) else type(logits).__name__)
    if logits.dtype != tf.float32:
        raise _refused(name, 'gives logits of another type', "float32, as of Dense(classes, "
                       "dtype='float32')", logits.dtype.name)
    values = logits.numpy()
    if not np.isfinite(values).all():
        raise _refused(name, 'gives logits that are not finite', 'finite ones',
                       values.ravel().tolist())
    layers = model.layers
    last = getattr(layers[-1], 'activation', None) if layers else None
    if last in _ENDS or (np.all(values >= 0) and np.allclose(values.sum(axis=1), 1, atol=1e-3)):
        raise _refused(name, 'gives probabilities', 'logits, as the losses here take the softmax: '
                       'a last layer without an activation',
                       ', '.join(f'{value:.3g}' for value in values[0][:3]) + ' ...')


def _check_layers(model: keras.Model, name: str, replicas: int) -> None:
    if not model.trainable_variables:
        raise _refused(name, 'has nothing to train', 'a net with trainable weights',
                       f'{len(model.variables)} variables')
    alone = [layer.name for layer in layer_stack.every(model)
             if isinstance(layer, keras.layers.BatchNormalization) and not layer.synchronized]
    if replicas > 1 and alone:
        raise _refused(name, f'has a batch norm of its own on each of {replicas} devices',
                       'BatchNormalization(synchronized=True), or --devices=1', alone[0])


def _refused(name: str, what: str, expected: str, received: Any) -> UserError:
    return UserError(f'config.model.name {name} {what}', expected=expected, received=received)
