"""The figure of effects: where its dots and bars are, and what it says of itself."""

import pytest

from tf_labs.report import contrasts
from tf_labs.report import forest
from tf_labs.report import plots


def found(**values):
    """Returns the contrasts of test accuracies by config, each over seeds from 1."""
    return contrasts.all_of({name: {seed: {'test_accuracy': value} for seed, value in enumerate(
        one, 1)} for name, one in values.items()})


BASE = (0.90, 0.91, 0.92)
SURE, UNSURE = (0.95, 0.962, 0.97), (0.91, 0.90, 0.93)


def test_dots_bars_and_the_line_at_zero():
    every = found(base=BASE, sure=SURE, unsure=UNSURE, alone=(0.9,))
    axes = forest.figure(every).axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ['sure', 'unsure', 'alone']
    bottom, top = axes.get_ylim()
    assert bottom > top  # the first is above
    assert list(axes.lines[0].get_xdata()) == [0, 0]
    bars = [line for line in axes.lines[1:] if len(line.get_xdata()) == 2]
    dots = [line for line in axes.lines[1:] if len(line.get_xdata()) == 1]
    assert [list(bar.get_xdata()) for bar in bars] == [
        [one.effect.low, one.effect.high] for one in every[:2]]
    assert [dot.get_xdata()[0] for dot in dots] == pytest.approx(
        [one.effect.difference for one in every])
    assert [dot.get_markerfacecolor() for dot in dots] == [plots.COLOURS[0], 'white', 'white']
    assert 'in points' in axes.get_xlabel()


def test_one_huge_difference_does_not_hide_the_others():
    near = forest.figure(found(base=BASE, sure=SURE, unsure=UNSURE)).axes[0]
    assert near.get_xscale() == 'linear'
    far = forest.figure(found(base=BASE, sure=SURE, unsure=UNSURE, wreck=(0.1, 0.11, 0.12001)))
    assert far.axes[0].get_xscale() == 'symlog' and 'logarithmic' in far.axes[0].get_xlabel()


def test_description_tells_every_dot_with_its_verdict():
    every = found(base=BASE, sure=SURE, unsure=UNSURE)
    said = plots.description(forest.figure(every))
    assert said == forest.picture(every).alt
    assert said.startswith('Differences in test accuracy from base')
    for one in every:
        assert f'{one.name} {one.difference}, {one.verdict}' in said
