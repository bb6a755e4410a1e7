"""The figure of a comparison: what counts time, and a legend that covers nothing."""

import pytest

from tf_labs.report import comparison


def rows(steps_per_epoch: int, epochs: int) -> list[dict]:
    return [{'step': steps_per_epoch * epoch, 'epoch': epoch, 'train_loss': 1 / epoch}
            for epoch in range(1, epochs + 1)]


@pytest.mark.parametrize('one, other, place', [
    (rows(10, 3), rows(10, 5), 'epoch'),
    (rows(2, 30), rows(20, 3), 'step'),  # epochs of unlike length
    ([{'step': 5, 'train_loss': 1.0}], rows(10, 3), 'step'),
])
def test_time_is_counted_in_what_all_variants_share(one, other, place):
    figure = comparison.figures('lab', {'one': [one], 'other': [other]})['comparison']
    axes = figure.axes[0]
    assert axes.get_xlabel() == place
    assert [list(line.get_xdata()) for line in axes.lines] == [
        [row[place] for row in run] for run in (one, other)]


def test_one_legend_names_every_variant():
    figure = comparison.figures('lab', {name: [rows(10, 3)] for name in 'abc'})['comparison']
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ['a', 'b', 'c']
    assert all(axes.get_legend() is None for axes in figure.axes)


def test_nothing_logged_is_no_figure():
    assert comparison.figures('lab', {'a': [], 'b': [[]]}) == {}
