"""Figures of the inside of a net over time: gradients, updates, activations, idle units."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
import numpy as np

from tf_labs.doctor import rules_layers
from tf_labs.doctor import rules_rate
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.evidence import travelled
from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report import run_style
from tf_labs.report.html import Picture
from tf_labs.report.looks import Looks
from tf_labs.report.looks import short
from tf_labs.report.looks import time_axis

_LEGEND_COLUMNS = 3
_DOCTOR = "the doctor's threshold"
# What it is, where the doctor finds fault with the end of a run.
_SHARES = (('dead', 'dead units', 'share of units that are 0 for every example of the probe',
            rules_layers.DEAD),
           ('zeros', 'zeros', 'share of activations that are exactly 0', None),
           ('saturated', 'saturated', 'share of activations within 0.05 of an end',
            rules_layers.SATURATED_AT_END))


def gradient_flow(looks: Looks) -> Picture:
    """The norm of d loss / d kernel by layer (rows, the input below) and look (columns)."""
    norms = looks.values('gradient_norm')
    figure, (axes,) = run_style.frame('Gradient flow', max(2.7, 1.3 + 0.3 * looks.layers))
    decades = np.ma.masked_invalid(run_style.logarithm(norms))
    low, high = run_style.at_least_one_decade(decades)
    image = draw_flow(axes, looks, decades, low, high)
    run_style.colour_bar(figure, image, 'log10 of the gradient norm')
    alt = (f'Heat map of the gradient norm, {looks.layers} layers by {len(looks.rows)} '
           'measurements. '
           f'{_first_and_last(looks, norms, 0)} {_first_and_last(looks, norms, -1)}')
    return html.picture('gradient_flow', figure, alt, 'Norm of the gradient of each kernel, '
                        'the first layer below. Grey: exactly 0, or not finite. The doctor '
                        'calls it vanishing where the first layer gets less than '
                        f'{rules_layers.VANISHED:g} of what the last one gets.')


def draw_flow(axes: Axes, looks: Looks, decades: np.ma.MaskedArray, low: float,
              high: float) -> AxesImage:
    """Draws log10 of norms [L, T], the input below, in the colours from `low` to `high`."""
    image = axes.imshow(decades, cmap=plots.COLOUR_MAP, aspect='auto', origin='lower',
                        interpolation='nearest', vmin=low, vmax=high)
    axes.set_facecolor('0.85')  # shows where nothing is drawn
    axes.grid(False)
    axes.set_yticks(range(looks.layers), looks.ticks())
    time_axis(axes, looks, colour='white')
    axes.set_ylabel('layer', fontsize=9)
    return image


def _first_and_last(looks: Looks, norms: np.ndarray, place: int) -> str:
    first, last = norms[0, place], norms[-1, place]
    ratio = f', {short(first / last)} times as much' if last > 0 else ''
    return (f'At step {looks.steps[place]} it is {short(last)} in the last layer and '
            f'{short(first)} in the first{ratio}.')


def update_ratio(looks: Looks) -> Picture | None:
    """The norm of one step's update over that of the weights; None before the first step."""
    with np.errstate(all='ignore'):
        ratio = looks.values('update_norm') / looks.values('weight_norm')
    if not np.isfinite(ratio).any():
        return None
    figure, (axes,) = run_style.frame('Update / weights', 3.2 + _legend_height(looks.layers))
    _lines(axes, looks, ratio)
    axes.set_yscale('log')
    time_axis(axes, looks)
    axes.set_ylabel('update / weights', fontsize=9)
    _legend(figure, axes)
    return html.picture(
        'update_ratio', figure,
        f'Curves of the size of one step\'s update relative to the weights. {_ends(looks, ratio)}',
        'How far one step moves each kernel: norm of the update over norm of the weights. '
        f'{_way(looks)}')


def _way(looks: Looks) -> str:
    """Says how far the weights can have come, beside what the doctor calls too little."""
    updates = Evidence(looks=looks.rows).largest_updates()
    if not updates:
        return ''
    return (f'Over the run they add up to {short(travelled(updates))} times the length of the '
            f'weights; below {rules_rate.TRAVELLED:g} the doctor calls the rate too low.')


def activation_scale(looks: Looks) -> Picture:
    """The standard deviation of what each layer hands on, over time."""
    spread = looks.values('activation_sd')
    figure, (axes,) = run_style.frame('Scale of the activations',
                                      3.2 + _legend_height(looks.layers))
    _lines(axes, looks, spread)
    axes.set_yscale(run_style.scale_of(spread))
    time_axis(axes, looks)
    axes.set_ylabel('sd of the activations', fontsize=9)
    _legend(figure, axes)
    return html.picture(
        'activation_scale', figure,
        f'Curves of the standard deviation of each layer\'s activations. {_ends(looks, spread)}',
        'Compare the layers: where their lines part, the signal grows or shrinks on its way.')


