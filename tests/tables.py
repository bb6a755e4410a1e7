"""Small tables of tests, and configs that learn them within a second, with nothing traced."""

from pathlib import Path

import numpy as np

import tf_labs

SMALL = {'data.batch_size': 16, 'model.hidden_sizes': (8,), 'train.epochs': 2,
         'train.execution': 'eager', 'train.diagnostics': False}


def flowers() -> tuple[list[str], np.ndarray, list[str]]:
    """Returns names of columns, numbers [150, 4] and classes of iris, which scikit-learn has."""
    from sklearn import datasets
    found = datasets.load_iris()
    return ['a', 'b', 'c', 'd'], found.data, [str(found.target_names[t]) for t in found.target]


def lines(rows: int = 120, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Returns x [N, 3] and y = 5 x_0 - 2 x_1 + 30 + noise [N]."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(rows, 3)) * (1, 10, 0.1) + (0, 100, -5)
    return x, 5 * x[:, 0] - 2 * x[:, 1] + 30 + generator.normal(size=rows)


def write_csv(path: Path, names, rows, separator: str = ',') -> Path:
    """Writes a table as text."""
    path.write_text('\n'.join(separator.join(map(str, row)) for row in (names, *rows)) + '\n',
                    'utf-8')
    return path


def flower_csv(path: Path) -> Path:
    """Writes iris."""
    names, x, classes = flowers()
    return write_csv(path, [*names, 'kind'], [[*row, one] for row, one in zip(x, classes)])


def line_csv(path: Path) -> Path:
    """Writes `lines`, its target first."""
    x, y = lines()
    return write_csv(path, ['price', 'u', 'v', 'w'], np.column_stack([y, x]).tolist())


def config(lab: str, name: str, **changes):
    """Returns the config of a lab on data of one's own; `changes` with __ for each dot."""
    return tf_labs.load(lab, {**SMALL, 'data.name': name, **{
        path.replace('__', '.'): value for path, value in changes.items()}})
