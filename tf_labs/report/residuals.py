"""What a net that learns numbers answers: predicted against true, and by how much it is off."""

from collections.abc import Sequence

import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.run_style import frame

SHOWN = 5000  # points of a figure
WORST = 10
_BINS = 30


def against_true(name: str, true: np.ndarray, predicted: np.ndarray, r2: float) -> Picture:
    """The predictions of a target over its true values, both [N] in its own unit."""
    figure, (axes,) = frame(f'Predicted against true: {name}', 3.6)
    step = max(1, len(true) // SHOWN)
    axes.scatter(true[::step], predicted[::step], color=plots.COLOURS[0], s=12)
    ends = [float(min(true.min(), predicted.min())), float(max(true.max(), predicted.max()))]
    axes.plot(ends, ends, color='black', linestyle='--', linewidth=1, label='equal')
    axes.legend(fontsize=8, frameon=False)
    plots.label(axes, x=f'{name}, true', y=f'{name}, predicted')
    return html.picture(f'predicted_{_word(name)}', figure,
                        f'Predicted against true values of {name}, {len(true):,} test examples: '
                        f'R^2 {r2:.4f}.',
                        'On the dashed line the net is right; a cloud that lies flatter than it '
                        'keeps to the mean.')


def histogram(name: str, true: np.ndarray, predicted: np.ndarray) -> Picture:
    """The residuals, true minus predicted."""
    left = true - predicted
    figure, (axes,) = frame(f'Residuals: {name}', 3.6)
    axes.hist(left, bins=_BINS, color=plots.COLOURS[0])
    axes.axvline(0, color='black', linestyle='--', linewidth=1)
    plots.label(axes, x=f'{name}: true - predicted', y='test examples')
    return html.picture(f'residuals_{_word(name)}', figure,
                        f'Residuals of {name}: mean {left.mean():.4g}, standard deviation '
                        f'{left.std():.4g}, largest {np.abs(left).max():.4g}.',
                        'Look whether they lie evenly about 0, and how far the tails reach.')


def worst(names: Sequence[str], true: np.ndarray, predicted: np.ndarray,
          sds: np.ndarray) -> list[dict[str, str]]:
    """Returns a row for each of the examples [N, T] that the net is farthest off."""
    distance = np.square((true - predicted) / sds).mean(axis=1)
    rows = []
    for place in np.argsort(-distance, kind='stable')[:WORST].tolist():
        row = {'test example': str(place)}
        for name, one, said in zip(names, true[place], predicted[place]):
            row |= {f'{name}, true': f'{one:.5g}', f'{name}, predicted': f'{said:.5g}',
                    f'{name}, residual': f'{one - said:.5g}'}
        rows.append(row)
    return rows


def _word(name: str) -> str:
    """Returns a name that a file can have."""
    return ''.join(one if one.isalnum() and one.isascii() else '_' for one in name)[:40]
