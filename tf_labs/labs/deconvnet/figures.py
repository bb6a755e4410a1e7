"""Pairs of what the deconvnet projects and what the picture shows there, map by map."""

from collections.abc import Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots

ACROSS = 4  # pairs side by side
SIDE = 3  # of the square that the examples of a map make
LINE = 0.02  # width of the white lines between them, of a square


def pairs(layer: str, maps: Sequence[int], projections: np.ndarray, patches: np.ndarray,
          titles: Sequence[str], pixel_max: int) -> Figure:
    """Draws a panel a map: on the left its projections, on the right the patches of the images.

    Args:
      layer: its name.
      maps: the numbers of M feature maps.
      projections: float32 [M, K, h, w, C]; 0 becomes grey, and each has its own contrast.
      patches: uint8 [M, K, h, w, C].
      titles: what is said of each map.
      pixel_max: the largest value of a pixel of the patches.
    """
    rows = -(-len(maps) // ACROSS)
    figure, axes = plots.figure(
        rows, min(ACROSS, len(maps)), width=2.9, height=1.75,
        title=f'{layer}: the strongest activations of its feature maps, projected to the pixels, '
        'beside the images there\nnumber of the feature map: the most common label of these images')
    for one in axes.flat:
        one.set_axis_off()
    for one, number, projected, patch, title in zip(
            axes.flat, maps, projections, patches, titles):
        sheets = [square(contrast(projected)), square(patch / pixel_max)]
        gap = np.ones((len(sheets[0]), max(1, len(sheets[0]) // 20), 3))
        one.imshow(np.concatenate([sheets[0], gap, sheets[1]], axis=1), interpolation='nearest')
        one.set_title(f'{number}: {title}', fontsize=8)
    figure.set_label(
        f'{layer}. For each of {len(maps)} feature maps, the projections of its strongest '
        'activations and the parts of the pictures that caused them; the most common label: '
        + '; '.join(f'map {number} {title}' for number, title in zip(maps, titles)) + '.')
    return figure


def contrast(projections: np.ndarray, clipped: float = 0.0) -> np.ndarray:
    """Returns projections [K, h, w, C] in 0..1: 0 in the middle, each up to its own largest.

    Args:
      projections: float32.
      clipped: share of the values of each that lie beyond black and white, so that the others,
        where a few are far larger, can be told apart.
    """
    limits = np.quantile(np.abs(projections), 1 - clipped, axis=(1, 2, 3), keepdims=True)
    return np.clip(0.5 + projections / np.where(limits > 0, 2 * limits, 1), 0, 1)


def square(images: np.ndarray, columns: int = SIDE) -> np.ndarray:
    """Returns images [K, h, w, C] of 0..1, C 1 or 3, row by row in one [H, W, 3], white between.

    Small ones are made larger by whole factors, so that the lines between them stay thin.
    """
    factor = max(1, round(1 / (LINE * columns * max(images.shape[1:3]))))
    large = images.repeat(factor, axis=1).repeat(factor, axis=2)
    count, height, width, _ = large.shape
    rows = -(-count // columns)
    whole = np.ones((rows * (height + 1) - 1, columns * (width + 1) - 1, 3))
    for index, image in enumerate(large):
        top, left = index // columns * (height + 1), index % columns * (width + 1)
        whole[top:top + height, left:left + width] = image
    return whole