def idle_units(looks: Looks) -> Picture | None:
    """Dead units, zeros and saturated activations, as far as they can occur; None of none."""
    panels = [(values, title, y, threshold) for name, title, y, threshold in _SHARES
              for values in (looks.values(name)[:-1],) if _is_telling(name, values, looks)]
    if not panels:
        return None
    figure, axes = run_style.frame(
        'Idle units', 2.1 + _legend_height(looks.layers - 1) / len(panels), rows=len(panels))
    for one, (values, title, y, threshold) in zip(axes, panels):
        _lines(one, looks, values)
        if threshold is not None:
            one.axhline(threshold, color='0.5', linewidth=1, linestyle=':', label=_DOCTOR)
        one.set_ylim(-0.03, 1.03)
        time_axis(one, looks)
        one.set_ylabel('share', fontsize=9)
        one.set_title(title, fontsize=10)
    for one in axes[:-1]:
        one.set_xlabel('')
    _legend(figure, *axes)
    said = ' '.join(f'{title.capitalize()}: {_ends(looks, values)}'
                    for values, title, _, _ in panels)
    meant = '; '.join(f'{title}: {y}' + (
        f' (above {threshold:.0%} at the end the doctor finds fault)' if threshold else '')
        for _, title, y, threshold in panels)
    return html.picture('idle_units', figure, f'Curves of shares by layer. {said}',
                        f'{meant[0].upper()}{meant[1:]}.')


def _is_telling(name: str, values: np.ndarray, looks: Looks) -> bool:
    """Units of functions that have ends are asked for zeros only if they have any."""
    if not np.isfinite(values).any():
        return False
    has_ends = np.isfinite(looks.values('saturated')[:-1]).any()
    return name == 'saturated' or not has_ends or bool(np.nanmax(values) > 0)


def _lines(axes: Axes, looks: Looks, values: np.ndarray) -> None:
    """A line a layer, or a hidden layer, where 0 says nothing of interest in all of them.

    What is not finite leaves a gap; so does 0, once the axis is logarithmic.
    """
    every, hidden_only = max(1, values.shape[1] // 12), len(values) < looks.layers
    for layer, line in enumerate(values):
        nothing = '' if hidden_only or np.nanmax(np.nan_to_num(line)) > 0 else ', all 0'
        axes.plot(np.where(np.isfinite(line), line, np.nan), **plots.line_style(layer),
                  markevery=every, label=looks.name(layer) + nothing)


def _legend(figure: Figure, *panels: Axes) -> None:
    named = {name: handle for axes in panels
             for handle, name in zip(*axes.get_legend_handles_labels())}
    names = list(named)
    figure.legend(list(named.values()), names, loc='outside lower center', fontsize=8,
                  frameon=False, ncols=min(_LEGEND_COLUMNS, len(names)))


def _legend_height(names: int) -> float:
    """Returns the height of a legend in inches."""
    return 0.18 * -(-names // _LEGEND_COLUMNS)


def _ends(looks: Looks, values: np.ndarray) -> str:
    """Says where the line of each layer begins and ends."""
    said = []
    for layer, line in enumerate(values):
        known = np.flatnonzero(np.isfinite(line))
        if known.size:
            first, last = known[0], known[-1]
            name = looks.name(layer).removesuffix(' (logits)')
            said.append(f'{name} {short(line[first])} at step {looks.steps[first]} '
                        f'and {short(line[last])} at step {looks.steps[last]}')
    return f'{"; ".join(said)}.' if said else 'Nothing in it is finite.'


def table(looks: Looks, place: int) -> list[dict[str, str]]:
    """Returns a row for each layer with what was measured at look number `place`."""
    with np.errstate(all='ignore'):
        ratio = looks.values('update_norm') / looks.values('weight_norm')
    columns = {'units': looks.values('units'), 'weight norm': looks.values('weight_norm'),
               'gradient norm': looks.values('gradient_norm'), 'update / weights': ratio,
               'activation mean': looks.values('activation_mean'),
               'activation sd': looks.values('activation_sd'), 'zeros': looks.values('zeros'),
               'dead': looks.values('dead'), 'saturated': looks.values('saturated')}
    return [{'layer': looks.name(layer),
             **{name: '-' if np.isnan(values[layer, place]) else f'{values[layer, place]:.4g}'
                for name, values in columns.items()}} for layer in range(looks.layers)]
