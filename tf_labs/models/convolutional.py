"""What the convolutional nets share: layers with a start of their own each."""

import dataclasses

import keras

from tf_labs.nn import initializers
from tf_labs.nn import layers
from tf_labs.nn.locally_connected import LocallyConnected

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

    def _start(self, name: str, *position: int,
               stddev: float | None = None) -> keras.initializers.Initializer:
        return initializers.initializer(
            name, initializers.seed_of(self.seed, *position),
            self.init_stddev if stddev is None else stddev)

    def _bias(self, bias: str | float, *position: int) -> keras.initializers.Initializer:
        """Returns the initializer of this name, or of this value."""
        if isinstance(bias, str):
            return self._start(bias, *position)
        return keras.initializers.Constant(bias)

    def convolution(self, index: int, filters: int, size: int, *, stride: int = 1,
                    padding: str = 'same', bias: str | float = 'zeros', tower: int = 0,
                    stddev: float | None = None) -> list[keras.layers.Layer]:
        """Returns a convolution and its activation.

        Args:
          index: of the layer in the net, of which its seed is made.
          filters, size, stride, padding: of tf_labs.nn.layers.
          bias: name of an initializer, or the first value of each bias.
          tower: number of the tower that it is in.
          stddev: of the kernel initializer random_normal; None: that of the net.
        """
        return [layers.convolution(
            filters, size, self._start(self.kernel_initializer, index, KERNEL, tower,
                                       stddev=stddev),
            self._bias(bias, index, BIAS, tower), self.dtype, stride=stride, padding=padding),
            layers.activation(self.activation, self.dtype)]

    def local(self, index: int, filters: int, size: int, *, stride: int = 1,
              padding: str = 'same', bias: str | float = 'zeros', tower: int = 0,
              stddev: float | None = None) -> list[keras.layers.Layer]:
        """Returns a locally connected layer and its activation, arguments as of `convolution`."""
        return [LocallyConnected(
            filters, size, lambda place: self._start(
                self.kernel_initializer, index, KERNEL, tower, place, stddev=stddev),
            self._bias(bias, index, BIAS, tower), self.dtype, stride=stride, padding=padding),
            layers.activation(self.activation, self.dtype)]

    def dense(self, index: int, units: int, *, bias: str | float = 'zeros',
              dropout_rate: float = 0.0,
              stddev: float | None = None) -> list[keras.layers.Layer]:
        """Returns a hidden dense layer, its activation and, of a rate above 0, dropout."""
        stack = [layers.dense(
            units, self._start(self.kernel_initializer, index, KERNEL, stddev=stddev),
            self._bias(bias, index, BIAS), self.dtype),
            layers.activation(self.activation, self.dtype)]
        if dropout_rate > 0:
            stack.append(layers.dropout(
                dropout_rate, initializers.seed_of(self.seed, index, MASK), self.dtype))
        return stack

    def logits(self, index: int, classes: int, *, bias: str | float = 'zeros',
               stddev: float | None = None) -> keras.layers.Layer:
        """Returns the last layer, in float32 in any case, as the loss is."""
        return layers.dense(
            classes, self._start(self.kernel_initializer, index, KERNEL, stddev=stddev),
            self._bias(bias, index, BIAS), 'float32')
