"""What a run measures besides its rows: its net before the first step and after the last."""

from typing import Any

import keras
from ml_collections import ConfigDict

from tf_labs.data.sources import Examples
from tf_labs.experiments import assembly
from tf_labs.training import modes
from tf_labs.training import probe
from tf_labs.training.run_directory import RunDirectory

MODE_EXAMPLES = 1000


def write_probe(directory: RunDirectory, config: ConfigDict, model: keras.Model,
                train: Examples) -> None:
    """Writes probe.json on the first training examples, if the config asks for it."""
    if config.train.probe_examples:
        seen = train.first(config.train.probe_examples)
        directory.write_json('probe', probe.probe(
            model, assembly.build_loss(config), seen.images, seen.labels, config.data.scale))


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


def of_end(config: ConfigDict, model: keras.Model, test: Examples) -> dict[str, float]:
    """Returns the accuracies in both modes on the first test examples, of nets that have two."""
    if not modes.differ(model):
        return {}
    seen = test.first(MODE_EXAMPLES)
    in_training, in_evaluation = modes.accuracies(
        model, seen.images, seen.labels, assembly.eval_scale(config))
    return {'train_mode_accuracy': in_training, 'eval_mode_accuracy': in_evaluation}
