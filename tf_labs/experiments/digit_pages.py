"""The page on which one draws a digit or drops a picture: trained nets as plain JSON, examples."""

from collections.abc import Sequence
import os
from pathlib import Path

import numpy as np
import tensorflow as tf

from tf_labs.data.catalog import DRAWN
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
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
SHOWN = 10  # examples
LOOKED_AT = 300  # examples of the test set, of which the first of each class is shown


def write_digit(directories: Sequence[RunDirectory], target: Path) -> Path:
    """Writes a page with one net, or with two side by side.

    Args:
      directories: runs of one data set that compute in float32: digits, mnist or fashion_mnist, or
        pictures that `predict` resizes.
      target: of the page.

    Returns:
      The target.

    Raises:
      UserError: a net has a layer that the page does not know, or is too large for it.
      RunFailedError: a run has no sound checkpoint, or its net overflows.
      DataNotAvailableError: the examples are not to be had.
    """
    runs = [TrainedRun(directory, None) for directory in directories]
    data, form = runs[0].data, runs[0].config.data.name
    examples = _examples(runs[0])
    nets = [_net(run, name, directory, examples)
            for run, name, directory in zip(runs, names(directories), directories)]
    _check_size(nets)
    folder.write(target, digit_page.page(
        nets, examples.images, examples.labels, data.pixel_max, data.class_names,
        form if form in DRAWN else digit_page.PICTURE).encode())
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


def _examples(run: TrainedRun) -> Examples:
    """Returns a test example of each class, of many classes those that come first."""
    test = run.examples('test')
    if isinstance(test, Stream):  # of which all would be decoded
        test = test.take(np.arange(min(len(test), LOOKED_AT)))
    _, first = np.unique(test.labels, return_index=True)
    return test.take(first[:SHOWN])


def _net(run: TrainedRun, name: str, directory: RunDirectory,
         examples: Examples) -> digit_page.DigitNet:
    logits = run.logits(tf.constant(examples.images))
    answers = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()  # [examples, classes]
    if not np.isfinite(answers).all():
        raise RunFailedError(f'{directory.path}: the net overflows on the examples')
    shape = run.preparation.shape(examples.image_shape)
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
        dropout=model.dropout_rate if has_dense else 0,
        shape=None if shape == examples.image_shape else shape, mean=run.preparation.mean)
