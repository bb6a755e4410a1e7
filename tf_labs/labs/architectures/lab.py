"""AlexNet and ZFNet by arithmetic: shapes, counts, and what the sources misprint."""

from collections.abc import Sequence
import math
from types import ModuleType
from typing import Any, NamedTuple

import keras
from matplotlib.figure import Figure
from ml_collections import ConfigDict
import tensorflow as tf

from tf_labs.labs.architectures import figures
from tf_labs.labs.architectures import misprints
from tf_labs.labs.procedure import Findings
from tf_labs.models import alexnet
from tf_labs.models import layer_table
from tf_labs.models import zfnet
from tf_labs.nn.momentum_decay import decay_alone
from tf_labs.nn.momentum_decay import DecayAlone
from tf_labs.nn.response_norm import LocalResponseNorm
from tf_labs.report import tables

CLASSES = 1000
CUT_FROM = 256  # side of the square that crops are cut from
PRINTED_SIDE = 224  # of the crops in the paper, with which its layers do not fit
PRINTED_CONV1 = (55, 48, 96)  # whose product the paper prints as the neurons of its first layer


class PaperNet(NamedTuple):
    """A built net: its name for people, its layers, and what Keras counts."""

    title: str
    rows: list[layer_table.LayerRow]
    parameters: int


def compute(config: ConfigDict) -> Findings:
    """Builds the three nets, counts, and works the examples of the notes."""
    nets = {'alexnet_two_towers': _build('AlexNet, two towers', alexnet, towers=2),
            'alexnet_one_tower': _build('AlexNet, one tower', alexnet, towers=1),
            'zfnet': _build('ZFNet', zfnet)}
    decay = decay_alone(config.train.steps, config.optimizer.learning_rate,
                        config.optimizer.momentum, config.optimizer.weight_decay)
    lines = [line for net in nets.values() for line in _net_lines(net)]
    values: dict[str, Any] = {}
    for key, net in nets.items():
        images = [row.maps for row in net.rows
                  if len(row.maps) == 3 and not row.name.startswith('norm')]
        values |= {f'{key}_parameters': net.parameters,
                   f'{key}_sides': [height for height, _, _ in images],
                   f'{key}_maps': [maps for _, _, maps in images],
                   f'{key}_neurons': _neurons(net.rows),
                   f'{key}_multiply_adds': sum(row.multiply_adds for row in net.rows)}
    for more_lines, more in (_neuron_errata(nets['alexnet_two_towers']), _crops(), _norm(),
                             _decay(config, decay)):
        lines += more_lines
        values |= more
    values |= misprints.values(nets['alexnet_two_towers'].rows, alexnet)
    return Findings(lines, values, {key: _table(net.rows) for key, net in nets.items()},
                    {'architectures': _figure(nets, decay)})


def _build(title: str, module: ModuleType, **settings: Any) -> PaperNet:
    """With zeros as weights, which cost least to make: nothing is computed with them."""
    stack = module.pieces(CLASSES, seed=0, kernel_initializer='zeros', **settings)
    model = keras.Sequential([keras.Input(module.IMAGE_SHAPE), *stack])
    return PaperNet(title, layer_table.rows(model), model.count_params())


def _table(rows: Sequence[layer_table.LayerRow]) -> list[dict[str, str]]:
    return [{'layer': row.name, 'kernels': row.kernel, 'maps': ' x '.join(map(str, row.maps)),
             'neurons': f'{row.neurons:,}', 'parameters': f'{row.parameters:,}',
             'multiply-adds': f'{row.multiply_adds:,}'} for row in rows]


def _with_kernel(rows: Sequence[layer_table.LayerRow]) -> list[layer_table.LayerRow]:
    return [row for row in rows if row.parameters]


def _net_lines(net: PaperNet) -> list[str]:
    rows = _with_kernel(net.rows)
    dense = [row for row in rows if row.name.startswith('dense')]
    share = {name: sum(getattr(row, name) for row in dense) / sum(
        getattr(row, name) for row in rows) for name in ('parameters', 'multiply_adds')}
    return [f'{net.title}: {net.parameters:,} parameters', *tables.to_markdown(
        _table(net.rows)).splitlines(),
        f'The dense layers hold {share["parameters"]:.0%} of the parameters and do '
        f'{share["multiply_adds"]:.0%} of the multiplications.', '']


def _neurons(rows: Sequence[layer_table.LayerRow]) -> list[int]:
    """As the paper lists them: the input, then the layers with a kernel."""
    return [rows[0].neurons, *(row.neurons for row in _with_kernel(rows))]


def size_after(size: int, kernel: int, stride: int, padding: int = 0) -> int:
    """Returns how many places a window has: floor((size + 2 padding - kernel) / stride) + 1."""
    return (size + 2 * padding - kernel) // stride + 1


