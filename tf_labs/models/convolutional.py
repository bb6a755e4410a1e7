"""What the convolutional nets share: layers with a start of their own each."""

import dataclasses

import keras

from tf_labs.nn import initializers
from tf_labs.nn import layers

KERNEL, BIAS, MASK = range(3)  # what a seed is for


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How the layers of a net begin and compute.

    Attributes:
      seed: of the run; each layer derives its own from it by its index and its tower.
      activation: name of tf_labs.nn.activations, after each layer but the last.
      kernel_initializer: name of tf_labs.nn.initializers.
      init_stddev: of the kernel initializer random_normal.
      dtype: Keras dtype policy.
    """

    seed: int
    activation: str
    kernel_initializer: str
    init_stddev: float
    dtype: str

    def _start(self, name: str, *position: int) -> keras.initializers.Initializer:
        return initializers.initializer(
            name, initializers.seed_of(self.seed, *position), self.init_stddev)

    def convolution(self, index: int, filters: int, size: int, *, stride: int = 1,
                    padding: str = 'same', bias: str = 'zeros',
                    tower: int = 0) -> list[keras.layers.Layer]:
        """Returns a convolution and its activation; `bias` is the name of an initializer."""
        return [layers.convolution(
            filters, size, self._start(self.kernel_initializer, index, KERNEL, tower),
            self._start(bias, index, BIAS, tower), self.dtype, stride=stride, padding=padding),
            layers.activation(self.activation, self.dtype)]

    def dense(self, index: int, units: int, *, bias: str = 'zeros',
              dropout_rate: float = 0.0) -> list[keras.layers.Layer]:
        """Returns a hidden dense layer, its activation and, of a rate above 0, dropout."""
        stack = [layers.dense(units, self._start(self.kernel_initializer, index, KERNEL),
                              self._start(bias, index, BIAS), self.dtype),
                 layers.activation(self.activation, self.dtype)]
        if dropout_rate > 0:
            stack.append(layers.dropout(
                dropout_rate, initializers.seed_of(self.seed, index, MASK), self.dtype))
        return stack

    def logits(self, index: int, classes: int, *, bias: str = 'zeros') -> keras.layers.Layer:
        """Returns the last layer, in float32 in any case, as the loss is."""
        return layers.dense(classes, self._start(self.kernel_initializer, index, KERNEL),
                            self._start(bias, index, BIAS), 'float32')
