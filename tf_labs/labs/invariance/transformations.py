"""Pictures shifted, scaled and rotated about their middle."""

import math

import numpy as np
from scipy import ndimage

TRANSLATION, SCALE, ROTATION = 'translation', 'scale', 'rotation'
IDENTITY = {TRANSLATION: 0.0, SCALE: 1.0, ROTATION: 0.0}
UNITS = {TRANSLATION: 'pixels down', SCALE: 'times larger', ROTATION: 'degrees counter-clockwise'}


def transformed(images: np.ndarray, kind: str, value: float) -> np.ndarray:
    """Returns pictures with one transformation applied, uint8 [B, H, W, C].

    Between pixels it is linear; what comes in over an edge has the colour of that edge.

    Args:
      images: uint8 [B, H, W, C].
      kind: TRANSLATION by `value` pixels down, SCALE by the factor `value`, or ROTATION by `value`
        degrees counter-clockwise, both about the middle.
      value: of the transformation.
    """
    if value == IDENTITY[kind]:
        return images
    matrix, shift = _backwards(kind, value)
    middle = (np.array(images.shape[1:3]) - 1) / 2
    offset = middle - matrix @ middle - shift
    whole = np.eye(4)
    whole[1:3, 1:3] = matrix
    moved = ndimage.affine_transform(
        images.astype(np.float32), whole, offset=(0, *offset, 0), order=1, mode='nearest')
    found: np.ndarray = np.rint(moved).astype(images.dtype)
    return found


def _backwards(kind: str, value: float) -> tuple[np.ndarray, np.ndarray]:
    """Returns (matrix, shift) that lead from a place of the result to one of the picture."""
    still = np.zeros(2)
    if kind == TRANSLATION:
        return np.eye(2), np.array([value, 0.0])
    if kind == SCALE:
        return np.eye(2) / value, still
    angle = math.radians(value)
    return np.array([[math.cos(angle), math.sin(angle)],
                     [-math.sin(angle), math.cos(angle)]]), still