def _neuron_errata(net: PaperNet) -> tuple[list[str], dict[str, Any]]:
    side, (height, width, filters) = net.rows[0].maps[0], PRINTED_CONV1
    of_input, of_conv1, *above = _neurons(net.rows)
    by_formula = [size_after(side, 11, 4)]
    for _ in range(3):
        by_formula.append(size_after(by_formula[-1], 3, 2))
    printed = [PRINTED_SIDE ** 2 * 3, math.prod(PRINTED_CONV1)]
    total, printed_total = of_conv1 + sum(above), printed[1] + sum(above)
    return [
        f'Neurons: {" - ".join(f"{count:,}" for count in _neurons(net.rows))}',
        f'The paper prints {printed[0]:,} for the input, which is {PRINTED_SIDE} x {PRINTED_SIDE} '
        f'x 3: from {PRINTED_SIDE} pixels 11 x 11 windows every 4 would give '
        f'({PRINTED_SIDE} - 11) / 4 + 1 = {(PRINTED_SIDE - 11) / 4 + 1:g} places, from {side} '
        f'({side} - 11) / 4 + 1 = {by_formula[0]}.',
        f'It prints {printed[1]:,} for the first layer, which is {height} x {width} x {filters}; '
        f'{height} x {height} x {filters} is {of_conv1:,}. With that all layers have {total:,} '
        f'neurons, of which the paper says 650,000; with the printed one they would have '
        f'{printed_total:,}.', ''], {
            'neurons_of_input': of_input, 'neurons_of_input_of_224': printed[0],
            'neurons_of_conv1': of_conv1, 'neurons_of_conv1_as_printed': printed[1],
            'neurons_above_conv1': above, 'neurons': total, 'sizes_by_formula': by_formula,
            'paddings_by_formula': [(kernel - 1) // 2 for kernel in (5, 3)]}


def _crops() -> tuple[list[str], dict[str, Any]]:
    """A crop of n pixels begins at any of 256 - n + 1 pixels along each axis."""
    side = alexnet.IMAGE_SHAPE[0]
    places, printed = size_after(CUT_FROM, side, 1) ** 2, (CUT_FROM - PRINTED_SIDE) ** 2
    counted_so = (CUT_FROM - side) ** 2
    return [
        f'Crops of {side} from {CUT_FROM} pixels: {CUT_FROM} - {side} + 1 = {CUT_FROM - side + 1} '
        f'places along each axis, {places:,} crops, {2 * places:,} with horizontal flips.',
        f'The notes print {printed:,} and {2 * printed:,}, which is ({CUT_FROM} - {PRINTED_SIDE})'
        f'^2: for crops of {PRINTED_SIDE}, and without the last place of each axis. Counted so, '
        f'crops of {side} are {counted_so:,} and {2 * counted_so:,}.', ''], {
            'crops': [places, 2 * places], 'crops_of_224_less_the_last': [printed, 2 * printed],
            'crops_less_the_last': [counted_so, 2 * counted_so]}


def _norm() -> tuple[list[str], dict[str, Any]]:
    """The example of the notes, and what the paper's settings do to small and large activities."""
    ones = LocalResponseNorm(1, 0.0, 1.0, 1.0)(tf.ones([1, 1, 1, 4]))[0, 0, 0].numpy().tolist()
    lines = [
        'Response norm of four maps of ones with (k, alpha, beta, n) = (0, 1, 1, 2): '
        f'1 / (1^2 + 1^2) = {ones[0]:g} at (0, 0, 0); along the maps '
        f'{", ".join(f"{one:.3g}" for one in ones)}.',
        'With those of the paper, (2, 0.0001, 0.75, 5), five maps of a become in their middle:']
    shrunk = {}
    for activity in (1, 10, 100, 1000):
        maps = LocalResponseNorm()(tf.fill([1, 1, 1, 5], float(activity)))
        shrunk[activity] = maps.numpy()[0, 0, 0, 2].item()
        lines.append(f'  a = {activity:4}: {shrunk[activity]:.4g}')
    lines.append('Small activities are scaled by one number, 2^-0.75 = 0.595; large ones it holds '
                 'down, and beyond a = 89 more becomes less.')
    return [*lines, ''], {'lrn_example': ones[0], 'lrn_of_paper': list(shrunk.values())}


def _decay(config: ConfigDict, decay: DecayAlone) -> tuple[list[str], dict[str, Any]]:
    rate, shrink = config.optimizer.learning_rate, config.optimizer.weight_decay
    momentum, left = config.optimizer.momentum, {
        'inside': float(decay.inside[-1]), 'decoupled': float(decay.decoupled[-1])}
    return [
        f'Update rule: v <- {momentum:g} v - {shrink:g} lr w - lr g, w <- w + v. A weight of 1 '
        f'with no gradient, after {config.train.steps:,} steps of lr {rate:g}:',
        f'decay inside the velocity {left["inside"]:.4f}, decoupled {left["decoupled"]:.4f}: '
        f'inside it acts 1 / (1 - {momentum:g}) = {1 / (1 - momentum):g} times as strongly.'], {
            f'decay_{way}': value for way, value in left.items()}


def _figure(nets: dict[str, PaperNet], decay: DecayAlone) -> Figure:
    layers = {net.title: _with_kernel(net.rows) for net in nets.values()}
    panels = {title: {name: [getattr(row, quantity) for row in rows]
                      for name, rows in layers.items()}
              for quantity, title in (('neurons', 'Neurons'), ('parameters', 'Parameters'),
                                      ('multiply_adds', 'Multiplications for one image'))}
    names = [row.name for row in next(iter(layers.values()))]
    return figures.figure(names, panels, {
        'inside the velocity': decay.inside, 'decoupled': decay.decoupled})
