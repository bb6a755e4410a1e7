"""What one asks of a run that has been trained: its directory is all that is needed."""

from collections.abc import Iterator
import dataclasses
import os
from pathlib import Path
import tempfile

import keras
import numpy as np
import tensorflow as tf

from tf_labs import runtime
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import preparing
from tf_labs.nn import activations
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.evaluation import make_logits
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.state import TrainingState
from tf_labs.training.step import normalise


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """Means over a split at a checkpoint."""

    step: int
    loss: float
    accuracy: float
    examples: int


class TrainedRun:
    """A run's network with the weights of one checkpoint, the newest unless `step` is given."""

    def __init__(self, directory: RunDirectory, step: int | None, devices: str = 'auto'):
        self.config = directory.config()
        self.data = CATALOG[self.config.data.name]
        self._manifest = directory.read_json('manifest') or {}
        runtime.start(devices, seed=self.config.seed, num_threads=self.config.train.num_threads)
        self.model = assembly.build_model(self.config)
        state = TrainingState(
            self.model, assembly.build_optimizer(
                self.config, assembly.plan_of(self.config, self._manifest)),
            assembly.build_plateau(self.config))
        checkpoints = Checkpoints(directory.path)
        if step is None:
            checkpoints.restore_newest(state)
        else:
            checkpoints.restore(state, step)
        state.optimizer.finalize_variable_values(self.model.trainable_variables)  # averages, if any
        self.step = int(state.step)
        self.eager = self.config.train.execution == 'eager'
        self.preparation = preparing.stored(self.config, directory)
        self.logits = make_logits(
            self.model, assembly.eval_scale(self.config), eager=self.eager,
            prepare=self.preparation.evaluation)

    def inputs(self, images) -> tf.Tensor:
        """Returns what the net is fed of images: uint8 [B, H, W, C] -> float32 [B, h, w, C]."""
        return normalise(self.preparation.evaluation(tf.convert_to_tensor(images)),
                         assembly.eval_scale(self.config))

    def pictures(self, images):
        """Returns what the net sees of images, to be shown: uint8 [B, H, W, C] -> [B, h, w, C]."""
        return self.preparation.centre(images)

    def examples(self, split: str) -> sources.Examples | Stream:
        """Loads a split from where the config says, else from where the run found it."""
        name, data_dir = self.config.data.name, self.config.data.dir
        if not sources.is_prepared(name, data_dir):
            data_dir = self._manifest.get('data_dir', data_dir)
        data = self.config.data
        examples = sources.load(name, (split,), data_dir, side=data.side,
                                max_bad_examples=data.max_bad_examples)[split]
        if split == 'test':
            return examples
        used = examples.first(data.train_examples)
        return used.part(0, len(used) - data.validation_examples)


def evaluate(directory: RunDirectory, step: int | None, split: str) -> Evaluation:
    """Returns loss and accuracy over every example of a split, as the run itself logs them."""
    trained = TrainedRun(directory, step)
    examples = trained.examples(split)
    loss, accuracy = Evaluator(trained.logits, assembly.build_loss(trained.config), examples,
                               eager=trained.eager)()
    return Evaluation(trained.step, loss, accuracy, len(examples))


def predict(directory: RunDirectory, step: int | None, split: str, indices: list[int],
            pictures: list[tuple[str, np.ndarray, list[str]]]) -> Iterator[str]:
    """Yields the lines for examples of a split, then for images with their notes."""
    trained = TrainedRun(directory, step)
    names = trained.data.class_names
    if indices:
        examples = trained.examples(split)
        for index in indices:
            if index >= len(examples):
                raise UserError('--index is out of range',
                                expected=f'0 to {len(examples) - 1}, the examples of this run',
                                received=index)
            label = names[examples.labels[index]]
            yield from _answer(trained, f'{split} {index}: label {label}, ',
                               examples.images[index])
    for path, image, notes in pictures:
        yield from notes
        yield from _answer(trained, f'{path}: ', image)


def _answer(trained: TrainedRun, title: str, image: np.ndarray) -> Iterator[str]:
    logits = trained.logits(tf.constant(image[np.newaxis]))  # [1, classes]
    probabilities = tf.nn.softmax(tf.cast(logits, tf.float64))[0].numpy()
    names = trained.data.class_names
    best = int(np.argmax(probabilities))
    yield f'{title}prediction {names[best]} ({probabilities[best]:.4f})'
    width = max(map(len, names))
    for name, probability in zip(names, probabilities):
        yield f'  {name:>{width}}  {probability:.4f}  {"#" * round(40 * probability)}'.rstrip()


def export(directory: RunDirectory, step: int | None, output: Path) -> Iterator[str]:
    """Writes output/model.keras and output/saved_model; yields what was written.

    Both take pixels as the data set has them, [B, H, W, C], and hold the scaling. They are made
    of Keras's own layers, so they load without this project; dropout, which does nothing
    outside of training, is left out.

    Raises:
      UserError: the output cannot be written.
    """
    trained = TrainedRun(directory, step)
    model = _plain(trained)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output.parent, prefix='.export-') as temporary:
            whole = Path(temporary) / 'whole'
            whole.mkdir()
            model.save(whole / 'model.keras')
            model.export(whole / 'saved_model', format='tf_saved_model', verbose=False)
            if output.is_dir():
                output.rmdir()
            os.replace(whole, output)
    except OSError as error:
        raise UserError('--output cannot be written', expected='a directory that can be made',
                        received=f'{output} ({error.strerror})') from error
    yield f'step {trained.step}: {output / "model.keras"}'
    yield f'step {trained.step}: {output / "saved_model"}'
    yield (f'input: pixels 0 to {trained.data.pixel_max}, [batch, '
           f'{", ".join(map(str, trained.data.image_shape))}]; output: logits')


def _plain(trained: TrainedRun) -> keras.Model:
    stack = trained.model.layers
    if not isinstance(trained.model, keras.Sequential):
        stack = trained.model.stack
    pixels = keras.Input(trained.data.image_shape)
    hidden = keras.layers.Rescaling(assembly.eval_scale(trained.config))(pixels)
    for layer in stack:
        if not isinstance(layer, keras.layers.Dropout):
            hidden = activations.of_keras(layer)(hidden)
    return keras.Model(pixels, hidden)
