"""The experiments by the names that configs use; each is imported when it is asked for."""

import functools
import importlib
from typing import TYPE_CHECKING

from ml_collections import ConfigDict

from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.training.manifest import About

if TYPE_CHECKING:  # a run of a lab needs nothing of comparisons
    from tf_labs.experiments.comparison import Experiment

# 'module:function', where `compute` is a lab's, and `run` does the whole of it in a directory. The
# keys are those of tf_labs.config.schema.SCHEMAS.
EXPERIMENTS = {
    'supervised': 'tf_labs.experiments.supervised:run',
    'rbm': 'tf_labs.labs.rbm.lab:compute',
    'mse_by_hand': 'tf_labs.labs.mse_by_hand.lab:compute',
    'descent': 'tf_labs.labs.descent.lab:compute',
    'autograd': 'tf_labs.labs.autograd.lab:compute',
    'perceptron': 'tf_labs.labs.perceptron.lab:compute',
    'gates': 'tf_labs.labs.gates.lab:compute',
    'backprop': 'tf_labs.labs.backprop.lab:compute',
    'vanishing_gradient': 'tf_labs.labs.vanishing_gradient.lab:compute',
    'approximation': 'tf_labs.labs.approximation.lab:compute',
    'exploding_gradient': 'tf_labs.labs.exploding_gradient.lab:compute',
    'gain': 'tf_labs.labs.gain.lab:compute',
    'internal_covariate_shift': 'tf_labs.labs.internal_covariate_shift.lab:compute',
    'train_and_eval_mode': 'tf_labs.labs.train_and_eval_mode.lab:compute',
    'linearity': 'tf_labs.labs.linearity.lab:compute',
    'activation_gallery': 'tf_labs.labs.activation_gallery.lab:compute',
    'architectures': 'tf_labs.labs.architectures.lab:compute',
    'sequential': 'tf_labs.labs.sequential.lab:compute',
    'linear_classifier': 'tf_labs.labs.linear_classifier.lab:run',
    'input_scaling': 'tf_labs.labs.input_scaling.lab:compute',
    'table': 'tf_labs.labs.table.lab:compute',
    'xor_lottery': 'tf_labs.labs.xor_lottery.lab:compute',
    'sparse_adam': 'tf_labs.labs.sparse_adam.lab:compute',
    'optimizer_paths': 'tf_labs.labs.optimizer_paths.lab:compute',
    'optimizer_family': 'tf_labs.labs.optimizer_family.lab:compute',
    'rare_features': 'tf_labs.labs.rare_features.lab:compute',
    'zero_centred': 'tf_labs.labs.zero_centred.lab:compute',
    'sparsity': 'tf_labs.labs.sparsity.lab:compute',
    'bias_start': 'tf_labs.labs.bias_start.lab:compute',
    'weight_decay': 'tf_labs.labs.weight_decay.lab:compute',
    'deconvnet': 'tf_labs.labs.deconvnet.lab:compute',
    'evolution': 'tf_labs.labs.evolution.lab:compute',
    'occlusion': 'tf_labs.labs.occlusion.lab:run',
    'invariance': 'tf_labs.labs.invariance.lab:compute',
    'correspondence': 'tf_labs.labs.correspondence.lab:compute',
    'layer_probe': 'tf_labs.labs.layer_probe.lab:compute',
    'transfer': 'tf_labs.labs.transfer.lab:compute',
    'activation_maximization': 'tf_labs.labs.activation_maximization.lab:compute',
}


def experiment(name: str) -> 'Experiment':
    """Imports an experiment; returns what does it in a run directory."""
    module, function = EXPERIMENTS[name].split(':')
    found = getattr(importlib.import_module(module), function)
    if function == 'run':
        run: Experiment = found
        return run
    from tf_labs.labs import procedure
    return functools.partial(procedure.run, found)


def run(config: ConfigDict, workdir: str, devices: str, seed_count: int | None,
        about: About | None, jobs: Jobs = IN_A_ROW) -> None:
    """Does a config: once, or, with variants or a number of seeds, as a comparison."""
    one_run = experiment(config.experiment)
    if 'variants' in config or seed_count is not None:
        from tf_labs.experiments import comparison
        from tf_labs.labs.conclusions import concluding
        comparison.run(one_run, config, workdir, devices, seed_count or 1, about, jobs,
                       concluding.of(config))
    else:
        one_run(config, workdir, devices, about)
