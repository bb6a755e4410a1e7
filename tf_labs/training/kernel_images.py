"""Weights as small images: eight bits are enough to look at."""

import base64
from typing import Any

import numpy as np

_LARGEST = 127


def encode(images: np.ndarray) -> dict[str, Any]:
    """Returns images [N, H, W, C] for JSON; `limit` is the magnitude that 127 stands for."""
    images = np.nan_to_num(images, posinf=0.0, neginf=0.0)
    limit = float(f'{np.abs(images).max():.6g}') or 1.0
    steps = np.clip(np.round(images * (_LARGEST / limit)), -_LARGEST, _LARGEST).astype(np.int8)
    return {'shape': list(images.shape), 'limit': limit,
            'int8': base64.b64encode(steps.tobytes()).decode()}


def decode(stored: dict[str, Any]) -> np.ndarray:
    """Inverse of `encode`, to within limit / 254: float32 [N, H, W, C]."""
    steps = np.frombuffer(base64.b64decode(stored['int8']), np.int8)
    step: float = stored['limit'] / _LARGEST
    return steps.reshape(stored['shape']).astype(np.float32) * step


def sheet(images: np.ndarray, columns: int = 8) -> np.ndarray:
    """Returns images [N, H, W, C] as one, row by row, 0 in middle grey: float32 [h, w, C], 0..1.

    Lines of one white pixel part them.
    """
    count, height, width, channels = images.shape
    rows = -(-count // columns)
    limit = float(np.abs(images).max()) or 1.0
    whole = np.ones((rows * (height + 1) - 1, columns * (width + 1) - 1, channels), np.float32)
    for index, image in enumerate(images):
        top, left = index // columns * (height + 1), index % columns * (width + 1)
        whole[top:top + height, left:left + width] = image / (2 * limit) + 0.5
    return whole
