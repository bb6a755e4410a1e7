"""What a run measures besides its rows: its net before the first step and after the last."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.data.streams import Stream
from tf_labs.data.streams import tell_of_pass
from tf_labs.experiments import assembly
from tf_labs.experiments import evaluators
from tf_labs.experiments import preparing
from tf_labs.models import first_layer
from tf_labs.models import layer_table
from tf_labs.nn import filter_colour
from tf_labs.nn import filter_statistics
from tf_labs.training import finite
from tf_labs.training import layer_statistics
from tf_labs.training import modes
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.step import Loss
from tf_labs.training.target_error import is_at as is_at_target

MODE_EXAMPLES = 1000
_INPUT_EXAMPLES = 1000


def write_probe(directory: RunDirectory, config: ConfigDict, model: keras.Model, loss: Loss,
                train: Examples | Stream, preparation: Preparation) -> None:
    """Writes probe.json on the first training examples, if the config asks for it."""
    if config.train.probe_examples:
        seen = preparing.seen(train, config.train.probe_examples, preparation)
        seeing = layer_statistics.LayerStatistics(
            model, loss, *seen, config.data.scale)
        found = seeing.measure()
        for value in (found['loss'], *(layer[name] for layer in found['layers'] for name in (
                'kernel_sd', 'weight_norm', 'gradient_norm', 'activation_mean',
                'activation_sd'))):
            finite.check('loss, gradient or activation', value, 'before the first step',
                         'data.scale')
        directory.write_json('probe', found)


def start_values(directory: RunDirectory) -> dict[str, Any]:
    """Returns the main numbers of probe.json by the names that result.json gives them."""
    stored = directory.read_json('probe')
    if stored is None:
        return {}
    if not stored['layers']:
        return {'probe_loss': stored['loss']}
    first, last = stored['layers'][0], stored['layers'][-1]
    deepest = stored['layers'][max(0, len(stored['layers']) - 2)]
    ratio = first['gradient_norm'] / last['gradient_norm'] if last['gradient_norm'] else None
    return {
        'probe_loss': stored['loss'], 'probe_gradient_ratio': ratio,
        'probe_first_gradient_norm': first['gradient_norm'],
        'probe_last_gradient_norm': last['gradient_norm'],
        'probe_first_activation_sd': first['activation_sd'],
        'probe_deepest_activation_sd': deepest['activation_sd'],
        'probe_deepest_zeros': deepest['zeros'], 'probe_deepest_saturated': deepest['saturated']}


def input_facts(config: ConfigDict, data: DataSet, splits: Mapping[str, Examples | Stream],
                preparation: Preparation) -> dict[str, Any]:
    """Returns what the net is fed: mean and sd of the first inputs as they are in training
    (train_input) and in the test (eval_input), and class_counts of a training split in memory."""
    facts: dict[str, Any] = {
        'train_input': _mean_and_sd(splits['train'], preparation, config.data.scale),
        'eval_input': _mean_and_sd(splits['test'], preparation, assembly.eval_scale(config))}
    if isinstance(splits['train'], Examples) and not data.targets:
        counts = np.bincount(splits['train'].labels,
                             minlength=len(data.class_names))
        facts['class_counts'] = counts.tolist()
    return facts


def _mean_and_sd(examples: Examples | Stream, preparation: Preparation,
                 scale: float) -> dict[str, float]:
    images, _ = preparing.seen(examples, _INPUT_EXAMPLES, preparation)
    inputs = images * np.float64(scale)
    return {name: layer_statistics.rounded(value)
            for name, value in (('mean', inputs.mean()), ('sd', inputs.std()))}


def net_size(model: keras.Model, shape: Sequence[int]) -> dict[str, int]:
    """Returns how many numbers a net has, how many of them are learnt, and multiply_adds.

    Args:
      model: any; the multiplications are counted of layers one after the other.
      shape: of an image that it is fed.
    """
    found = {'parameters': model.count_params(),
             'trainable_parameters': layer_table.count(model.trainable_weights)}
    if layer_table.is_chain(model):
        found['multiply_adds'] = sum(row.multiply_adds for row in layer_table.rows(model, shape))
    return found


def filter_counts(model: keras.Model) -> dict[str, int]:
    """Returns how many filters of a first convolution are dead, and how many aliased."""
    first = first_layer.convolution(model)
    if first is None:
        return {}
    found = filter_statistics.measure(*first)
    return {'filters': found.filters, 'dead_filters': found.dead, 'aliased_filters': found.aliased}


def tower_colours(model: keras.Model) -> dict[str, float]:
    """Returns how much colour the first filters of each tower see, of a net in towers.

    colour_gap is that between the towers, colour_gap_by_chance the one that 95% of random halves
    of the same filters stay below.
    """
    kernels = first_layer.of_towers(model)
    if not kernels or kernels[0].shape[2] != 3:
        return {}
    found = filter_colour.gap_between(kernels)
    return {**{f'colour_share_{letter}': share for letter, share in zip('ab', found.shares)},
            'colour_gap': found.gap, 'colour_gap_by_chance': found.by_chance}


def final_values(config: ConfigDict, model: keras.Model, fit: evaluators.Evaluate,
                 splits: Mapping[str, Examples | Stream], preparation: Preparation,
                 row: Row) -> dict[str, float]:
    """Returns how well the net fits its training split, and what its two modes answer.

    Args:
      config: of the run.
      model: its network, trained.
      fit: over the training split.
      splits: of whose test the first examples are answered in both modes, by nets that have two.
      preparation: of the images.
      row: the last one of the run, with test_loss and test_accuracy, or test_r2.

    Returns:
      fit_loss and fit_accuracy over all training examples, in evaluation mode; loss_gap and
      accuracy_gap, by how much the test is worse; train_examples and test_examples; parameters,
      trainable_parameters and multiply_adds; of convolutions dead_filters and aliased_filters, of
      towers colour_share_a, colour_share_b, colour_gap and colour_gap_by_chance;
      train_mode_accuracy and eval_mode_accuracy. Of a regression r2 stands for accuracy.
    """
    name = evaluators.quality(config)
    tell_of_pass(splits['train'], 'to measure how well the net fits them')
    loss, quality = fit()
    finite.check('loss over the training split', loss, f'at step {row["step"]}',
                 'optimizer.learning_rate')
    shape = preparing.seen(splits['test'], 1, preparation)[0].shape[1:]
    found = {'fit_loss': loss, f'fit_{name}': quality, 'loss_gap': row['test_loss'] - loss,
             f'{name}_gap': quality - row[f'test_{name}'],
             'train_examples': len(splits['train']), 'test_examples': len(splits['test']),
             **net_size(model, shape), **filter_counts(model),
             **tower_colours(model)}
    if modes.differ(model) and name == 'accuracy':
        seen = preparing.seen(splits['test'], MODE_EXAMPLES, preparation)
        found['train_mode_accuracy'], found['eval_mode_accuracy'] = modes.accuracies(
            model, *seen, assembly.eval_scale(config))
    return found


def steps_to_target(rows: Sequence[Row], steps_per_epoch: int,
                    target_error: float | None) -> dict[str, float]:
    """Returns steps_to_target: where the training error first falls to the target, if it does.

    The error of an epoch is that of the answers given while it was trained on, and counts for the
    middle of what was trained of it; between two epochs it is taken to be a straight line.
    """
    if target_error is None:
        return {}
    before: tuple[float, float] | None = None
    for row, last in zip(rows, (0, *(row['step'] for row in rows))):
        trained = min(steps_per_epoch, row['step'] - last)  # a run may end within an epoch
        here = row['step'] - trained / 2, 1 - row['train_accuracy']
        if is_at_target(here[1], target_error):
            if before is None:
                return {'steps_to_target': here[0]}
            share = (before[1] - target_error) / (before[1] - here[1])
            return {'steps_to_target': before[0] + share * (here[0] - before[0])}
        before = here
    return {}
