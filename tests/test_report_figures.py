"""Figures and tables of a report, against values worked out by hand."""

import dataclasses
import io

import numpy as np
from PIL import Image
import pytest

from tests.undrawn import figures_undrawn
from tf_labs.doctor import rules_layers
from tf_labs.doctor import rules_rate
from tf_labs.report import content
from tf_labs.report import html
from tf_labs.report import run_curves
from tf_labs.report import run_histograms
from tf_labs.report import run_inside
from tf_labs.report import run_kernels
from tf_labs.report import run_style
from tf_labs.report.looks import labelled
from tf_labs.report.looks import Looks
from tf_labs.training import kernel_images

NAN, INF = float('nan'), float('inf')
EMPTY = [0.0, 0.0, [0] * 32]


def layer(number, gradient=1.0, **others):
    return {'layer': number, 'units': 4, 'kernel_sd': 0.1, 'weight_norm': 2.0,
            'gradient_norm': gradient, 'activation_mean': 0.0, 'activation_sd': 1.0, 'zeros': 0.5,
            'dead': 0.0, 'saturated': None, 'histograms': {'activations': [-1.0, 1.0, [2] * 32]},
            **others}


def row(step, *layers, **others):
    return {'step': step, 'examples': 8, 'loss': 1.0, 'accuracy': 0.5, 'layers': list(layers),
            **others}


def three_looks(**others) -> Looks:
    """Two layers before training, after a step and after the second epoch of ten steps."""
    last = {'dead': None, **others}
    return Looks([row(0, layer(1, 0.01, **others), layer(2, 10.0, **last)),
                  row(1, layer(1, 0.0, update_norm=0.2, **others),
                      layer(2, INF, update_norm=0.0, **last)),
                  row(20, layer(1, 0.1, update_norm=0.02, **others),
                      layer(2, 1.0, update_norm=NAN, **last))], steps_per_epoch=10)


@pytest.fixture
def figures(monkeypatch):
    """The matplotlib figures behind the pictures, by their names; they are not drawn."""
    drawn = {}
    picture = html.picture

    def keep(name, figure, *words):
        drawn[name] = figure
        return picture(name, figure, *words)

    monkeypatch.setattr(html, 'picture', keep)
    with figures_undrawn():
        yield drawn


def test_values_are_by_layer_and_look():
    looks = three_looks()
    assert looks.steps == [0, 1, 20] and looks.layers == 2
    np.testing.assert_array_equal(looks.values('gradient_norm'), [[0.01, 0, 0.1], [10, INF, 1]])
    np.testing.assert_array_equal(looks.values('update_norm'), [[NAN, 0.2, 0.02], [NAN, 0, NAN]])
    np.testing.assert_array_equal(looks.values('dead'), [[0, 0, 0], [NAN] * 3])


def test_first_epoch_ends_between_two_looks():
    assert three_looks().end_of_first_epoch() == 1.5
    assert Looks(three_looks().rows, steps_per_epoch=20).end_of_first_epoch() is None


@pytest.mark.parametrize('count, expected', [
    (1, [0]), (3, [0, 1, 2]), (8, list(range(8))), (29, [0, 4, 8, 12, 16, 20, 24, 28])])
def test_few_columns_bear_a_label(count, expected):
    assert labelled(count) == expected


def test_gradient_flow_is_log10_of_the_norms(figures):
    picture = run_inside.gradient_flow(three_looks())
    axes, bar = figures['gradient_flow'].axes
    (image,) = axes.images
    np.testing.assert_allclose(image.get_array().filled(99), [[-2, 99, -1], [1, 99, 0]])
    assert image.get_clim() == (-2, 1)
    assert [text.get_text() for text in axes.get_xticklabels()] == ['0', '1', '20']
    assert [text.get_text() for text in axes.get_yticklabels()] == ['1', '2']
    assert axes.lines[0].get_xdata()[0] == 1.5
    assert 'log10' in bar.get_ylabel()
    assert '2 layers by 3 measurements' in picture.alt
    assert 'step 0 it is 10 in the last layer and 0.01 in the first, 0.001 times' in picture.alt
    assert 'step 20 it is 1 in the last layer and 0.1 in the first, 0.1 times' in picture.alt


def test_small_differences_of_gradients_do_not_look_large(figures):
    run_inside.gradient_flow(Looks([row(0, layer(1, 1.0), layer(2, 10**0.2))], 10))
    np.testing.assert_allclose(figures['gradient_flow'].axes[0].images[0].get_clim(), (-0.4, 0.6))


def test_update_ratio_has_gaps_where_nothing_was_measured(figures):
    picture = run_inside.update_ratio(three_looks())
    first, second = figures['update_ratio'].axes[0].lines[:2]
    np.testing.assert_array_equal(first.get_ydata(), [NAN, 0.1, 0.01])
    np.testing.assert_array_equal(second.get_ydata(), [NAN, 0, NAN])
    assert second.get_label() == 'layer 2 (logits), all 0'
    assert 'layer 1 0.1 at step 1 and 0.01 at step 20' in picture.alt
    assert f'below {rules_rate.TRAVELLED:g} the doctor' in picture.caption
    assert run_inside.update_ratio(Looks(three_looks().rows[:1], 10)) is None


