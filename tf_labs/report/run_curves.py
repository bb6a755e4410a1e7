"""Loss and accuracy of a run over its epochs."""

from collections.abc import Iterable, Sequence

import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.looks import Looks
from tf_labs.report.looks import short
from tf_labs.report.run_style import frame
from tf_labs.report.run_style import scale_of
from tf_labs.training.row_log import Row

# In rows, and in words.
_QUANTITIES = {'loss': 'loss', 'accuracy': 'accuracy', 'r2': 'R^2'}
_CAPTIONS = {
    'loss': 'Look where the lines part: a test loss that rises again while that of the training '
            'falls is overfitting.',
    'accuracy': 'Look at the gap: what the training has more than the test is memorized.',
    'r2': 'Look at the gap: what the training has more than the test is memorized.'}
_PAD = 0.08  # of the height, above and below the curves
_LEAST = 0.02  # of accuracy that an axis spans
_LONG = 4  # epochs of a run whose first is not what one wants to see


def curves(rows: Sequence[Row], steps_per_epoch: int, looks: Looks | None) -> list[Picture]:
    """Returns `loss` and `accuracy` or `r2`, of train and test, and of the probe.

    Args:
      rows: of metrics.jsonl; may be empty.
      steps_per_epoch: of the run.
      looks: into the net, if there are any.
    """
    return [picture for name in _QUANTITIES
            for picture in [_curve(name, rows, steps_per_epoch, looks)] if picture is not None]


def _curve(name: str, rows: Sequence[Row], steps_per_epoch: int,
           looks: Looks | None) -> Picture | None:
    word = _QUANTITIES[name]
    lines = {title: ([row['step'] / steps_per_epoch for row in rows if key in row],
                     [row[key] for row in rows if key in row])
             for title, key in ((f'train {word} (mean of the epoch)', f'train_{name}'),
                                (f'validation {word}', f'validation_{name}'),
                                (f'test {word}', f'test_{name}'))}
    if looks is not None and name in looks.rows[0]:
        lines[f'{looks.rows[0]["examples"]} training examples, each measurement'] = (
            [step / steps_per_epoch for step in looks.steps], [row[name] for row in looks.rows])
    lines = {title: line for title, line in lines.items() if np.isfinite(line[1]).any()}
    if not lines:
        return None
    figure, (axes,) = frame(f'{word[0].upper()}{word[1:]}', 3.6)
    for index, (title, (x, y)) in enumerate(lines.items()):
        axes.plot(x, np.where(np.isfinite(y), y, np.nan), label=title,
                  markevery=max(1, len(x) // 12), **plots.line_style(index))
    plots.label(axes, x='epoch', y=word)
    if name == 'loss':
        axes.set_yscale(scale_of(np.concatenate([y for _, y in lines.values()])))
        cut = ''
    else:
        low, high = learnt_range(lines.values())
        axes.set_ylim(low, high)
        lowest = np.nanmin([np.nanmin(y) for _, y in lines.values()])
        cut = f' The axis begins at {low:.2f}; before that it rose from {lowest:.2f}.' if (
            lowest < low) else ''
    figure.legend(loc='outside lower center', ncols=1, fontsize=8, frameon=False)
    said = ' '.join(_ends_text(name, title, x, y) for title, (x, y) in lines.items())
    return html.picture(name, figure, f'Curves over the epochs. {said}',
                        f'{_CAPTIONS[name]}{cut}')


def learnt_range(lines: Iterable[tuple[Sequence[float], Sequence[float]]]) -> tuple[float, float]:
    """Returns the ends of an axis that shows what is learnt after the first epoch, or the second.

    Every curve begins at chance: an axis with that on it would press all else to its top.
    """
    pairs = [(x, y) for line in lines for x, y in zip(*line) if np.isfinite(y)]
    first = 2 if max(x for x, _ in pairs) >= _LONG else 1
    after = [y for x, y in pairs if x >= first] or [y for _, y in pairs]
    low, high = min(after), max(after)
    pad = max(_PAD * (high - low), _LEAST / 2)
    return low - pad, min(1.0 + pad / 4, high + pad)


def _ends_text(name: str, title: str, x: Sequence[float], y: Sequence[float]) -> str:
    """Says where a curve begins, ends, and was best in between."""
    text = f'{title[0].upper()}{title[1:]}: {short(y[0])} at epoch {x[0]:.3g}'
    if len(y) == 1:
        return f'{text}.'
    best = int(np.nanargmin(y) if name == 'loss' else np.nanargmax(y))
    text += f', {short(y[-1])} at epoch {x[-1]:.3g}'
    if 0 < best < len(y) - 1:
        kind = 'lowest' if name == 'loss' else 'highest'
        text += f', {kind} {short(y[best])} at epoch {x[best]:.3g}'
    return f'{text}.'
