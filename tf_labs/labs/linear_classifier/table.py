"""A table of classes: one that scikit-learn carries, or a CSV of one's own."""

from ml_collections import ConfigDict
import numpy as np

from tf_labs.config.lab_schemas.linear_classifier import CSV
from tf_labs.data import array_rules
from tf_labs.data import csv_files
from tf_labs.data.array_rules import OwnData


def load(data: ConfigDict) -> OwnData:
    """Returns the facts of a table, and its training and test rows, standardized by the former.

    Args:
      data: the section `data` of a config.

    Raises:
      UserError: it is no table of classes, or has one class only.
      DataNotAvailableError: it cannot be read.
    """
    if data.table.startswith(CSV):
        section = ConfigDict({'name': data.table, 'target': data.target, 'labels': 'sparse'})
        return OwnData(csv_files.describe(section), csv_files.load(section, ('train', 'test')))
    from sklearn import datasets  # a second of imports
    found = getattr(datasets, f'load_{data.table}')()
    names = np.array([str(name) for name in found.target_names])
    return array_rules.checked(
        {'train': (found.data, names[found.target])}, numbers=False, where=data.table,
        columns=[str(name).split(' (')[0] for name in found.feature_names])


def rows(whole: OwnData, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns x float32 [N, D] and labels int64 [N]."""
    examples = whole.splits[split]
    return examples.images.reshape(len(examples), -1), examples.labels


def fingerprints(whole: OwnData) -> dict[str, str]:
    """Returns the sha256 of each split."""
    return {split: examples.fingerprint() for split, examples in whole.splits.items()}
