"""What all contenders of mnist_speed.py train, and how fast a library multiplies its matrices."""

from collections.abc import Callable
import dataclasses
from pathlib import Path
import statistics
import time

import numpy as np

PRODUCT_SECONDS = 0.3  # for each shape


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

    def products(self) -> list[tuple[int, int, int]]:
        """Returns (m, k, n) of each product [m, k] [k, n] of a training step.

        Of every layer the outputs, the gradient of its kernel, and but for the first layer the
        gradient of its inputs.
        """
        shapes = []
        for layer, (fan_in, units) in enumerate(zip(self.sizes, self.sizes[1:])):
            shapes.append((self.batch_size, fan_in, units))
            shapes.append((fan_in, self.batch_size, units))
            if layer:
                shapes.append((self.batch_size, units, fan_in))
        return shapes


def product_seconds(shapes: list[tuple[int, int, int]], to_device: Callable,
                    product: Callable) -> list[float]:
    """Returns the median seconds in which a library multiplies two float32 matrices of each shape.

    Args:
      shapes: of `Recipe.products`.
      to_device: makes the library's array of a NumPy array.
      product: of two of them; returns when it is computed.
    """
    generator = np.random.default_rng(0)
    medians = []
    for rows, inner, columns in shapes:
        left = to_device(generator.random((rows, inner), np.float32))
        right = to_device(generator.random((inner, columns), np.float32))
        product(left, right)
        taken = []
        end = time.perf_counter() + PRODUCT_SECONDS
        while (began := time.perf_counter()) < end:
            product(left, right)
            taken.append(time.perf_counter() - began)
        medians.append(statistics.median(taken))
    return medians
