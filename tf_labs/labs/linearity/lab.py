"""What is linear and what is not, and why a stack of linear layers is one linear layer."""

from collections.abc import Callable
import functools
import math
from typing import Any

from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.small_tables import TABLES
from tf_labs.labs.linearity import chain_report
from tf_labs.labs.linearity import consequences
from tf_labs.labs.linearity import figures
from tf_labs.labs.linearity import layer_proof
from tf_labs.labs.linearity import measure
from tf_labs.labs.procedure import Findings
from tf_labs.models import initial_weights
from tf_labs.models import small_mlp
from tf_labs.nn.activations import ACTIVATIONS
from tf_labs.report import tables
from tf_labs.training import full_batch

Example = tuple[str, int, measure.VectorFunction]
LN_2 = math.log(2)
THETA = np.array([0.7, -1.3])
# key: (formula, number of inputs, function on rows): the notes' examples, and with 3 x + 1 what a
# layer with a bias is.
EXAMPLES: dict[str, Example] = {
    't': ('T(a1, a2) = (a1 + 2 a2, a2)', 2, lambda a: a @ np.array([[1.0, 0.0], [2.0, 1.0]])),
    '3x': ('3 x', 1, lambda x: 3 * x),
    'theta_x': (f'theta . x, theta = ({THETA[0]}, {THETA[1]})', 2, lambda x: x @ THETA[:, None]),
    'x2': ('x^2', 1, lambda x: x**2),
    '3x_plus_1': ('3 x + 1', 1, lambda x: 3 * x + 1),
}


def compute(config: ConfigDict) -> Findings:
    """Checks examples and activations, collapses a deep linear net, and gives it XOR."""
    rows, gaps = _check(config)
    collapse_lines, collapsed = _collapse(config)
    xor_lines, xor, figure = _xor(config)
    proof_lines, proof_tables, proofs, chain_figure = _proofs(config)
    lines = [
        'Linear: f(x + y) = f(x) + f(y) and f(c x) = c f(x). Largest differences over '
        f'{config.linearity.pairs} random pairs:',
        *tables.to_markdown([{key: row[key] for key in list(row)[:6]} for row in rows]
                            ).splitlines(), '',
        'Where it fails, by hand:',
        *(f'{row["function"]:17} {row["counterexample"]}' for row in rows
          if row['counterexample']),
        *proof_lines, '', *collapse_lines, '', *xor_lines]
    return Findings(lines, {**gaps, **proofs, **collapsed, **xor},
                    tables={'linearity': rows, **proof_tables},
                    figures={'chain': chain_figure, 'xor': figure})


def _functions() -> dict[str, Example]:
    return {**EXAMPLES, **{
        name: (name, 1, functools.partial(_on_array, activation.function))
        for name, activation in ACTIVATIONS.items()}}


def _proofs(config: ConfigDict) -> tuple[list[str], dict[str, list[dict[str, Any]]],
                                         dict[str, Any], Figure]:
    """What follows from linearity, each step as a formula and as a number."""
    follows = consequences.rows(_functions(), pairs=config.linearity.pairs, seed=config.seed)
    composition_lines, composition, composed = consequences.composition_lines()
    layer_lines, layers, layer_values = layer_proof.report(config.chain.slope)
    chain_lines, chains, chain_values, figure = chain_report.report(config)
    made = {'consequences': follows, 'composition': composition, **chains, 'layers': layers}
    texts = {'consequences': ['What follows from linearity; T(0) = 0 alone is not enough for it:'],
             'composition': composition_lines, 'merging': chain_lines[:1],
             'chain': chain_lines[1:], 'layers': layer_lines}
    lines = [line for name, rows in made.items()
             for line in ('', *texts[name], *tables.to_markdown(rows).splitlines())]
    at_0 = {f'{key}_at_0': row['f(0)'] for key, row in zip(_functions(), follows)}
    return lines, made, {**at_0, **composed, **chain_values, **layer_values}, figure


def _check(config: ConfigDict) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    values: dict[str, Any] = {}
    for key, (title, size, function) in _functions().items():
        found = measure.measure(function, size, pairs=config.linearity.pairs, seed=config.seed)
        is_linear = max(found.additivity, found.homogeneity) <= config.linearity.tolerance
        example = measure.counterexample(function, size, config.linearity.tolerance)
        rows.append({
            'function': title, 'f(x+y) - f(x) - f(y)': found.additivity,
            'f(cx) - c f(x)': found.homogeneity, 'the same, c > 0': found.positive_homogeneity,
            'linear': 'yes' if is_linear else 'no',
            'for c > 0': 'yes' if found.positive_homogeneity <= config.linearity.tolerance
            else 'no', 'counterexample': _in_words(example)})
        values |= {f'{key}_is_linear': is_linear, f'{key}_additivity_gap': found.additivity,
                   f'{key}_homogeneity_gap': found.homogeneity,
                   f'{key}_positive_homogeneity_gap': found.positive_homogeneity}
    return rows, values


