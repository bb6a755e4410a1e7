"""Figures as drawings of a page: text, panels that stand alone, the page's colours, numbers."""

import json

import numpy as np
import pytest

from tf_labs.experiments import procedure_report
from tf_labs.report import chart_data
from tf_labs.report import figure_files
from tf_labs.report import finishing
from tf_labs.report import inline_svg
from tf_labs.report import panels
from tf_labs.report import plots
from tf_labs.report.inline_svg import UnreadableDrawingError
from tf_labs.training.run_directory import RunDirectory

X = np.arange(1, 6)


def two_panels():
    figure, axes = plots.figure(1, 2, sharey=True, title='A race')
    for one, name in zip(axes[0], ('left', 'right')):
        one.plot(X, X / 4, label='sgd', **plots.line_style(0))
        one.plot(X, X / 2, label='adam', **plots.line_style(1))
        plots.label(one, x='epoch', y='loss' if name == 'left' else '', title=name)
    plots.legend_below(figure, axes[0, 0])
    return figure


def test_lines_that_lie_over_each_other_can_both_be_seen():
    """As those of ReLU and leaky ReLU, or of AND and NAND."""
    figure, axes = plots.figure()
    for index, y in enumerate((X, X + 1e-3, 5 - X)):
        axes[0, 0].plot(X, y, **plots.line_style(index))
    finishing.finish(figure)
    finishing.finish(figure)  # does no more
    under, over, other = axes[0, 0].lines
    assert under.get_linewidth() >= 2 * over.get_linewidth() and under.get_alpha() < 1
    assert over.get_linewidth() == other.get_linewidth() == 1.5 and over.get_alpha() is None


@pytest.mark.parametrize('y, scale', [((1, 2, 3), 'linear'), ((0.31, 0.5, 0.78), 'log')])
def test_ticks_are_whole_epochs_and_plain_numbers(y, scale):
    figure, axes = plots.figure()
    axes[0, 0].plot([1, 2, 3], y)
    axes[0, 0].set_yscale(scale)
    plots.label(axes[0, 0], x='epoch', y='loss')
    finishing.finish(figure)
    figure.draw_without_rendering()
    assert all(tick == round(tick) for tick in axes[0, 0].get_xticks())
    ticks = [*axes[0, 0].yaxis.get_majorticklabels(), *axes[0, 0].yaxis.get_minorticklabels()]
    said = [tick.get_text() for tick in ticks if tick.get_text()]
    assert said and not any('10' in text and '^' in text for text in said)
    if scale == 'log':
        assert '0.6' in said


def test_each_panel_is_a_drawing_with_its_title_its_text_and_the_axis_that_it_shares():
    found = inline_svg.parse(panels.draw(two_panels()), 'race')
    assert found.title == 'A race' and not found.is_single
    left, right, legend = found.panels
    assert [one.kind for one in found.panels] == ['panel', 'panel', 'key']
    assert (left.title, right.title) == ('left', 'right')
    for one in (left, right):
        for text in ('>epoch<', '>loss<', '>2<'):
            assert text in one.body
    assert '>adam<' in legend.body and '>adam<' not in left.body
    ids = [word.split('"')[0] for one in found.panels for word in one.body.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) and all(name.startswith('race-') for name in ids)


def test_a_drawing_is_the_same_each_time_and_tells_no_date():
    first, second = (panels.draw(two_panels()) for _ in range(2))
    assert first == second and 'date' not in first.lower()


def test_lines_and_text_take_the_colours_of_the_page_and_images_keep_theirs():
    lines = inline_svg.parse(panels.draw(two_panels()), 'a').panels[0].body
    assert 'var(--series-0,#0072b2)' in lines and 'var(--tone-' in lines
    figure, axes = plots.figure()
    plots.heat_map(axes[0, 0], np.eye(2), rows='ab', columns='cd')
    drawn = inline_svg.parse(panels.draw(figure), 'b').panels[0]
    assert 'fill:#000' in drawn.body and 'fill:#ffffff' in drawn.body  # of the numbers
    assert 'data:image/png;base64,' in drawn.body and not drawn.chart
    figure, axes = plots.figure()
    axes[0, 0].contourf([[0, 1], [1, 2]], levels=[0, 1, 2], cmap='gray')  # black has to stay 0
    shaded = inline_svg.parse(panels.draw(figure), 'c').panels[0].body
    assert 'fill:#404040' in shaded and 'fill:#c0c0c0' in shaded


HOSTILE = '''<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<svg class="panel" width="9" height="9"><script>alert(1)</script>
<g onload="alert(1)" style="fill:url(x);stroke:#000000;background:url(y)">
<image xlink:href="file:///a.png"/><use xlink:href="b.svg#c"/>
<a href="javascript:d"><text>e</text></a>
<foreignObject><p>f</p></foreignObject><path clip-path="url(file:g)" d="M0 0"/></g></svg></svg>'''


def test_what_is_no_part_of_a_drawing_is_left_out():
    body = inline_svg.parse(HOSTILE, 'x').panels[0].body
    assert 'd="M0 0"' in body and 'stroke:' in body
    for word in ('script', 'alert', 'onload', 'url(', 'file:', 'svg#', 'javascript', 'foreign'):
        assert word not in body


@pytest.mark.parametrize('text', [
    '', 'no svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', HOSTILE.replace('panel', 'other'),
    '<!DOCTYPE svg [<!ENTITY a "b">]>' + HOSTILE, HOSTILE.replace('width="9"', 'width="wide"'),
    HOSTILE.replace('panel', 'key')])
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(UnreadableDrawingError):
        inline_svg.parse(text, 'x')