@pytest.mark.slow
@pytest.mark.parametrize('of_layer, panels', [
    ({'dead': 0.25}, ['dead units', 'zeros']),
    ({'saturated': 0.75, 'zeros': 0.0}, ['saturated']),
    ({'saturated': 0.75, 'zeros': 0.1}, ['zeros', 'saturated']),
])
def test_idle_units_are_those_that_the_function_can_have(figures, of_layer, panels):
    picture = run_inside.idle_units(three_looks(**of_layer))
    axes = figures['idle_units'].axes
    assert [one.get_title() for one in axes] == panels
    for one in axes:
        hidden = [line for line in one.lines if line.get_label() == 'layer 1']
        assert len(hidden) == 1 and not any(
            str(line.get_label()).startswith('layer 2') for line in one.lines)
    assert picture.alt.count('layer 1') == len(panels)
    levels = {'dead units': rules_layers.DEAD, 'saturated': rules_layers.SATURATED_AT_END}
    for one in axes:
        drawn = [line.get_ydata()[0] for line in one.lines if 'doctor' in str(line.get_label())]
        assert drawn == [level for title, level in levels.items() if title == one.get_title()]
        assert all(f'above {level:.0%}' in picture.caption for level in drawn)


def test_a_single_layer_has_no_hidden_units():
    assert run_inside.idle_units(Looks([row(0, layer(1, dead=None))], 10)) is None


@pytest.mark.parametrize('values, scale', [
    ([1, 10], 'linear'), ([1, 10.1], 'log'), ([0, 1, NAN, INF], 'linear'), ([NAN], 'linear')])
def test_axes_are_logarithmic_beyond_a_decade(values, scale):
    assert run_style.scale_of(np.array(values, float)) == scale


def test_table_of_layers():
    first, last = run_inside.table(three_looks(), 1)
    assert first['layer'] == 'layer 1' and last['layer'] == 'layer 2 (logits)'
    assert first['update / weights'] == '0.1' and first['gradient norm'] == '0'
    assert last['gradient norm'] == 'inf' and last['dead'] == '-' and last['saturated'] == '-'


@pytest.mark.parametrize('histogram, edges, expected', [
    ((0, 4, [4, 0, 0, 4]), [0, 2, 4], [0.5, 0.5]),
    ((0, 4, [4, 0, 0, 4]), [0, 0.5, 4], [0.25, 0.75]),
    ((0, 4, [2, 2, 2, 2]), [1, 2, 3], [0.5, 0.5]),  # what lies beyond is in the outer bins
    ((5, 5, [7, 0]), [4, 4.5, 5.5, 6], [0, 1, 0]),  # one value
    ((0, 0, [0, 0]), [0, 1, 2], [0, 0]),  # nothing finite
])
def test_histograms_on_other_edges(histogram, edges, expected):
    np.testing.assert_allclose(run_histograms.rebinned(histogram, np.array(edges, float)), expected)


def test_a_look_that_blew_up_does_not_press_the_others_into_a_line():
    usual = (-1.0, 1.0, [1] * 10)
    edges = run_histograms.common_edges([usual, usual, (-1e9, 1e9, [1] * 10)])
    assert -4 <= edges[0] < -0.99 and 0.99 < edges[-1] <= 4
    np.testing.assert_allclose(run_histograms.common_edges([usual])[[0, -1]], [-1, 1], atol=0.01)
    assert run_histograms.common_edges([(2.0, 2.0, [5, 0])])[0] < 2 < (
        run_histograms.common_edges([(2.0, 2.0, [5, 0])])[-1])
    assert np.isfinite(run_histograms.common_edges([EMPTY])).all()


def test_activation_histograms_are_shares(figures):
    picture = run_histograms.activations(three_looks(), 1)
    image = figures['activations_layer_2'].axes[0].images[0]
    np.testing.assert_allclose((10**image.get_array()).sum(axis=0), 1)
    assert 'layer 2 (logits)' in picture.alt and 'mean 0 and sd 1 at step 20' in picture.alt


@pytest.mark.slow
def test_curves_of_a_run(figures):
    rows = [{'step': 10, 'train_loss': 2.0, 'test_loss': 1.0, 'test_accuracy': 0.5},
            {'step': 20, 'train_loss': 1.0, 'test_loss': 0.5, 'test_accuracy': 0.7},
            {'step': 30, 'train_loss': 0.5, 'test_loss': INF, 'test_accuracy': 0.6}]
    loss, accuracy = run_curves.curves(rows, 10, None)
    lines = figures['loss'].axes[0].lines
    assert [list(line.get_xdata()) for line in lines] == [[1, 2, 3]] * 2
    np.testing.assert_array_equal(lines[1].get_ydata(), [1, 0.5, NAN])
    assert 'Train loss (mean of the epoch): 2 at epoch 1, 0.5 at epoch 3.' in loss.alt
    assert 'Test loss: 1 at epoch 1, nothing finite at epoch 3, lowest 0.5 at epoch 2.' in loss.alt
    assert 'Test accuracy: 0.5 at epoch 1, 0.6 at epoch 3, highest 0.7 at epoch 2.' in accuracy.alt
    assert run_curves.curves([], 10, None) == []


