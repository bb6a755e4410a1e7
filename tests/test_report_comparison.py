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


@pytest.mark.parametrize('steps, scale', [(50, 'linear'), (51, 'log')])
def test_runs_of_very_unlike_length_share_a_logarithmic_axis(steps, scale):
    series = {'short': [rows(10, 1)], 'long': [[{'step': steps, 'train_loss': 1.0}]]}
    assert comparison.figures('lab', series)['comparison'].axes[0].get_xscale() == scale


def test_ranking_puts_the_best_mean_on_top():
    series = {name: [[{'step': 1, 'test_accuracy': 0.1}, {'step': 2, 'test_accuracy': value}]
                     for value in values]
              for name, values in {'a': (0.9, 0.7), 'b': (0.6,), 'c': (0.85,), 'd': ()}.items()}
    axes = comparison.figures('lab', series)['ranking'].axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ['b', 'a', 'c']
    assert [line.get_xdata()[0] for line in axes.lines[1::2]] == pytest.approx([0.6, 0.8, 0.85])


def test_without_test_accuracy_there_is_no_ranking():
    assert 'ranking' not in comparison.figures('lab', {name: [rows(10, 3)] for name in 'ab'})


def test_nothing_logged_is_no_figure():
    assert comparison.figures('lab', {'a': [], 'b': [[]]}) == {}