def test_numbers_of_lines_go_with_their_panel():
    figure, axes = plots.figure()
    axes[0, 0].plot(X, [1, np.nan, 3, 4, 5], label='loss', **plots.line_style(1))
    axes[0, 0].plot([2, 4], [7, 8], label='test', **plots.line_style(0))
    axes[0, 0].axhline(0.5, color='0.5', label='threshold')
    axes[0, 0].axhline(9, color='0.5')
    plots.label(axes[0, 0], x='epoch', y='loss')
    chart = json.loads(inline_svg.parse(panels.draw(figure), 'a').panels[0].chart)
    assert chart['x'] == [1, 2, 3, 4, 5] and chart['x_label'] == 'epoch'
    loss, test, threshold = chart['series']
    assert loss['y'] == [1, None, 3, 4, 5] and loss['colour'] == 1 and loss['dash']
    assert test['y'] == [None, 7, None, 8, None] and test['dash'] == test['gaps'] == []
    assert loss['gaps'] == [1]  # what was no number leaves a gap, what was not asked for does not
    assert threshold['y'] == [0.5] * 5 and threshold['colour'] == -1


def test_the_only_line_needs_no_name():
    figure, axes = plots.figure()
    axes[0, 0].plot(X, X)
    plots.label(axes[0, 0], x='step', y='cost')
    assert [one['name'] for one in chart_data.of(axes[0, 0])['series']] == ['cost']
    axes[0, 0].plot(X, X)
    assert chart_data.of(axes[0, 0]) is None


def test_bands_over_seeds_go_with_their_lines():
    figure, axes = plots.figure()
    plots.curves(axes[0, 0], {'a': (X, np.array([X, X + 2.0])), 'b': (X, X)})
    seeds, single = chart_data.of(axes[0, 0])['series']
    half = np.sqrt(2)
    assert seeds['y'] == pytest.approx(list(X + 1))
    assert seeds['low'] == pytest.approx(list(X + 1 - half), rel=1e-4)
    assert seeds['high'] == pytest.approx(list(X + 1 + half), rel=1e-4)
    assert single['low'] == single['high'] == [None] * 5


@pytest.mark.parametrize('scale, middle, least', [('linear', 5000, 0.49), ('log', 100, 0.05)])
def test_very_many_points_are_thinned_out_evenly_over_the_axis(scale, middle, least):
    figure, axes = plots.figure()
    places = np.arange(1, 10_001)
    axes[0, 0].plot(places, places, label='long')
    axes[0, 0].set_xscale(scale)
    chart = chart_data.of(axes[0, 0])
    assert chart['x'][0] == 1 and chart['x'][-1] == 10_000
    assert 1000 < len(chart['x']) <= chart_data.MOST_POINTS
    assert chart['series'][0]['y'] == chart['x']
    assert np.mean(np.array(chart['x']) <= middle) > least


@pytest.mark.parametrize('spoil', [
    lambda axes: axes.bar([1], [1]), lambda axes: axes.scatter([1], [1]),
    lambda axes: axes.imshow(np.eye(2)), lambda axes: axes.text(1, 1, 'here'),
    lambda axes: axes.plot([3, 2, 1], [1, 2, 3], label='back')])
def test_what_is_more_than_lines_is_no_chart(spoil):
    figure, axes = plots.figure()
    axes[0, 0].plot(X, X, label='loss')
    assert chart_data.of(axes[0, 0]) is not None
    spoil(axes[0, 0])
    assert chart_data.of(axes[0, 0]) is None


NO_LINES = {'x': [1], 'series': [], 'x_label': '', 'y_label': '', 'x_scale': '', 'y_scale': '',
            'y_range': [0, 1], 'ticks': [], 'places': []}
LINE = {'name': 'a', 'colour': 0, 'dash': [], 'width': 1, 'opacity': 1, 'gaps': [], 'y': [1],
        'low': [None], 'high': [None]}


@pytest.mark.parametrize('text', [
    '', '[]', '{}', '{"x": [1], "series": [{"name": 1}]}', 'NaN',
    json.dumps({**NO_LINES, 'series': [{**LINE, 'y': ['<b>']}]}),
    json.dumps({**NO_LINES, 'x': ['1'], 'series': [LINE]})])
def test_numbers_that_are_none_are_no_chart(text):
    assert chart_data.checked(text) is None
    assert chart_data.checked(json.dumps({**NO_LINES, 'series': [LINE]})) is not None


@pytest.mark.parametrize('drawing', [
    '<svg onload="alert(1)"/>', f'<svg xmlns="{inline_svg.SVG}"><svg>{"<g>" * 9000}{"</g>" * 9000}'
    '</svg></svg>'])
def test_a_damaged_drawing_costs_the_page_no_picture(drawing, tmp_path):
    """The PNG beside it is shown, and the file that is damaged is named."""
    directory, made = RunDirectory(tmp_path), plots.figure()[0]
    figure_files.write(directory, {'curve': made})
    (tmp_path / 'figures' / 'curve.svg').write_text(drawing)
    section = procedure_report.figures(directory)
    gallery, told = section.parts
    assert [one.name for one in gallery.pictures] == ['curve'] and not gallery.pictures[0].svg
    assert told.text == 'figures/curve.svg is damaged.'