def test_accuracy_is_drawn_as_it_is_learnt_and_not_from_chance_on(figures):
    rows = [{'step': 10 * epoch, 'test_accuracy': 0.9 + 0.02 * epoch} for epoch in (1, 2, 3)]
    looks = Looks([row(step, layer(1), accuracy=value)
                   for step, value in ((0, 0.1), (1, 0.2), (20, 0.95))], 10)
    (picture,) = [one for one in run_curves.curves(rows, 10, looks) if one.name == 'accuracy']
    assert figures['accuracy'].axes[0].get_ylim() == (pytest.approx(0.91), pytest.approx(0.97))
    assert picture.caption.endswith('The axis begins at 0.91; before that it rose from 0.10.')
    low, high = run_curves.learnt_range([([0.1, 0.5], [0.1, 0.5])])  # no epoch is over
    assert low < 0.1 and high > 0.5


@pytest.mark.slow
def test_curves_show_the_looks(figures):
    run_curves.curves([], 10, three_looks())
    (line,) = figures['accuracy'].axes[0].lines
    assert list(line.get_xdata()) == [0, 0.1, 2] and list(line.get_ydata()) == [0.5] * 3


def test_sheets_of_weights_end_with_their_change():
    start = np.linspace(-1, 1, 16 * 4, dtype=np.float32).reshape(16, 2, 2, 1)
    rows = [row(step, layer(1), kernels=kernel_images.encode(start + step / 100))
            for step in range(0, 100, 10)]
    rows.insert(1, row(1, layer(1)))
    sheets = run_kernels.sheets(Looks(rows, 10))
    assert [sheet.title for sheet in sheets] == [
        'step 0', 'step 20', 'step 40', 'step 70', 'step 90', 'change from step 0 to 90']
    assert sheets[0].limit == pytest.approx(1.0) and sheets[-1].limit == pytest.approx(0.9, 0.02)
    assert sheets[0].image.shape == (5, 23)
    assert sheets[0].image[0, 0] == 0 and sheets[0].image[-1, -1] == 1  # -1 is black
    assert '0.9' in sheets[-1].alt
    assert run_kernels.sheets(Looks([row(0, layer(1))], 10)) == []
    assert len(run_kernels.sheets(Looks(rows[:1], 10))) == 1


def test_kernels_that_see_colours_are_shown_in_them():
    start = np.zeros([4, 2, 2, 3], np.float32)
    start[:, :, :, 0], start[:, :, :, 2] = 1, -1
    [sheet] = run_kernels.sheets(Looks([row(0, layer(1), kernels=kernel_images.encode(start))], 10))
    assert sheet.image.shape == (2, 23, 3) and 'the colours that they see' in sheet.alt
    assert sheet.image[0, 0] == pytest.approx([1, 0.5, 0])
    assert run_kernels.first_layer([sheet]).png.startswith(b'\x89PNG')


def test_layers_that_have_names_are_called_by_them():
    looks = dataclasses.replace(three_looks(), names=['conv1', 'dense1'])
    assert looks.ticks() == ['conv1', 'dense1'] and looks.name(1) == 'dense1 (logits)'
    assert 'conv1 ' in run_inside.activation_scale(looks).alt
    assert [line['layer'] for line in run_inside.table(looks, 0)] == ['conv1', 'dense1 (logits)']
    assert [line['layer'] for line in run_inside.table(three_looks(), 0)] == [
        'layer 1', 'layer 2 (logits)']


@pytest.mark.slow
def test_all_figures_of_a_run_that_diverged():
    """One look, of which nothing is finite."""
    of_layer = {'activation_mean': NAN, 'activation_sd': NAN, 'weight_norm': NAN,
                'histograms': {'activations': EMPTY}}
    looks = Looks([row(0, layer(1, NAN, **of_layer), layer(2, INF, **of_layer), loss=NAN)], 10)
    drawn = [run_inside.gradient_flow(looks), run_inside.activation_scale(looks),
             run_inside.idle_units(looks), run_histograms.activations(looks, 0),
             *run_curves.curves([], 10, looks)]
    assert all(Image.open(io.BytesIO(picture.png)).format == 'PNG' for picture in drawn)
    assert 'nothing finite' in drawn[0].alt


def test_lesson_of_a_config_file():
    parts = content.lesson('First line\ngoes on.\n\nSecond `code`\nparagraph.\n\n    tf-labs run\n'
                           '      --more\n\nEnd.')
    assert [(part.kind, part.text) for part in parts] == [
        ('paragraph', 'First line goes on.'), ('paragraph', 'Second `code` paragraph.'),
        ('code', 'tf-labs run\n  --more'), ('paragraph', 'End.')]
    assert [part.style for part in parts if part.kind == 'paragraph'] == ['lead', '', '']
