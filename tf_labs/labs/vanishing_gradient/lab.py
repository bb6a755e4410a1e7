"""Gradients that vanish in deep sigmoid nets, and ReLU units that die."""

from collections.abc import Mapping, Sequence
import functools
from typing import Any

import keras
from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.data.examples import Examples
from tf_labs.labs.procedure import Findings
from tf_labs.labs.vanishing_gradient import chain_figure
from tf_labs.labs.vanishing_gradient import chain_table
from tf_labs.labs.vanishing_gradient import figures
from tf_labs.labs.vanishing_gradient import gradient_flow
from tf_labs.models import initial_weights
from tf_labs.models import mlp
from tf_labs.nn import layers
from tf_labs.nn.activations import ACTIVATIONS
from tf_labs.report import tables
from tf_labs.training import full_batch

DEEP = ('sigmoid', 'tanh', 'relu', 'leaky_relu')
STARTS: dict[str, dict[str, Any]] = {  # of mlp.pieces
    'small_normal': {'kernel_initializer': 'random_normal'},
    'xavier': {'kernel_initializer': 'glorot_normal'},
    'he': {'kernel_initializer': 'he_normal'},
    'batch_norm': {'kernel_initializer': 'glorot_normal', 'batch_norm': True},
}
_BUILT_WITH = 'relu'  # nets that then get each activation in turn
MORTAL = ('relu', 'leaky_relu')
FIELDS = {'healthy': 'rate', 'large_rate': 'large_rate', 'negative_bias': 'bias_rate'}


def compute(config: ConfigDict) -> Findings:
    """The chain of the notes, gradient norms by depth and layer, units that die."""
    splits = sources.load('digits', ('train', 'test'), None)
    chain_lines, chain_rows, chain_values = chain_table.compute(config)
    norms = _norms(config, splits['train'].first(config.depth.examples))
    depth_rows = _depth_rows(norms)
    deepest = max(config.depth.depths)
    dying_rows, logs = _dying(config, splits)
    lines = [
        *chain_lines, '',
        f'Norm of dL/dW of the first and the last layer, {deepest} hidden layers of '
        f'{config.depth.units} units, a batch of {config.depth.examples} digits:',
        *_markdown([row for row in depth_rows if row['depth'] == deepest]), '',
        f'{config.dying.units} units, {config.dying.epochs} epochs of the full batch. Silent: '
        'negative on every digit; dead: without any gradient.',
        *_markdown(dying_rows)]
    values = chain_values | {
        f'gradient_{row["activation"]}_{row["start"]}_{key}': row[key] for row in depth_rows
        if row['depth'] == deepest for key in ('first', 'last', 'log10_ratio')} | {
            f'dying_{row["case"]}_{row["activation"]}_{key}': row[key] for row in dying_rows
            for key in ('silent', 'dead', 'train_loss', 'test_accuracy')}
    return Findings(
        lines, values, tables={'chain': chain_rows, 'depth': depth_rows, 'dying': dying_rows},
        figures={'chain': chain_figure.draw(config.chain.x, config.chain.weights, chain_rows),
                 **_figures(depth_rows, norms, deepest, logs)},
        data_sha256={split: sources.fingerprint(examples) for split, examples in splits.items()})


def _markdown(rows: list[dict[str, Any]]) -> list[str]:
    return tables.to_markdown(rows).splitlines()


def _norms(config: ConfigDict, batch: Examples) -> dict[tuple[str, str, int], np.ndarray]:
    """Returns {(activation, start, depth): norm of dL/dW of each layer}."""
    data = CATALOG['digits']
    images = tf.constant(batch.images / data.pixel_max, tf.float32)
    labels = tf.constant(batch.labels)
    nets = {(start, depth): mlp.pieces(
        (config.depth.units,) * depth, len(data.class_names), seed=config.seed,
        activation=_BUILT_WITH, init_stddev=config.depth.small_stddev, **settings)
        for start, settings in STARTS.items() for depth in config.depth.depths}
    return {(activation, *net): gradient_flow.kernel_gradient_norms(
        _with_activation(stack, activation), images, labels)
        for activation in DEEP for net, stack in nets.items()}


