"""What all contenders of mnist_speed.py train, and how fast a library can multiply at all."""

from collections.abc import Callable
import dataclasses
from pathlib import Path
import time

import numpy as np

MATMUL_SIZES = (1024, 2048, 4096)
MATMUL_SECONDS = 1.0  # for each size


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What all contenders have in common.

    Attributes:
      data: .npz file with images uint8 [N, H, W, C] and labels int64 [N].
      sizes: units of each layer, from the pixels to the logits.
      batch_size: examples a step.
      init_stddev: of the kernels, which are drawn from N(0, init_stddev^2).
      learning_rate: of Adam.
      scale: of the pixels.
    """

    data: Path
    sizes: tuple[int, ...]
    batch_size: int
    init_stddev: float
    learning_rate: float
    scale: float

    def load(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns images and labels."""
        with np.load(self.data) as arrays:
            return arrays['images'], arrays['labels']

    def load_scaled(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns images float32, scaled, and labels."""
        images, labels = self.load()
        return images * np.float32(self.scale), labels

    def flops(self, examples: int) -> int:
        """Returns the floating point operations of the matrix products of one epoch.

        Forward, gradient of the weights, gradient of the inputs: each multiplies and adds once a
        weight and example. The gradient of the first layer's inputs is not needed.
        """
        weights = [fan_in * units for fan_in, units in zip(self.sizes, self.sizes[1:])]
        return 2 * examples * (3 * sum(weights) - weights[0])


def matmul_peak(to_device: Callable, product: Callable) -> float:
    """Returns the most FLOP/s at which a library multiplies large square float32 matrices.

    Args:
      to_device: makes the library's array of a NumPy array.
      product: of two of them; returns when it is computed.
    """
    best = 0.0
    for size in MATMUL_SIZES:
        matrix = to_device(np.random.default_rng(0).random((size, size), np.float32))
        product(matrix, matrix)
        end = time.perf_counter() + MATMUL_SECONDS
        while (began := time.perf_counter()) < end:
            product(matrix, matrix)
            best = max(best, 2 * size**3 / (time.perf_counter() - began))
    return best
