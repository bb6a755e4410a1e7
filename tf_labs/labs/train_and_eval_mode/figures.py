"""The figures of the two modes."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import plots


def modes(batch_sizes: Sequence[int], accuracies: Mapping[str, np.ndarray],
          answers: Mapping[str, np.ndarray]) -> Figure:
    """Draws the accuracy by the size of the batch, and the answers to one image.

    Args:
      batch_sizes: [B].
      accuracies: {net and mode: [S, B]}.
      answers: {net and mode: probabilities of the right class}, of one seed.
    """
    made, ((left, right),) = plots.figure(1, 2, width=5.0, height=3.6,
                                          title='One trained net, two modes')
    plots.curves(left, {name: (batch_sizes, values) for name, values in accuracies.items()},
                 legend=False)
    left.set_xscale('log', base=2)
    left.set_ylim(0, 1.05)
    plots.label(left, x='images in the batch that is asked', y='test accuracy')
    for place, (name, values) in enumerate(answers.items()):
        style = plots.line_style(place)
        spread = np.linspace(-0.3, 0.3, len(values))
        right.plot(place + spread, values, linestyle='', marker=style['marker'], markersize=4,
                   color=style['color'])
    right.set_xticks(range(len(answers)), [name.replace(', ', '\n') for name in answers],
                     fontsize=8)
    right.set_ylim(-0.05, 1.05)
    plots.label(right, x='', y='probability of the right class',
                title=f'one image, asked {len(values)} times among others')
    plots.legend_below(made, left)
    return made


def dropout(x: np.ndarray, outputs: Mapping[str, np.ndarray], likely: np.ndarray,
            tested: Mapping[str, float]) -> Figure:
    """Draws the outputs under every mask, and the one at test.

    Args:
      x: what the units give, for the title.
      outputs: {way: [M]}, in training.
      likely: probability of each mask [M].
      tested: {way: at test}.
    """
    made, axes = plots.figure(1, len(outputs), width=4.6, height=3.0, sharex=True, sharey=True,
                              title=f'A linear unit above {len(x)} units with dropout, under all '
                              f'{len(likely)} masks')
    for index, (one, (way, values)) in enumerate(zip(axes[0], outputs.items())):
        one.hist(values, bins=30, weights=likely, color=plots.COLOURS[index], alpha=0.7)
        one.axvline(float(likely @ values), color='black', label='mean in training')
        one.axvline(tested[way], color=plots.COLOURS[3], linestyle='--', linewidth=2.5,
                    label='at test')
        one.legend(fontsize=8, frameon=False)
        plots.label(one, x='output', y='', title=way)
    axes[0, 0].set_ylabel('probability', fontsize=9)
    return made
