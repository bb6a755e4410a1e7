"""The figure of automatic differentiation: a tangent, and gradients that pile up."""

from collections.abc import Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def figure(w: float, gradient: float, accumulated: Sequence[float],
           tape: Sequence[float]) -> Figure:
    """Draws 2 w^2 + 5 with its tangent, and two ways to repeat a gradient.

    Args:
      w: where the tangent touches.
      gradient: its slope.
      accumulated: gradient of 2 w after each pass, added to what was there.
      tape: gradient of each pass alone.
    """
    made, ((left, right),) = plots.figure(1, 2, width=4.8, height=3.8)
    points = np.linspace(w - 3, w + 3, 101)
    left.plot(points, 2 * points**2 + 5, color='black', label='2 w² + 5')
    ends = np.array([w - 1.5, w + 1.5])
    left.plot(ends, 2 * w**2 + 5 + gradient * (ends - w), color=plots.COLOURS[1], linewidth=2,
              linestyle='--', label=f'tangent at w = {w:g}: slope {gradient:g}')
    left.plot(w, 2 * w**2 + 5, color=plots.COLOURS[1], marker='o')
    left.legend(fontsize=8, frameon=False, loc='upper left')
    plots.label(left, x='w', y='z', title='one gradient')
    passes = np.arange(1, len(tape) + 1)
    for index, (name, values) in enumerate((('added up, never set to 0', accumulated),
                                            ('a new tape each pass', tape))):
        right.plot(passes, values, label=name, **plots.line_style(index))
    right.xaxis.get_major_locator().set_params(integer=True)
    right.legend(fontsize=8, frameon=False, loc='upper left')
    plots.label(right, x='pass', y='gradient', title=f'{len(tape)} passes of z = 2 w')
    return made
