"""The mean image of a training split, and the directions in which its colours vary."""

import dataclasses
import sys

import numpy as np
from tqdm import tqdm

from tf_labs.data import cache
from tf_labs.data import pipeline
from tf_labs.data.arrays import Form
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.data.streams import tell_of_pass

PIXEL_MAX = 255
EIGENVALUES, DEVIATIONS = 'eigenvalues', 'deviations'
SUMS = ('total', 'products', 'count')


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

    def components(self, scale: str = EIGENVALUES) -> np.ndarray:
        """Returns float32 [C, C]: the eigenvectors, each times what colour jitter draws along it.

        Args:
          scale: eigenvalues, as in the formula of the AlexNet paper, or deviations, their square
            roots, as in the program of its authors: the standard deviation of the pixels along the
            eigenvector. An eigenvalue has the unit of a square, so the formula depends on the unit
            of the pixels. The eigenvalues are taken of pixels from 0 to 1, as they are commonly
            printed for ImageNet, and the change is brought back to the unit of these pixels.
        """
        lengths = (np.sqrt(self.eigenvalues) if scale == DEVIATIONS
                   else self.eigenvalues / PIXEL_MAX)
        return (self.eigenvectors * lengths).astype(np.float32)


def of(examples: Examples | Stream) -> Statistics:
    """Computes the statistics in one pass, by sums in float64 in the order of the examples.

    Those of a stream are kept under its fingerprint for the next run.

    Raises:
      RunFailedError: the stream cannot be read.
    """
    if isinstance(examples, Examples):
        return _from_sums(*_sums(examples))
    name = f'statistics-{examples.fingerprint()[:32]}'
    channels = examples.image_shape[2]
    sums = cache.read(name, {'total': Form('float64', examples.image_shape),
                             'products': Form('float64', (channels, channels)),
                             'count': Form('i', ())})
    if sums is None or int(sums['count']) != len(examples):
        sums = dict(zip(SUMS, _sums(examples)))
        cache.write(name, sums)
    return _from_sums(*(sums[key] for key in SUMS))


def _sums(examples: Examples | Stream) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns the sum of the images [H, W, C], of the products of channels [C, C], and N."""
    height, width, channels = examples.image_shape
    total, products = np.zeros([height, width, channels]), np.zeros([channels, channels])
    tell_of_pass(examples, 'for their mean, once')
    shown = isinstance(examples, Stream) and sys.stderr.isatty()
    with tqdm(total=len(examples), desc='mean image', unit='image', leave=False,
              disable=not shown) as bar:
        for images, _ in pipeline.evaluation_batches(examples):
            values = images.numpy().astype(np.float64)
            total += values.sum(axis=0)
            flat = values.reshape(-1, channels)
            products += flat.T @ flat  # whole numbers below 2^53: exact, however they are added
            bar.update(len(values))
    return total, products, np.array(len(examples))


def _from_sums(total: np.ndarray, products: np.ndarray, count: np.ndarray) -> Statistics:
    height, width, _ = total.shape
    pixels = count * height * width
    color = total.sum(axis=(0, 1)) / pixels
    eigenvalues, eigenvectors = np.linalg.eigh(products / pixels - np.outer(color, color))
    eigenvalues, eigenvectors = eigenvalues[::-1], eigenvectors[:, ::-1]
    largest = np.abs(eigenvectors).argmax(axis=0)
    signs = np.sign(eigenvectors[largest, np.arange(len(largest))])
    return Statistics((total / count).astype(np.float32), np.maximum(eigenvalues, 0),
                      eigenvectors * signs)
