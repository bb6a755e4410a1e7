"""Nets of different sizes: what each one costs beside how well it answers."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import effects
from tf_labs.report import plots

QUANTITIES = ('parameters', 'multiply_adds')
WORDS = {'parameters': 'parameters', 'multiply_adds': 'connections (multiply-adds an example)'}


class NetSize(NamedTuple):
    """A net and its answers.

    Attributes:
      parameters: weights and biases.
      multiply_adds: multiplications for one example, each with its addition: one a connection.
      accuracies: over the test examples, of each seed.
    """

    parameters: int
    multiply_adds: int
    accuracies: tuple[float, ...]


def of_variants(outcomes: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, NetSize]:
    """Returns the sizes of variants whose runs tell them.

    Args:
      outcomes: {variant: what each of its runs has measured}.
    """
    wanted = (*QUANTITIES, 'test_accuracy')
    found = {}
    for name, runs in outcomes.items():
        sound = [run for run in runs if all(key in run for key in wanted)]
        if sound:
            found[name] = NetSize(sound[0]['parameters'], sound[0]['multiply_adds'],
                                  tuple(run['test_accuracy'] for run in sound))
    return found


def differ(sizes: Mapping[str, NetSize]) -> bool:
    """True if there are nets of two sizes or more."""
    return len({(size.parameters, size.multiply_adds) for size in sizes.values()}) > 1


def table(sizes: Mapping[str, NetSize]) -> list[dict[str, Any]]:
    """Returns a row for each net."""
    return [{'variant': name, 'parameters': f'{size.parameters:,}',
             'multiply-adds': f'{size.multiply_adds:,}',
             'test accuracy': effects.mean_and_sd(size.accuracies)}
            for name, size in sizes.items()]


def figure(lab: str, sizes: Mapping[str, NetSize]) -> Figure:
    """Draws test accuracy over parameters, and over connections; a mark for each net."""
    made, axes = plots.figure(1, 2, width=4.6, height=3.6, sharey=True,
                              title=f'{lab}: the size of each net, and how well it answers')
    for one, quantity in zip(axes[0], QUANTITIES):
        for index, (name, size) in enumerate(sizes.items()):
            style = plots.line_style(index)
            one.plot([getattr(size, quantity)] * len(size.accuracies), size.accuracies,
                     marker=style['marker'], color=style['color'], linestyle='none',
                     markersize=4, alpha=0.4)
            one.plot(getattr(size, quantity), np.mean(size.accuracies), label=name,
                     marker=style['marker'], color=style['color'], linestyle='none',
                     markersize=8, markeredgecolor='white')
        one.set_xscale('log')
        plots.label(one, x=WORDS[quantity], y='test accuracy')
    axes[0, 1].set_ylabel('')
    plots.legend_below(made, axes[0, 0])
    return made
