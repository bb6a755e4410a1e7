"""The mean image of a training split, and the directions in which its colours vary."""

import dataclasses

import numpy as np

from tf_labs.data import pipeline
from tf_labs.data.sources import Examples

PIXEL_MAX = 255


@dataclasses.dataclass(frozen=True, eq=False)
class Statistics:
    """What is known of the pixels of a split, in their own unit.

    Attributes:
      mean: float32 [H, W, C], over the examples.
      eigenvalues: float64 [C], of the covariance of the channels over all pixels, largest first.
      eigenvectors: float64 [C, C], one a column, in the same order; the largest entry of each is
        positive, so that they are the same everywhere.
    """

    mean: np.ndarray
    eigenvalues: np.ndarray
    eigenvectors: np.ndarray

    @property
    def components(self) -> np.ndarray:
        """float32 [C, C]: the eigenvectors times their eigenvalues, for colour jitter.

        An eigenvalue has the unit of a square, so the formula of the paper depends on the unit of
        the pixels. The eigenvalues are taken of pixels from 0 to 1, as they are commonly printed
        for ImageNet, and the change is brought back to the unit of these pixels.
        """
        return (self.eigenvectors * (self.eigenvalues / PIXEL_MAX)).astype(np.float32)


def of(examples: Examples) -> Statistics:
    """Computes the statistics in one pass, by sums in float64 in the order of the examples."""
    total, products, pixels = np.zeros(1), np.zeros(1), 0
    for images, _ in pipeline.evaluation_batches(examples):
        values = images.numpy().astype(np.float64)
        total = total + values.sum(axis=0)  # [H, W, C]
        flat = values.reshape(-1, values.shape[-1])
        products = products + flat.T @ flat  # [C, C]; whole numbers, so in any order the same
        pixels += len(flat)
    color = total.sum(axis=(0, 1)) / pixels
    covariance = products / pixels - np.outer(color, color)
    eigenvalues, eigenvectors = np.linalg.eigh(covariance)
    eigenvalues, eigenvectors = eigenvalues[::-1], eigenvectors[:, ::-1]
    largest = np.abs(eigenvectors).argmax(axis=0)
    signs = np.sign(eigenvectors[largest, np.arange(len(largest))])
    return Statistics((total / len(examples)).astype(np.float32),
                      np.maximum(eigenvalues, 0), eigenvectors * signs)
