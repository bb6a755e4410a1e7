"""Towers: stacks of layers beside each other, on one device or on one each."""

from collections.abc import Callable, Sequence
import contextlib
from typing import Any

import keras
import tensorflow as tf

from tf_labs.nn import activations


class Towers(keras.layers.Layer):
    """Each stack gets the whole input; the outputs stand one behind the other in the channels.

    Where towers follow towers, each of the second sees what all of the first have found. Inside of
    a tower a layer sees its own tower only, which is what a grouped convolution computes.

    Attributes:
      stacks: a list of lists of layers.
    """

    def __init__(self, stacks: Sequence[Sequence[keras.layers.Layer]],
                 devices: Sequence[str] | None = None, dtype: str = 'float32'):
        """Makes the towers.

        Args:
          stacks: layers of each tower; of the outputs only the channels may differ.
          devices: where the variables and the arithmetic of each tower live, 'GPU:1'; None: where
            TensorFlow puts them.
          dtype: Keras dtype policy of what goes in.
        """
        super().__init__(dtype=dtype)
        self.stacks = [list(stack) for stack in stacks]
        self.devices = devices

    def _places(self) -> list[contextlib.AbstractContextManager[Any]]:
        """A context for each tower; a context is entered once, so they are made each time."""
        if self.devices is None:
            return [contextlib.nullcontext() for _ in self.stacks]
        return [tf.device(device) for device in self.devices]

    def build(self, input_shape: Sequence[int | None]) -> None:
        for stack, place in zip(self.stacks, self._places(), strict=True):
            shape = input_shape
            with place:
                for layer in stack:
                    layer.build(shape)
                    shape = layer.compute_output_shape(shape)
        self.built = True

    def call(self, inputs: tf.Tensor, training: bool = False) -> tf.Tensor:
        outputs = []
        for stack, place in zip(self.stacks, self._places(), strict=True):
            hidden = inputs
            with place:
                for layer in stack:
                    hidden = layer(hidden)  # Keras hands `training` on to the layers that take it
            outputs.append(hidden)
        return keras.ops.concatenate(outputs, axis=-1)

    def compute_output_shape(self, input_shape: Sequence[int | None]) -> tuple[int | None, ...]:
        shapes: list[Any] = []
        for stack in self.stacks:
            shape = input_shape
            for layer in stack:
                shape = layer.compute_output_shape(shape)
            shapes.append(shape)
        return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))

    def of_keras(self) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
        """Returns the towers as layers of Keras that are joined."""
        def joined(inputs: keras.KerasTensor) -> keras.KerasTensor:
            outputs = []
            for stack in self.stacks:
                hidden = inputs
                for layer in stack:
                    hidden = activations.of_keras(layer)(hidden)
                outputs.append(hidden)
            return keras.ops.concatenate(outputs, axis=-1)
        return joined
