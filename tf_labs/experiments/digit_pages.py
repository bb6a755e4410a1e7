"""The page on which one draws a digit: trained nets as plain JSON, and what they are shown with."""

from collections.abc import Sequence
import os
from pathlib import Path

import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import plain_layers
from tf_labs.experiments.trained import TrainedRun
from tf_labs.nn import activations
from tf_labs.report import digit_page
from tf_labs.training import folder
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

LARGEST = 60  # MB of weights in a page


def write_digit(directories: Sequence[RunDirectory], target: Path) -> Path:
    """Writes a page with one net, or with two side by side.

    Args:
      directories: runs of one data set, digits, mnist or fashion_mnist, that compute in float32.
      target: of the page.

    Returns:
      The target.

    Raises:
      UserError: a net has a layer that the page does not know, or is too large for it.
      RunFailedError: a run has no sound checkpoint, or its net overflows.
      DataNotAvailableError: the example digits are not to be had.
    """
    runs = [TrainedRun(directory, None) for directory in directories]
    test = runs[0].examples('test')
    assert isinstance(test, Examples), 'digits are in memory'
    classes = range(len(runs[0].data.class_names))
    chosen = [int(np.argmax(test.labels == label)) for label in classes]
    examples = Examples(test.images[chosen], test.labels[chosen])
    nets = [_net(run, name, directory, examples)
            for run, name, directory in zip(runs, names(directories), directories)]
    _check_size(nets)
    folder.write(target, digit_page.page(
        nets, examples.images, examples.labels, runs[0].data.pixel_max,
        runs[0].data.class_names, runs[0].config.data.name).encode())
    return target


def names(directories: Sequence[RunDirectory]) -> list[str]:
    """Returns what tells the runs apart: the names of their labs, or else of their directories."""
    labs = [directory.config().lab for directory in directories]
    if len(set(labs)) == len(labs):
        return labs
    paths = [directory.path.resolve() for directory in directories]
    above = os.path.commonpath([path.parent for path in paths])
    return [os.path.relpath(path, above) for path in paths]


def _check_size(nets: Sequence[digit_page.DigitNet]) -> None:
    megabytes = sum(net.megabytes for net in nets)
    if megabytes > LARGEST:
        raise UserError('the weights are too large for a page', expected=f'{LARGEST} MB at most',
                        received=f'{megabytes:.0f} MB')


def _check_inputs(run: TrainedRun, images: np.ndarray) -> None:
    """Raises `UserError` if the net is not fed whole pictures as they are, times the scale."""
    fed, expected = run.inputs(images).numpy(), images * assembly.eval_scale(run.config)
    if fed.shape != expected.shape or not np.allclose(fed, expected, rtol=1e-5, atol=1e-6):
        raise UserError('the page feeds whole pictures', received='a run that crops them or '
                        'subtracts a mean', expected='data.crop None, data.subtract_mean False')


def _net(run: TrainedRun, name: str, directory: RunDirectory,
         examples: Examples) -> digit_page.DigitNet:
    logits = run.logits(tf.constant(examples.images))
    answers = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()  # [examples, classes]
    if not np.isfinite(answers).all():
        raise RunFailedError(f'{directory.path}: the net overflows on the example digits')
    _check_inputs(run, examples.images)
    rows = [row for row in metrics_log.read(directory) if row['step'] == run.step]
    model = run.config.model
    is_deep = model.name != 'softmax'
    has_dense = is_deep and bool(model.hidden_sizes)
    return digit_page.DigitNet(
        name=name, layers=plain_layers.layers(run.model, model.activation),
        scale=assembly.eval_scale(run.config), answers=answers, step=run.step,
        parameters=run.model.count_params(),
        test_accuracy=rows[-1]['test_accuracy'] if rows else None,
        activation=model.activation if is_deep else None,
        formula=activations.ACTIVATIONS[model.activation].formula if is_deep else None,
        batch_norm=model.name == 'mlp' and has_dense and model.batch_norm,
        dropout=model.dropout_rate if has_dense else 0)
