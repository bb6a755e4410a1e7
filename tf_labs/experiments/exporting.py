"""A trained net as files that other programs load."""

from collections.abc import Iterator, Sequence
import contextlib
import os
from pathlib import Path
import shutil

import keras
import numpy as np

from tf_labs.config import own_code
from tf_labs.data.catalog import Column
from tf_labs.data.catalog import DataSet
from tf_labs.data.preparation import Preparation
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import layer_stack
from tf_labs.models import stored_net
from tf_labs.nn import activations
from tf_labs.training import config_plan
from tf_labs.training import folder
from tf_labs.training.run_directory import RunDirectory


def export(directory: RunDirectory, step: int | str | None, output: Path) -> Iterator[str]:
    """Writes output/model.keras and output/saved_model; yields what was written.

    Both take pixels as the data set has them, [B, H, W, C], and hold the crop, the mean and the
    scaling. They are made of Keras's own layers, so they load without this project; dropout,
    which does nothing outside of training, is left out. Of a net with layers of one's own there is
    the SavedModel alone, which needs no code.

    Raises:
      UserError: the output cannot be written.
    """
    trained = TrainedRun(directory, step)
    shape = config_plan.image_shape(trained.config, trained.data)
    stack = layer_stack.chain_or_none(trained.model) or [trained.model]
    model = plain(stack, trained.preparation, assembly.eval_scale(trained.config), shape,
                  trained.data)
    needs_code = 'model.name' in own_code.names(trained.config) and not stored_net.is_plain(model)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        folder.remove_unfinished(output)
        with _whole(output) as new:
            if not needs_code:
                model.save(new / 'model.keras')
            model.export(new / 'saved_model', format='tf_saved_model', verbose=False)
    except OSError as error:
        raise UserError('--output cannot be written', expected='a directory that can be made',
                        received=f'{output} ({error.strerror})') from error
    yield ('no model.keras: it would need the code of layers that are not Keras\'s' if needs_code
           else f'step {trained.step}: {output / "model.keras"}')
    yield f'step {trained.step}: {output / "saved_model"}'
    fed = (f'pixels 0 to {trained.data.pixel_max}' if trained.data.values == 'pixels'
           else 'numbers in their own units')
    said = ', '.join(one.name for one in trained.data.targets) or 'logits'
    yield f'input: {fed}, [batch, {", ".join(map(str, shape))}]; output: {said}'


@contextlib.contextmanager
def _whole(output: Path) -> Iterator[Path]:
    """Yields a new directory that takes the place of an empty one, or none, once it is filled."""
    new = folder.unfinished(output)
    try:
        new.mkdir()
        yield new
        if output.is_dir():
            output.rmdir()
        os.replace(new, output)
    except BaseException:  # an interruption leaves nothing behind either
        shutil.rmtree(new, ignore_errors=True)
        raise


def plain(stack: Sequence[keras.layers.Layer], preparation: Preparation, scale: float,
          shape: tuple[int, int, int], data: DataSet | None = None) -> keras.Model:
    """Returns a net that takes pixels, made of Keras's own layers.

    Args:
      stack: built layers of a net, one after the other.
      preparation: what is done to images before they are scaled.
      scale: of the pixels.
      shape: (height, width, channels) of images as they are stored.
      data: facts of a table or a regression, whose numbers go in and come out in their own units.
    """
    columns, targets = ((), ()) if data is None else (data.columns, data.targets)
    pixels = keras.Input(shape)
    hidden = pixels
    for layer in (*_standardised(columns, invert=False), *_prepared(preparation, shape),
                  keras.layers.Rescaling(scale), *stack, *_standardised(targets, invert=True)):
        hidden = activations.of_keras(layer)(hidden)
    return keras.Model(pixels, hidden)


def _standardised(columns: Sequence[Column], *, invert: bool) -> Iterator[keras.layers.Layer]:
    """Yields (x - mean) / sd, or its inverse, as a layer with the statistics of some columns."""
    if columns:
        yield keras.layers.Normalization(
            mean=[one.mean for one in columns], variance=[one.sd**2 for one in columns],
            invert=invert)


def _prepared(preparation: Preparation,
              shape: tuple[int, int, int]) -> Iterator[keras.layers.Layer]:
    """Yields layers that do with pixels what the net is fed with in evaluation."""
    if preparation.mean is not None:
        yield _minus(preparation.mean)
    height, width, _ = shape
    high, wide, _ = preparation.shape(shape)
    if (high, wide) != (height, width):
        top, left = (height - high) // 2, (width - wide) // 2
        yield keras.layers.Cropping2D(((top, height - high - top), (left, width - wide - left)))


def _minus(mean: np.ndarray) -> keras.layers.Layer:
    """Returns x - mean as a layer with the mean [H, W, C] in its weights.

    In its settings it would be hundreds of thousands of numbers written out.
    """
    layer = keras.layers.Normalization(axis=(1, 2, 3))
    layer.build((None, *mean.shape))
    layer.set_weights([mean, np.ones_like(mean), np.zeros(())])  # mean, variance, examples counted
    layer.finalize_state()
    return layer
