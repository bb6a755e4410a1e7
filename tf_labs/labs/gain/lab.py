"""What the gain of `xavier_uniform_` is for, and how it is drawn from which distribution."""

import math
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.labs.gain import deep_net
from tf_labs.labs.gain import distributions
from tf_labs.labs.gain import figures
from tf_labs.labs.gain import gains
from tf_labs.labs.procedure import Findings
from tf_labs.report import effects
from tf_labs.report import tables

TRAINED = ('tanh', 'relu', 'selu')  # leaky ReLU's gain is ReLU's to four digits
Lines = dict[str, dict[str, np.ndarray]]


def compute(config: ConfigDict) -> Findings:
    """Compares distributions, then gains before training, then gains in training."""
    fans = config.gain.fan_in, config.gain.fan_out
    drawn = distributions.rows(*fans, config.seed)
    forward, backward = _passes(config)
    gain_rows = _gain_rows(forward, backward)
    examples = sources.load('digits', ('train',), None)['train'].first(config.train.examples)
    losses = _train(config, examples.images, examples.labels)
    training, shapes = training_rows(losses), shape_rows(forward)
    sd, a = distributions.xavier(*fans)
    lines = [
        'Normal: every weight is possible, small ones are likely. Uniform on [a, b]: all between '
        'a and b are equally likely, no others occur; mean (a + b) / 2, variance (b - a)^2 / 12.',
        f'xavier_uniform_ of a {fans[0]} x {fans[1]} kernel: sd = gain sqrt(2 / {sum(fans)}) = '
        f'{sd:.5f}, a = sqrt(3) sd = {a:.5f}.', *_markdown(drawn), '',
        f'{config.gain.depth} layers of {config.gain.units} units, {config.gain.seeds} seeds: the '
        'last layer\'s sums over the first layer\'s, and the first layer\'s gradient over the last '
        'one\'s (geometric means). `keeps` is 1 / sqrt(E f(z)^2), z ~ N(0, 1); g^2 E f\'(z)^2 is '
        'what a layer multiplies the square of a gradient by while the sums are N(0, 1).',
        *_markdown(gain_rows), '',
        'Does the shape of the distribution matter? log2 of the ratio of sums, PyTorch\'s gain:',
        *_markdown(shapes), '',
        f'{config.train.depth} hidden layers of {config.train.units} units on '
        f'{len(examples)} digits, {config.train.steps} steps of gradient descent at '
        f'{config.train.learning_rate:g}:', *_markdown(training)]
    values = {f'{row["activation"]}_{_key(row["start"])}_{key}': row[name] for row in gain_rows
              for key, name in (('forward', 'z last/first'), ('backward', 'gradient first/last'))}
    values |= {f'{name}_gain_{kind}': gain for name in gains.PYTORCH for kind, gain in (
        ('pytorch', gains.PYTORCH[name]), ('keeps', gains.keeping(name)))}
    values |= {f'{name}_{_key(start)}_loss': float(one[:, -1].mean())
               for name, found in losses.items() for start, one in found.items()}
    return Findings(
        lines, values, tables={
            'distributions': drawn, 'gains': gain_rows, 'shapes': shapes, 'training': training},
        figures={'distributions': figures.distributions(
                     distributions.draws(*fans, config.seed), sd),
                 'layers': figures.layers(forward, backward),
                 'training': figures.training(losses)},
        data_sha256={'train': sources.fingerprint(examples)})


def _markdown(rows: list[dict[str, Any]]) -> list[str]:
    return tables.to_markdown(rows).splitlines()


def _key(start: str) -> str:
    """'PyTorch, uniform' -> 'pytorch_uniform'."""
    return start.lower().replace(', ', '_').replace(' ', '_')


