"""What a run measures besides its rows: its net before the first step and after the last."""

from typing import Any

import keras
from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.catalog import CATALOG
from tf_labs.data.sources import Examples
from tf_labs.experiments import assembly
from tf_labs.training import layer_statistics
from tf_labs.training import modes
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.metrics_log import Row
from tf_labs.training.run_directory import RunDirectory

MODE_EXAMPLES = 1000


def write_probe(directory: RunDirectory, config: ConfigDict, model: keras.Model,
                train: Examples) -> None:
    """Writes probe.json on the first training examples, if the config asks for it."""
    if config.train.probe_examples:
        seen = train.first(config.train.probe_examples)
        seeing = layer_statistics.Probe(model, assembly.build_loss(config), seen.images,
                                        seen.labels, config.data.scale)
        directory.write_json('probe', seeing.measure())


def of_start(directory: RunDirectory) -> dict[str, Any]:
    """Returns the main numbers of probe.json by the names that result.json gives them."""
    stored = directory.read_json('probe')
    if stored is None:
        return {}
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


def of_data(config: ConfigDict, splits: dict[str, Examples]) -> dict[str, Any]:
    """Returns what the net is fed: class_counts of the training split, and mean and sd of the
    first inputs as they are in training (train_input) and in the test (eval_input)."""
    counts = np.bincount(splits['train'].labels,
                         minlength=len(CATALOG[config.data.name].class_names))
    return {'class_counts': counts.tolist(),
            'train_input': _mean_and_sd(splits['train'], config.data.scale),
            'eval_input': _mean_and_sd(splits['test'], assembly.eval_scale(config))}


def _mean_and_sd(examples: Examples, scale: float) -> dict[str, float]:
    pixels = examples.first(MODE_EXAMPLES).images * np.float64(scale)
    return {name: layer_statistics.rounded(value)
            for name, value in (('mean', pixels.mean()), ('sd', pixels.std()))}


def of_model(model: keras.Model) -> dict[str, int]:
    """Returns how many numbers a net has, and how many of them are learnt."""
    return {'parameters': model.count_params(), 'trainable_parameters': int(sum(
        np.prod(weight.shape) for weight in model.trainable_weights))}


def of_end(config: ConfigDict, model: keras.Model, fit: Evaluator, test: Examples,
           row: Row) -> dict[str, float]:
    """Returns how well the net fits its training split, and what its two modes answer.

    Args:
      config: of the run.
      model: its network, trained.
      fit: over the training split.
      test: of which the first examples are answered in both modes, by nets that have two.
      row: the last one of the run, with test_loss and test_accuracy.

    Returns:
      fit_loss and fit_accuracy over all training examples, in evaluation mode; loss_gap and
      accuracy_gap, by how much the test is worse; parameters and trainable_parameters;
      train_mode_accuracy and eval_mode_accuracy.
    """
    loss, accuracy = fit()
    found = {'fit_loss': loss, 'fit_accuracy': accuracy, 'loss_gap': row['test_loss'] - loss,
             'accuracy_gap': accuracy - row['test_accuracy'], **of_model(model)}
    if modes.differ(model):
        seen = test.first(MODE_EXAMPLES)
        found['train_mode_accuracy'], found['eval_mode_accuracy'] = modes.accuracies(
            model, seen.images, seen.labels, assembly.eval_scale(config))
    return found
