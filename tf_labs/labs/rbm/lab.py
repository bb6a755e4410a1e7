"""Machines stacked on images, without a label: what they learn, how well, and what they dream."""

import dataclasses
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.labs.procedure import Findings
from tf_labs.labs.rbm import figures
from tf_labs.models import rbm
from tf_labs.models.rbm import Weights
from tf_labs.nn import initializers
from tf_labs.nn import randomness
from tf_labs.training import rbm_training
from tf_labs.training.row_log import Row

_RECONSTRUCTIONS, _CHAINS = 100, 101  # positions of seeds beyond those of the layers


@dataclasses.dataclass(frozen=True)
class TrainedMachine:
    """A trained machine and its rows, one an epoch."""

    weights: Weights
    rows: list[Row]


def compute(config: ConfigDict) -> Findings:
    """Trains the stack, layer by layer, then reconstructs and samples."""
    data = CATALOG[config.data.name]
    splits = sources.load(config.data.name, ('train', 'test'), config.data.dir)
    train, test = (_pixels(splits[split].images, data.pixel_max) for split in ('train', 'test'))
    stack = _stack(config, train, test)
    shape = data.image_shape[:2]
    digits = one_of_each(splits['test'].labels, config.show.digits)
    layers = [_summary(number, layer) for number, layer in enumerate(stack, 1)]
    first = stack[0].weights
    return Findings(
        lines=[_line(row, config.machine.epochs) for row in layers],
        values={f'layer_{row["layer"]}_{key}': value for row in layers
                for key, value in row.items() if key != 'layer'},
        tables={'layers': layers, 'epochs': [row for layer in stack for row in layer.rows]},
        figures={
            'epochs': figures.epochs([layer.rows for layer in stack]),
            'filters': figures.filters(first.kernel.numpy().T[:config.show.filters], shape),
            'samples': figures.samples(_samples(config, stack, test[digits]), shape)},
        data_sha256={split: sources.fingerprint(splits[split]) for split in splits})


def _pixels(images: np.ndarray, pixel_max: int) -> np.ndarray:
    """uint8 [N, H, W, C] -> float32 [N, H W C] in 0..1: the probability that a unit is on."""
    return images.reshape(len(images), -1) / np.float32(pixel_max)


def one_of_each(labels: np.ndarray, count: int) -> np.ndarray:
    """Returns the places of the first example of each class, then of the second ones, ..."""
    few = labels[:1000]
    seen = np.array([(few[:place] == label).sum() for place, label in enumerate(few)])
    return np.lexsort((few, seen))[:count]


def _stack(config: ConfigDict, train: np.ndarray, test: np.ndarray) -> list[TrainedMachine]:
    machine = config.machine
    settings = rbm_training.RBMSettings(machine.epochs, machine.learning_rate, machine.momentum,
                                        machine.k, machine.batch_size)
    stack: list[TrainedMachine] = []
    for number, hidden_units in enumerate(machine.hidden_sizes, 1):
        if stack:
            train, test = (rbm.hidden_probabilities(stack[-1].weights, values).numpy()
                           for values in (train, test))
        seed = initializers.seed_of(config.seed, number - 1)
        rows, count = [], machine.compared_examples
        for epoch, (weights, error) in enumerate(map(dataclasses.astuple, rbm_training.epochs(
                train, hidden_units, settings, seed)), 1):
            seen, held_out = (float(tf.reduce_mean(rbm.free_energy(weights, values[:count])))
                              for values in (train, test))
            rows.append({'layer': number, 'epoch': epoch, 'reconstruction_error': error,
                         'free_energy_train': seen, 'free_energy_test': held_out,
                         'free_energy_gap': held_out - seen})
        stack.append(TrainedMachine(weights, rows))
    return stack


def _summary(number: int, layer: TrainedMachine) -> dict[str, Any]:
    visible, hidden = layer.weights.kernel.shape
    first, last = layer.rows[0], layer.rows[-1]
    return {'layer': number, 'visible': visible, 'hidden': hidden,
            'parameters': visible * hidden + visible + hidden,
            'first_reconstruction_error': first['reconstruction_error'],
            'last_reconstruction_error': last['reconstruction_error'],
            'first_free_energy_gap': first['free_energy_gap'],
            'last_free_energy_gap': last['free_energy_gap'],
            'kernel_sd': float(layer.weights.kernel.numpy().std())}


def _line(row: dict[str, Any], epochs: int) -> str:
    return (f'machine {row["layer"]}, {row["visible"]}-{row["hidden"]}: reconstruction error '
            f'{row["first_reconstruction_error"]:.4f} -> {row["last_reconstruction_error"]:.4f} '
            f'over {epochs} epochs; free energy, test minus train: '
            f'{row["first_free_energy_gap"]:.2f} -> {row["last_free_energy_gap"]:.2f}')


def _samples(config: ConfigDict, stack: list[TrainedMachine],
             digits: np.ndarray) -> dict[str, np.ndarray]:
    """Returns rows of images [D, V]: originals, reconstructions by depth, chains by length."""
    rows = {'original': digits}
    values = tf.constant(digits)
    for depth, layer in enumerate(stack, 1):
        values = rbm.hidden_probabilities(layer.weights, values)
        seed = tf.constant([initializers.seed_of(config.seed, _RECONSTRUCTIONS, depth), 0])
        down = randomness.bernoulli(values, seed)
        for below in reversed(stack[:depth]):
            down = rbm.visible_probabilities(below.weights, down)
        rows[f'through {values.shape[1]} bits'] = down.numpy()
    seed = tf.constant([initializers.seed_of(config.seed, _CHAINS), 0])
    chain = tf.function(rbm.gibbs, reduce_retracing=True)
    for steps in config.show.chain_steps:  # one seed: each longer chain begins as the shorter
        end = chain(stack[0].weights, tf.constant(digits), tf.constant(steps - 1), seed)
        rows[f'chain, step {steps:,}'] = rbm.reconstruct(
            stack[0].weights, end, randomness.fold(seed, steps - 1, 0)).numpy()
    return rows
