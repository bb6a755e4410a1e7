"""scikit-learn's digits, read from its file: its import takes a hundred times as long."""

import functools
import gzip
import importlib.util
from pathlib import Path
import zlib

import numpy as np

from tf_labs.data.catalog import CATALOG
from tf_labs.data.examples import Examples

FILE = 'datasets/data/digits.csv.gz'  # of the package: 64 pixels and a label a line


def split(name: str) -> Examples:
    """Returns `train` or `test`; every fifth digit is a test example.

    The file is in the order of the writers, so its tail would test on other people's hands.
    """
    kept = _splits()[name]
    return Examples(kept.images.copy(), kept.labels.copy())  # what the caller changes is its own


@functools.cache
def _splits() -> dict[str, Examples]:
    """Those of the file if they have the fingerprints of the catalog, else what it is loaded as."""
    spec = importlib.util.find_spec('sklearn')
    for place in (spec and spec.submodule_search_locations) or ():
        try:
            lines = gzip.decompress((Path(place) / FILE).read_bytes()).decode('ascii').split()
            table = np.array([line.split(',') for line in lines], np.uint8)
            found = _divided(table.reshape(-1, 65))
        except (OSError, EOFError, ValueError, OverflowError, zlib.error):  # other files
            continue
        if {name: part.fingerprint() for name, part in found.items()} == CATALOG['digits'].sha256:
            return found
    from sklearn import datasets
    digits = datasets.load_digits()
    return _divided(np.column_stack([digits.data, digits.target]))


def _divided(table: np.ndarray) -> dict[str, Examples]:
    images, labels = table[:, :-1].reshape(-1, 8, 8, 1), table[:, -1]
    is_test = np.arange(len(labels)) % 5 == 0
    return {name: Examples(images[chosen].astype(np.uint8), labels[chosen].astype(np.int64))
            for name, chosen in (('train', ~is_test), ('test', is_test))}