def _on_array(function: Callable[[tf.Tensor], tf.Tensor], x: np.ndarray) -> np.ndarray:
    values: np.ndarray = function(tf.constant(x)).numpy()
    return values


def _in_words(example: measure.Counterexample | None) -> str:
    if example is None:
        return ''
    x, y, of_sum, sum_of = (', '.join(f'{number:.6g}' for number in vector) for vector in (
        example.x, example.y, example.of_sum, example.sum_of))
    return f'x = {x}, y = {y}: f(x + y) = {of_sum}, f(x) + f(y) = {sum_of}'


def _collapse(config: ConfigDict) -> tuple[list[str], dict[str, Any]]:
    """In float64 and, as nets are computed, in float32."""
    sizes = config.linearity.sizes
    stack = initial_weights.initial(sizes, config.seed, 'fan_in_uniform')
    x = np.random.default_rng(config.seed).normal(size=(config.linearity.pairs, sizes[0]))
    largest = {}
    for dtype in (np.float64, np.float32):
        parameters, inputs = [one.astype(dtype) for one in stack], x.astype(dtype)
        kernel, bias = measure.collapse(parameters)
        deep = small_mlp.logits(parameters, tf.constant(inputs), tf.identity).numpy()
        largest[dtype] = float(np.abs(deep - (inputs @ kernel + bias)).max())
    return ([f'A linear net {"-".join(map(str, sizes))} with biases, and one layer x W + b:',
             f'W = W1 W2 ... [{sizes[0]}, {sizes[-1]}], b = b1 (W2 W3 ...) + b2 (W3 ...) + ...',
             f'The outputs differ by at most {largest[np.float64]:.2g} in float64, '
             f'{largest[np.float32]:.2g} in float32.'],
            {'collapse_largest_difference': largest[np.float64],
             'collapse_largest_difference_float32': largest[np.float32],
             'collapse_output_scale': float(np.abs(deep).max())})


def _xor(config: ConfigDict) -> tuple[list[str], dict[str, Any], Figure]:
    """The same net from the same weights, without and with tanh between its layers."""
    table, sizes = TABLES['xor'](), (2, *config.net.hidden_sizes, 1)
    start = initial_weights.initial(sizes, config.seed, config.net.initializer)
    descents = {}
    for name in ('linear', 'tanh'):
        loss_of = functools.partial(
            small_mlp.binary_cross_entropy, x=tf.constant(table.x), y=tf.constant(table.y),
            activation=ACTIVATIONS[name].function)
        descents[name] = full_batch.descend(
            loss_of, start, learning_rate=config.optimizer.learning_rate,
            steps=config.train.steps, log_every=config.train.log_every)
    losses = {name: float(descent.last_loss) for name, descent in descents.items()}
    kernel, bias = measure.collapse(descents['linear'].last)
    answers = {name: tf.sigmoid(small_mlp.logits(
        descent.last, tf.constant(table.x), ACTIVATIONS[name].function)).numpy()[:, 0].tolist()
        for name, descent in descents.items()}
    lines = [
        f'XOR, {"-".join(map(str, sizes))}, {config.train.steps} steps of the full batch '
        f'(ln 2 = {LN_2:.6f}):',
        *(f'{name:7} loss {losses[name]:.6f}  p = {", ".join(f"{p:.3f}" for p in answers[name])}'
          for name in descents),
        f'The trained linear net as one layer: W = ({kernel[0, 0]:.1e}, {kernel[1, 0]:.1e}), '
        f'b = {bias[0, 0]:.1e}.', 'It answers 1/2 to everything, the best that a line can do.']
    values = {'xor_linear_last_loss': losses['linear'], 'xor_tanh_last_loss': losses['tanh'],
              'xor_linear_distance_to_ln_2': abs(losses['linear'] - LN_2),
              'xor_linear_answers': answers['linear'], 'xor_tanh_answers': answers['tanh']}
    surfaces = {name: _surface(descent, name) for name, descent in descents.items()}
    return lines, values, figures.xor(
        {name: (descent.steps, descent.losses) for name, descent in descents.items()}, surfaces,
        table.x, table.y)


def _surface(descent: full_batch.Descent, activation: str) -> np.ndarray:
    """Returns sigmoid(logits) over the square that report.linearity draws, [G, G]."""
    axis = np.linspace(*figures.SQUARE, figures.GRID, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    z = small_mlp.logits(descent.last, tf.constant(points), ACTIVATIONS[activation].function)
    surface: np.ndarray = tf.sigmoid(z).numpy()
    return surface.reshape(figures.GRID, figures.GRID)
