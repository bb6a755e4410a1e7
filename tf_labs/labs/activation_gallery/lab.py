"""Every activation of the notes: curve, derivative, range, centre, saturation, sparsity."""

import dataclasses

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.labs.activation_gallery import activation_statistics
from tf_labs.labs.activation_gallery import figures
from tf_labs.labs.procedure import Findings
from tf_labs.nn import activation_functions
from tf_labs.nn import activations
from tf_labs.report import tables

DRAWN_PRELU_SLOPE = 2.0  # the a that the notes on activation functions draw PReLU with


def compute(config: ConfigDict) -> Findings:
    """Tables and draws every activation."""
    settings = config.gallery
    x = tf.linspace(tf.constant(settings.low, tf.float64), settings.high, settings.points)
    rows, curves = [], {}
    values: dict[str, float] = {}
    for name, activation in activations.ACTIVATIONS.items():
        curves[name] = activation_statistics.value_and_derivative(activation.function, x)
        found = dataclasses.asdict(activation_statistics.statistics(
            activation.function, count=settings.quantiles,
            saturated_below=settings.saturated_below, wide=settings.wide_stddev))
        rows.append({'activation': name, **found})
        values |= {f'{name}_{key}': value for key, value in found.items()
                   if np.isfinite(value)}  # JSON has no infinity
    values |= _drawn_prelu() | _slopes_below_0() | {'gelu_cubic': _gelu_cubic()}
    formulas = {name: activation.formula for name, activation in activations.ACTIVATIONS.items()}
    lines = [
        *(f'{name:17} {formula}' for name, formula in formulas.items()), '',
        f'Input N(0, 1), and N(0, {settings.wide_stddev:g}^2) for saturated_wide. Saturated: '
        f"|f'| < {settings.saturated_below:g}. zeros: outputs that are exactly 0.",
        *tables.to_markdown(rows).splitlines(), '',
        'The notes write PReLU as max(a x, x) and draw it with a = 2. Above a = 1 the maximum '
        'takes the other branch:',
        f'at x = -1, 1 it is {values["drawn_prelu_at_minus_1"]:g}, {values["drawn_prelu_at_1"]:g}; '
        f'a x below 0 and x above it is {values["prelu_slope_2_at_minus_1"]:g}, '
        f'{values["prelu_slope_2_at_1"]:g}.']
    return Findings(
        lines, values,
        tables={'activations': [{**row, 'formula': formulas[row['activation']]} for row in rows]},
        figures={'activations': figures.figure(x.numpy(), curves, formulas)})


def _slopes_below_0() -> dict[str, float]:
    minus_1 = tf.constant(-1.0, tf.float64)
    return {f'{name}_at_minus_1': float(activations.ACTIVATIONS[name].function(minus_1))
            for name in ('leaky_relu', 'leaky_relu_drawn')}


def _gelu_cubic() -> float:
    """The factor of x^3 in GELU's tanh, from its value at 1."""
    at_1 = float(activations.ACTIVATIONS['gelu'].function(tf.constant(1.0, tf.float64)))
    return float(np.arctanh(2 * at_1 - 1) / np.sqrt(2 / np.pi) - 1)


def _drawn_prelu() -> dict[str, float]:
    """max(a x, x) and PReLU are one function for a slope of 1 at most, and two above."""
    x = tf.constant([-1.0, 1.0])
    maximum = tf.maximum(DRAWN_PRELU_SLOPE * x, x).numpy().tolist()
    learnt = activation_functions.prelu(x, DRAWN_PRELU_SLOPE).numpy().tolist()
    return {'drawn_prelu_at_minus_1': maximum[0], 'drawn_prelu_at_1': maximum[1],
            'prelu_slope_2_at_minus_1': learnt[0], 'prelu_slope_2_at_1': learnt[1]}
