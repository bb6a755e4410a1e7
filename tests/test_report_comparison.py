"""The figure of a comparison: what counts time, and a legend that covers nothing."""

import numpy as np
import pytest

from tf_labs.report import comparison_figures


def rows(steps_per_epoch: int, epochs: int) -> list[dict]:
    return [{'step': steps_per_epoch * epoch, 'epoch': epoch, 'train_loss': 1 / epoch}
            for epoch in range(1, epochs + 1)]


@pytest.mark.parametrize('one, other, place', [
    (rows(10, 3), rows(10, 5), 'epoch'),
    (rows(2, 30), rows(20, 3), 'step'),  # epochs of unlike length
    ([{'step': 5, 'train_loss': 1.0}], rows(10, 3), 'step'),
])
def test_time_is_counted_in_what_all_variants_share(one, other, place):
    figure = comparison_figures.figures('lab', {'one': [one], 'other': [other]})['comparison']
    axes = figure.axes[0]
    assert axes.get_xlabel() == place
    assert [list(line.get_xdata()) for line in axes.lines] == [
        [row[place] for row in run] for run in (one, other)]


def test_one_legend_names_every_variant():
    figure = comparison_figures.figures(
        'lab', {name: [rows(10, 3)] for name in 'abc'})['comparison']
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ['a', 'b', 'c']
    assert all(axes.get_legend() is None for axes in figure.axes)


@pytest.mark.parametrize('steps, scale', [(50, 'linear'), (51, 'log')])
def test_runs_of_very_unlike_length_share_a_logarithmic_axis(steps, scale):
    series = {'short': [rows(10, 1)], 'long': [[{'step': steps, 'train_loss': 1.0}]]}
    assert comparison_figures.figures('lab', series)['comparison'].axes[0].get_xscale() == scale


def losses(*values: float) -> list[dict]:
    return [{'step': 10 * epoch, 'epoch': epoch, 'train_loss': value, 'train_accuracy': value}
            for epoch, value in enumerate(values, 1)]


def bands(axes) -> np.ndarray:
    """Returns low and high [2, N] of the only band of an axes."""
    band, = axes.collections
    x, y = band.get_paths()[0].vertices.T
    return np.array([[y[x == place].min(), y[x == place].max()] for place in np.unique(x)]).T


def test_band_on_a_logarithmic_axis_is_geometric():
    """Losses 0.01 and 1: their sd of 0.70 would reach below 0, to the floor of the axis."""
    runs = [losses(0.5, 0.01), losses(0.5, 1.0)]
    loss, accuracy = comparison_figures.figures('lab', {'a': runs})['comparison'].axes
    assert loss.get_yscale() == 'log' and accuracy.get_yscale() == 'linear'
    assert loss.lines[0].get_ydata() == pytest.approx([0.5, 0.1])
    factor = 10 ** (2 / np.sqrt(2))
    assert bands(loss)[:, 1] == pytest.approx([0.1 / factor, 0.1 * factor])
    assert accuracy.lines[0].get_ydata() == pytest.approx([0.5, 0.505])
    assert bands(accuracy)[:, 1] == pytest.approx(0.505 + 0.99 / np.sqrt(2) * np.array([-1, 1]))


def test_what_has_no_logarithm_is_left_out():
    runs = [losses(0.5, 0.0), losses(0.5, 0.1), losses(0.5, float('nan'))]
    loss = comparison_figures.figures('lab', {'a': runs})['comparison'].axes[0]
    assert loss.lines[0].get_ydata() == pytest.approx([0.5, 0.1])


def test_a_run_that_is_not_finished_counts_as_far_as_it_is():
    runs = [losses(0.5, 0.4, 0.3), losses(0.7)]
    accuracy = comparison_figures.figures('lab', {'a': runs})['comparison'].axes[1]
    assert accuracy.lines[0].get_ydata() == pytest.approx([0.6, 0.4, 0.3])


def test_title_tells_of_bands_only_where_there_are_some():
    one = comparison_figures.figures('lab', {'a': [losses(1, 2)]})['comparison']
    many = comparison_figures.figures('lab', {'a': [losses(1, 2)] * 2})['comparison']
    assert one.get_suptitle() == 'lab'
    assert 'sd' in many.get_suptitle() and 'geometric' in many.get_suptitle()


@pytest.mark.slow
def test_page_has_a_picture_for_each_panel():
    drawn = comparison_figures.pictures({'a': [losses(1, 2)] * 2, 'b': [losses(2, 3)]})
    assert [picture.name for picture in drawn] == ['train_loss', 'train_accuracy']
    assert 'a 2' in drawn[0].alt and 'b 3' in drawn[0].alt
    assert 'eometric' in drawn[0].caption and 'eometric' not in drawn[1].caption
    assert comparison_figures.pictures({'a': [[]]}) == []


def test_ranking_puts_the_best_mean_on_top():
    series = {name: [[{'step': 1, 'test_accuracy': 0.1}, {'step': 2, 'test_accuracy': value}]
                     for value in values]
              for name, values in {'a': (0.9, 0.7), 'b': (0.6,), 'c': (0.85,), 'd': ()}.items()}
    axes = comparison_figures.figures('lab', series)['ranking'].axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ['b', 'a', 'c']
    assert [line.get_xdata()[0] for line in axes.lines[1::2]] == pytest.approx([0.6, 0.8, 0.85])


def test_ranking_of_a_page_says_the_means_from_the_top():
    series = {name: [[{'step': 1, 'test_accuracy': value}] for value in values]
              for name, values in {'a': (0.6, 0.7), 'b': (0.9,), 'c': ()}.items()}
    drawn = comparison_figures.ranking(series)
    assert drawn.name == 'ranking' and 'b 0.9000, a 0.6500.' in drawn.alt
    assert comparison_figures.ranking({'a': series['a'], 'c': series['c']}) is None


def test_without_test_accuracy_there_is_no_ranking():
    assert 'ranking' not in comparison_figures.figures(
        'lab', {name: [rows(10, 3)] for name in 'ab'})


def test_nothing_logged_is_no_figure():
    assert comparison_figures.figures('lab', {'a': [], 'b': [[]]}) == {}
