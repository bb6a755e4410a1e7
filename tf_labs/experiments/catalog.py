"""The experiments by the names that configs use."""

from collections.abc import Callable
import functools
from typing import Any

from ml_collections import ConfigDict

from tf_labs.experiments import comparison
from tf_labs.experiments import procedure
from tf_labs.experiments import supervised
from tf_labs.experiments.labs import activation_gallery
from tf_labs.experiments.labs import architectures
from tf_labs.experiments.labs import autograd
from tf_labs.experiments.labs import backprop
from tf_labs.experiments.labs import gates
from tf_labs.experiments.labs import linearity
from tf_labs.experiments.labs import mse_by_hand
from tf_labs.experiments.labs import optimizer_paths
from tf_labs.experiments.labs import rbm
from tf_labs.experiments.labs import sparse_adam
from tf_labs.experiments.labs import table
from tf_labs.experiments.labs import vanishing_gradient
from tf_labs.experiments.labs import xor_lottery
from tf_labs.experiments.looking import correspondence
from tf_labs.experiments.looking import deconvnet
from tf_labs.experiments.looking import evolution
from tf_labs.experiments.looking import layer_probe
from tf_labs.experiments.looking import occlusion
from tf_labs.experiments.looking import transfer
from tf_labs.training.manifest import About

Run = Callable[[ConfigDict, str, str, About | None], dict[str, Any]]


def _procedure(compute: procedure.Compute) -> Run:
    return functools.partial(procedure.run, compute)


# The keys are those of tf_labs.configuration.SECTIONS.
EXPERIMENTS: dict[str, Run] = {
    'supervised': supervised.run,
    'rbm': _procedure(rbm.compute),
    'mse_by_hand': _procedure(mse_by_hand.compute),
    'autograd': _procedure(autograd.compute),
    'gates': _procedure(gates.compute),
    'backprop': _procedure(backprop.compute),
    'vanishing_gradient': _procedure(vanishing_gradient.compute),
    'linearity': _procedure(linearity.compute),
    'activation_gallery': _procedure(activation_gallery.compute),
    'architectures': _procedure(architectures.compute),
    'table': _procedure(table.compute),
    'xor_lottery': _procedure(xor_lottery.compute),
    'sparse_adam': _procedure(sparse_adam.compute),
    'optimizer_paths': _procedure(optimizer_paths.compute),
    'deconvnet': _procedure(deconvnet.compute),
    'evolution': _procedure(evolution.compute),
    'occlusion': functools.partial(procedure.run_resumable, occlusion.compute),
    'correspondence': _procedure(correspondence.compute),
    'layer_probe': _procedure(layer_probe.compute),
    'transfer': _procedure(transfer.compute),
}


def run(config: ConfigDict, workdir: str, devices: str, seed_count: int | None,
        about: About) -> None:
    """Does a config: once, or, with variants or a number of seeds, as a comparison."""
    one_run = EXPERIMENTS[config.experiment]
    if 'variants' in config or seed_count is not None:
        comparison.run(one_run, config, workdir, devices, seed_count or 1, about)
    else:
        one_run(config, workdir, devices, about)