def _with_activation(stack: Sequence[keras.layers.Layer],
                     name: str) -> list[keras.layers.Layer]:
    """Returns layers with the same weights and another activation."""
    other, own = layers.activation(name), type(layers.activation(_BUILT_WITH))
    return [other if isinstance(layer, own) else layer for layer in stack]


def _depth_rows(norms: Mapping[tuple[str, str, int], np.ndarray]) -> list[dict[str, Any]]:
    return [{'activation': activation, 'start': start, 'depth': depth, 'first': float(norm[0]),
             'last': float(norm[-1]), 'log10_ratio': float(np.log10(norm[0] / norm[-1]))}
            for (activation, start, depth), norm in norms.items()]


def _dying(config: ConfigDict, splits: dict[str, Examples]) -> tuple[
        list[dict[str, Any]], dict[str, dict[str, dict[str, np.ndarray]]]]:
    """Returns the last state and {case: {activation: curves}}; all start from the same kernels."""
    settings, data = config.dying, CATALOG['digits']
    cases = {case: (settings[field], settings.negative_bias if case == 'negative_bias' else 0.0)
             for case, field in FIELDS.items()}
    x, test_x = (tf.constant(splits[split].images.reshape(len(splits[split]), -1)
                             / data.pixel_max, tf.float32) for split in ('train', 'test'))
    labels = tf.constant(splits['train'].labels)
    start = initial_weights.initial((x.shape[1], settings.units, len(data.class_names)),
                                    config.seed, 'he_normal')
    rows: list[dict[str, Any]] = []
    logs: dict[str, dict[str, dict[str, np.ndarray]]] = {}
    for case, (rate, bias) in cases.items():
        logs[case] = {}
        for name in MORTAL:
            activation = ACTIVATIONS[name].function
            descent = full_batch.descend(
                functools.partial(gradient_flow.cross_entropy, x=x, labels=labels,
                                  activation=activation),
                [start[0], start[1] + np.float32(bias), *start[2:]], learning_rate=rate,
                steps=settings.epochs, log_every=settings.log_every,
                # Matrices this large gain nothing by a compilation of seconds.
                xla=False, rate=f'dying.{FIELDS[case]}')
            states = [*zip(*descent.parameters), descent.last]
            logs[case][name] = {
                'epoch': np.append(descent.steps + 1, settings.epochs),
                'silent': np.array([gradient_flow.silent_share(one, x) for one in states]),
                'accuracy': np.array([gradient_flow.accuracy(
                    one, test_x, splits['test'].labels, activation) for one in states])}
            rows.append({
                'case': case, 'activation': name, 'rate': rate, 'first bias': bias,
                'silent': float(logs[case][name]['silent'][-1]),
                'dead': gradient_flow.dead_share(descent.last, x, labels, activation),
                'train_loss': float(descent.last_loss),
                'test_accuracy': float(logs[case][name]['accuracy'][-1])})
    return rows, logs


def _figures(rows: list[dict[str, Any]], norms: Mapping[tuple[str, str, int], np.ndarray],
             deepest: int, logs: dict[str, dict[str, dict[str, np.ndarray]]]) -> dict[str, Figure]:
    depths = sorted({row['depth'] for row in rows})
    ratios = {start: {activation: np.array(
        [row['log10_ratio'] for row in rows
         if (row['start'], row['activation']) == (start, activation)])
        for activation in DEEP} for start in STARTS}
    of_layers = {start: {activation: norms[activation, start, deepest] for activation in DEEP}
                 for start in STARTS}
    return {'depth': figures.by_depth(depths, ratios), 'layers': figures.by_layer(of_layers),
            'dying': figures.dying(logs)}
