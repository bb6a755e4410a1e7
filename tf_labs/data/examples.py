"""Examples in memory."""

from collections.abc import Sequence
import dataclasses
import hashlib

import numpy as np


@dataclasses.dataclass(frozen=True)
class Examples:
    """One split: images [N, H, W, C] and labels.

    Images are uint8, or float32 of data sets of numbers; labels int64 [N], or float32 [N, T] of T
    targets.
    """

    images: np.ndarray
    labels: np.ndarray
    units: str = ''  # of numbers that are standardized, as text

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of each image."""
        height, width, channels = self.images.shape[1:]
        return height, width, channels

    def first(self, n: int | None) -> 'Examples':
        """Returns the first n examples; all if n is None."""
        return self if n is None else self.part(0, n)

    def part(self, start: int, stop: int) -> 'Examples':
        """Returns the examples start..stop - 1."""
        return Examples(self.images[start:stop], self.labels[start:stop], self.units)

    def take(self, numbers: np.ndarray | Sequence[int]) -> 'Examples':
        """Returns the examples of these numbers, in this order."""
        return Examples(self.images[numbers], self.labels[numbers], self.units)

    def fingerprint(self) -> str:
        """Returns the sha256 over shape and units, images and labels, in order."""
        sha = hashlib.sha256(f'{self.images.shape}{self.units}'.encode())
        sha.update(np.ascontiguousarray(self.images).data)
        sha.update(np.ascontiguousarray(self.labels).data)
        return sha.hexdigest()
