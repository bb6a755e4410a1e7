"""Which examples are for the test, where nobody has said it: by a hash of their content.

So it depends neither on names nor on the order, and equal examples are on the same side.
"""

import hashlib

import numpy as np

SHARE = 1 / 6  # of the test


def is_test(digest: bytes) -> bool:
    """True for an example of the test, by the sha256 of its content."""
    return int.from_bytes(digest[:4], 'big') / 2**32 < SHARE


def of_rows(rows: np.ndarray) -> np.ndarray:
    """Returns which of the rows [N, ...] are for the test, bool [N], by their bytes."""
    flat = np.ascontiguousarray(rows).reshape(len(rows), -1)
    digests = (hashlib.sha256(row.data).digest() for row in flat)
    return np.fromiter(map(is_test, digests), bool, len(flat))
