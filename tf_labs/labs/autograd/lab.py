"""Automatic differentiation: what the tape answers beside what calculus says."""

from collections.abc import Iterator
import math
from typing import Any

from ml_collections import ConfigDict
import tensorflow as tf

from tf_labs.labs.autograd import figures
from tf_labs.labs.autograd.reverse_mode import Value
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables

Answer = tuple[str, float, float]  # what was asked, what was answered, its closed form


def compute(config: ConfigDict) -> Findings:
    """Asks the tape, and a tape of our own, for gradients whose closed form is known."""
    w = config.autograd.w
    answers = [*_first_derivatives(w), *_higher_derivatives(w), *_several_variables(config),
               *_by_hand(config)]
    rows = [{'gradient': title, 'answer': answer, 'closed form': closed,
             'difference': abs(answer - closed)} for title, answer, closed in answers]
    gradient = answers[0][1]
    accumulated, tape = accumulate(w, config.autograd.passes)
    unwatched = _unwatched(w)
    lines = [f'w = {w:g}; every answer beside its closed form:',
             *tables.to_markdown(rows).splitlines(),
             f'd(2 w^2 + 5)/dw of a constant that the tape was not told to watch: {unwatched}',
             '', f'{config.autograd.passes} passes of z = 2 w:',
             f'added to a variable that is never set to 0: {_row(accumulated)}',
             f'what the tape answers each time:            {_row(tape)}']
    values: dict[str, Any] = {
        'gradient': gradient, 'accumulated': accumulated, 'tape': tape,
        'unwatched': str(unwatched), 'largest_difference': max(
            abs(answer - closed) for _, answer, closed in answers)}
    return Findings(lines, values, {'gradients': rows},
                    {'gradients': figures.figure(w, gradient, accumulated, tape)})


def _row(numbers: list[float]) -> str:
    return ' '.join(f'{number:g}' for number in numbers)


def _first_derivatives(at: float) -> Iterator[Answer]:
    w = tf.Variable(at, dtype=tf.float64)
    with tf.GradientTape() as tape:
        z = 2 * w**2 + 5
    yield 'd(2 w^2 + 5)/dw', float(tape.gradient(z, w)), 4 * at

    with tf.GradientTape(persistent=True) as tape:  # may be asked more than once
        y = w**2
        z = 2 * y + 5
    yield 'persistent: y = w^2, dy/dw', float(tape.gradient(y, w)), 2 * at
    yield 'persistent: z = 2 y + 5, dz/dy', float(tape.gradient(z, y)), 2.0
    yield 'persistent: dz/dw = dz/dy dy/dw', float(tape.gradient(z, w)), 4 * at

    constant = tf.constant(at, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(constant)
        z = 2 * constant**2 + 5
    yield 'a watched constant', float(tape.gradient(z, constant)), 4 * at

    with tf.GradientTape() as tape:
        both = tf.stack([w, w**2])
    yield 'of a vector: the sum, d(w + w^2)/dw', float(tape.gradient(both, w)), 1 + 2 * at

    with tf.GradientTape() as tape:
        z = w * tf.stop_gradient(w)  # the second factor counts as a number
    yield 'd(w stop_gradient(w))/dw', float(tape.gradient(z, w)), at


def _unwatched(at: float) -> tf.Tensor | None:
    constant = tf.constant(at, tf.float64)
    with tf.GradientTape() as tape:
        z = 2 * constant**2 + 5
    return tape.gradient(z, constant)


def _higher_derivatives(at: float) -> Iterator[Answer]:
    """A tape watches the tape inside it take a gradient."""
    w = tf.Variable(at, dtype=tf.float64)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            z = 2 * w**2 + 5
        first = inner.gradient(z, w)
    yield 'd^2(2 w^2 + 5)/dw^2', float(outer.gradient(first, w)), 4.0

    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            z = tf.sigmoid(w)
        first = inner.gradient(z, w)
    s = 1 / (1 + math.exp(-at))
    yield 'd sigmoid(w)/dw = s (1 - s)', float(first), s * (1 - s)
    yield ('d^2 sigmoid(w)/dw^2 = s (1 - s) (1 - 2 s)', float(outer.gradient(first, w)),
           s * (1 - s) * (1 - 2 * s))


def _several_variables(config: ConfigDict) -> Iterator[Answer]:
    """The squared error of a line at one example."""
    at, x, y = config.autograd.w, config.autograd.x, config.autograd.y
    w, b = tf.Variable(at, dtype=tf.float64), tf.Variable(config.autograd.b, dtype=tf.float64)
    with tf.GradientTape() as tape:
        loss = (w * x + b - y)**2
    by_w, by_b = tape.gradient(loss, (w, b))
    error = at * x + config.autograd.b - y
    yield 'd(w x + b - y)^2/dw = 2 error x', float(by_w), 2 * error * x
    yield 'd(w x + b - y)^2/db = 2 error', float(by_b), 2 * error


def _by_hand(config: ConfigDict) -> Iterator[Answer]:
    """The same idea in plain Python: tf_labs.nn.reverse_mode."""
    at, x, y = config.autograd.w, config.autograd.x, config.autograd.y
    w = Value(at)
    (2 * w**2 + 5).backward()
    yield 'own tape: d(2 w^2 + 5)/dw', w.gradient, 4 * at

    w = Value(at)
    (w * w + w).backward()
    yield 'own tape: d(w w + w)/dw, w used three times', w.gradient, 2 * at + 1

    w, b = Value(at), Value(config.autograd.b)
    (((w * x + b).sigmoid() + -y)**2).backward()
    s = 1 / (1 + math.exp(-(at * x + config.autograd.b)))
    yield ('own tape: d(sigmoid(w x + b) - y)^2/dw', w.gradient,
           2 * (s - y) * s * (1 - s) * x)
    yield 'own tape: d(sigmoid(w x + b) - y)^2/db', b.gradient, 2 * (s - y) * s * (1 - s)


def accumulate(at: float, passes: int) -> tuple[list[float], list[float]]:
    """Differentiates z = 2 w again and again.

    Args:
      at: w.
      passes: how often.

    Returns:
      After each pass the sum of all gradients so far, as a framework keeps that adds to what it
      finds; and the gradient of that pass alone.
    """
    w = tf.Variable(at)
    sum_so_far = tf.Variable(0.0)
    accumulated, alone = [], []
    for _ in range(passes):
        with tf.GradientTape() as tape:
            z = 2 * w
        gradient = tape.gradient(z, w)
        sum_so_far.assign_add(gradient)
        accumulated.append(float(sum_so_far))
        alone.append(float(gradient))
    return accumulated, alone