def _starts(activation: str) -> dict[str, tuple[str, float]]:
    """Returns {name: (distribution, gain)}."""
    return {'gain 1, uniform': ('uniform', 1.0),
            'PyTorch, uniform': ('uniform', gains.PYTORCH[activation]),
            'PyTorch, normal': ('normal', gains.PYTORCH[activation]),
            'keeps, uniform': ('uniform', gains.keeping(activation))}


def _passes(config: ConfigDict) -> tuple[Lines, Lines]:
    forward: Lines = {}
    backward: Lines = {}
    for activation in gains.PYTORCH:
        found = {name: [deep_net.passes(
            activation, kind, gain, depth=config.gain.depth, units=config.gain.units,
            examples=config.gain.examples, seed=seed) for seed in _seeds(config)]
            for name, (kind, gain) in _starts(activation).items()}
        forward[activation] = {name: np.stack([one.forward for one in every])
                               for name, every in found.items()}
        backward[activation] = {name: np.stack([one.backward for one in every])
                                for name, every in found.items()}
    return forward, backward


def _seeds(config: ConfigDict) -> range:
    return range(config.seed, config.seed + config.gain.seeds)


def _gain_rows(forward: Lines, backward: Lines) -> list[dict[str, Any]]:
    return [{'activation': activation, 'start': name,
             'gain': _starts(activation)[name][1],
             "g^2 E f'(z)^2": gains.gradient_factor(activation, _starts(activation)[name][1]),
             'z last/first': _geometric(z[:, -1] / z[:, 0]),
             'gradient first/last': _geometric(gradient[:, 0] / gradient[:, -1])}
            for activation, found in forward.items()
            for (name, z), gradient in zip(found.items(), backward[activation].values())]


def _geometric(ratios: np.ndarray) -> float:
    return math.exp(float(np.log(ratios).mean()))


def _train(config: ConfigDict, images: np.ndarray, labels: np.ndarray) -> Lines:
    data, settings = CATALOG['digits'], config.train
    x = (images.reshape(len(images), -1) / data.pixel_max)
    x = (x - x.mean()) / x.std()  # the inputs of a layer that the formulas are made for
    sizes = (x.shape[1], *(settings.units,) * settings.depth, len(data.class_names))
    return {activation: {name: np.stack([deep_net.train(
        activation, gain, x, labels, sizes=sizes, learning_rate=settings.learning_rate,
        steps=settings.steps, seed=seed) for seed in _seeds(config)])
        for name, gain in (('gain 1', 1.0), ('PyTorch', gains.PYTORCH[activation]))}
        for activation in TRAINED}


def shape_rows(forward: Lines) -> list[dict[str, Any]]:
    """Returns log2 of the last layer's sums over the first's, uniform less normal, of one gain."""
    rows = []
    for activation, found in forward.items():
        uniform, normal = (dict(enumerate(np.log2(found[name][:, -1] / found[name][:, 0]).tolist()))
                           for name in ('PyTorch, uniform', 'PyTorch, normal'))
        rows.append({'activation': activation, **_compared(uniform, normal, 'uniform less normal')})
    return rows


def _compared(other: dict[int, float], base: dict[int, float], head: str) -> dict[str, str]:
    """Returns a difference over the seeds with its 95% interval, and whether that excludes 0."""
    effect = effects.effect(other, base)
    return {f'{head} (95%)': effects.signed(effect.difference, effect.half_width),
            'shown': 'yes' if effect.excludes_zero else 'no difference shown'}


def training_rows(losses: Lines) -> list[dict[str, Any]]:
    """Returns the last losses with gain 1 and with PyTorch's, and their difference, paired."""
    rows = []
    for activation, found in losses.items():
        base, other = (dict(enumerate(map(float, found[name][:, -1]))) for name in (
            'gain 1', 'PyTorch'))
        rows.append({
            'activation': activation, 'loss, gain 1': effects.mean_and_sd(list(base.values())),
            'loss, PyTorch': effects.mean_and_sd(list(other.values())),
            **_compared(other, base, 'difference')})
    return rows
