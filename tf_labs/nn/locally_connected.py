"""A locally connected layer: a convolution whose kernels are not shared between places."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

OfPlace = Callable[[int], keras.initializers.Initializer]


class LocallyConnected(keras.layers.Layer):
    """y[p] = x[window of p] W[p] + b[p]: [B, H, W, C] -> [B, H', W', filters].

    Every place p of the H' W' has a kernel and biases of its own, so W is [H', W', size, size, C,
    filters] and b is [H', W', filters]; windows and padding are those of a convolution.

    The windows are gathered as [H' W', size size C, B], one matrix a place, and multiplied with
    the kernels place by place: of the ways that benchmarks/locally_connected.py compares it is the
    fastest.
    """

    def __init__(self, filters: int, size: int, kernel_initializer: OfPlace,
                 bias_initializer: keras.initializers.Initializer, dtype: str = 'float32', *,
                 stride: int = 1, padding: str = 'same'):
        """Makes the layer.

        Args:
          filters: of each place.
          size: side of the kernels.
          kernel_initializer: number of a place, row by row -> the initializer of its kernel
            [size, size, C, filters], with a seed of its own.
          bias_initializer: of all biases.
          dtype: Keras dtype policy.
          stride: of the windows, along both axes.
          padding: same or valid, as of Conv2D.
        """
        super().__init__(dtype=dtype)
        self.filters = filters
        self.kernel_size = (size, size)
        self.strides = (stride, stride)
        self.padding = padding
        self._initializers = kernel_initializer, bias_initializer

    def build(self, input_shape: Sequence[int | None]) -> None:
        of_place, of_bias = self._initializers
        _, *places, _ = self.compute_output_shape(input_shape)
        shape = (*places, *self.kernel_size, input_shape[-1], self.filters)

        def each_place(shape: Sequence[int], dtype: str | None = None) -> tf.Tensor:
            made = [of_place(place)(shape[2:], dtype=dtype) for place in range(np.prod(shape[:2]))]
            return tf.reshape(tf.stack(made), shape)

        self.kernel = self.add_weight(name='kernel', shape=shape, initializer=each_place)
        self.bias = self.add_weight(name='bias', shape=(*places, self.filters),
                                    initializer=of_bias)
        self.built = True

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        height, width, size, _, channels, _ = self.kernel.shape
        padded = keras.ops.pad(inputs, [(0, 0), *self._pads(inputs.shape), (0, 0)])
        pixels = self._windows(padded.shape[2])
        columns = keras.ops.reshape(  # [H W, C, B]
            keras.ops.transpose(padded, (1, 2, 3, 0)), (np.prod(padded.shape[1:3]), channels, -1))
        windows = keras.ops.reshape(keras.ops.take(columns, pixels, axis=0),
                                    (height * width, size * size * channels, -1))
        kernels = keras.ops.reshape(self.kernel, (height * width, -1, self.filters))
        outputs = keras.ops.matmul(keras.ops.transpose(kernels, (0, 2, 1)), windows)
        maps = keras.ops.reshape(outputs, (height, width, self.filters, -1))
        return keras.ops.transpose(maps, (3, 0, 1, 2)) + self.bias

    def _windows(self, width: int) -> np.ndarray:
        """Returns the numbers of the pixels of each window, [H' W', size^2], row by row."""
        rows, columns = (np.arange(count)[:, np.newaxis] * stride + np.arange(size)
                         for count, stride, size in zip(
                             self.kernel.shape, self.strides, self.kernel_size))  # [H', size]
        pixels = rows[:, np.newaxis, :, np.newaxis] * width + columns[:, np.newaxis, :]
        found: np.ndarray = pixels.reshape(len(rows) * len(columns), -1)
        return found

    def _pads(self, shape: Sequence[int]) -> list[tuple[int, int]]:
        """Returns the zeros before and behind each axis, as TensorFlow's convolutions have them."""
        if self.padding == 'valid':
            return [(0, 0), (0, 0)]
        pads = []
        for length, stride, size in zip(shape[1:3], self.strides, self.kernel_size):
            zeros = max(0, (-(-length // stride) - 1) * stride + size - length)
            pads.append((zeros // 2, zeros - zeros // 2))
        return pads

    def compute_output_shape(self, input_shape: Sequence[int | None]) -> tuple[int | None, ...]:
        places = []
        for length, stride, size in zip(input_shape[1:3], self.strides, self.kernel_size):
            less = size - 1 if self.padding == 'valid' else 0
            places.append(-(-(length - less) // stride))  # type: ignore[operator]
        return (input_shape[0], *places, self.filters)

    def of_keras(self) -> Callable[[keras.KerasTensor], keras.KerasTensor]:
        """Returns the windows as an operation of Keras, and a layer that multiplies each."""
        height, width, size, _, channels, filters = self.kernel.shape
        dense = keras.layers.EinsumDense('bhwk,hwkf->bhwf', (height, width, filters),
                                         bias_axes='hwf', dtype=self.dtype_policy)
        dense.build((None, height, width, size * size * channels))
        dense.set_weights([self.kernel.numpy().reshape(dense.kernel.shape), self.bias.numpy()])
        return lambda inputs: dense(keras.ops.image.extract_patches(
            inputs, self.kernel_size, self.strides, padding=self.padding))
