"""Do the same parts of different objects mean the same to a net? (Zeiler and Fergus 2013, 4.3)

Covering a part of image i changes the features of a layer by e_i = x_i - x~_i. If the net relates
the part across images, the changes have the same signs in all of them.
"""

import numpy as np


def sign_distance(changes: np.ndarray) -> float:
    """Returns the mean Hamming distance of the signs of changes, as a share of the features.

    Delta = sum over i != j of H(sign(e_i), sign(e_j)) / (n (n - 1) D): 0 where all changes have the
    same signs, about 0.5 of independent ones without zeros. A sign is one of three, -1, 0 and 1:
    that a feature does not change at all is told apart from both directions, so it counts as a
    difference beside a feature that changes and as agreement beside another that does not.

    Args:
      changes: e_1 ... e_n, [n, ...]; n is at least 2.
    """
    signs = np.sign(np.reshape(changes, (len(changes), -1)))  # [n, D]
    count = len(signs)
    alike = sum((same := (signs == sign).sum(axis=0)) * (same - 1) for sign in (-1, 0, 1))
    return float(1 - np.mean(alike) / (count * (count - 1)))


def mean_and_error(values: np.ndarray) -> tuple[float, float]:
    """Returns the mean of values [n] and its standard error, sd / sqrt(n)."""
    return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))


def places_on(is_object: np.ndarray, height: int, width: int, share: float) -> np.ndarray:
    """Returns the places (top, left) of a box that lies on an object, int32 [K, 2], K >= 1.

    Args:
      is_object: how much of each pixel belongs to the object, 0..1, [h, w].
      height, width: of the box, which is within the image.
      share: of the box that is on the object at least; where no place has so much, the places
        that have most.
    """
    windows = np.lib.stride_tricks.sliding_window_view(
        np.asarray(is_object, dtype=np.float64), (height, width))
    covered = windows.mean(axis=(2, 3))
    return np.argwhere(covered >= min(share, covered.max()) - 1e-9).astype(np.int32)
