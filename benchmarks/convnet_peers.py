"""The contenders of cifar_speed.py and alexnet_step.py: one convolutional net, many ways.

Each is a function of `turns.Turns` whose every turn takes the same number of training steps on
batches that are in memory, centred on 0 as the project's pipeline hands them over; it imports its
library itself.
"""

from collections.abc import Callable, Sequence
import dataclasses
import functools
import os
from typing import TYPE_CHECKING

from ml_collections import ConfigDict
import numpy as np

import measurement
from tf_labs.config import config_files
from tf_labs.data import data_sets
from turns import Contender
from turns import ContenderError
from turns import Turns

if TYPE_CHECKING:  # each contender imports its library itself
    import keras

CLASSES = {'cifar10': 10, 'imagenet2012': 1000}


@dataclasses.dataclass(frozen=True)
class Task:
    """What all contenders have in common; the rest is in the config.

    Attributes:
      name: of a config in configs/.
      data: catalog name of the data set whose classes there are.
      batch_size: B.
      steps: of a turn.
      lrn: whether there is local response normalization.
    """

    name: str
    data: str
    batch_size: int
    steps: int
    lrn: bool

    def config(self, precision: str = 'float32') -> ConfigDict:
        """Returns the config of a run of the project."""
        config = config_files.load(str(measurement.ROOT / 'configs' / f'{self.name}.py'))
        config.data.name = self.data
        config.data.batch_size = self.batch_size
        config.model.lrn = self.lrn
        config.train.precision = precision
        config.train.execution = 'graph'
        return config

    def batches(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns images float32 [steps, B, h, w, 3] and labels int64 [steps, B], all random."""
        side = self.config().data.crop
        generator = np.random.default_rng(0)
        shape = (self.steps, self.batch_size)
        pixels = generator.integers(0, 256, (*shape, side, side, 3), np.uint8)
        return pixels - np.float32(127.5), generator.integers(0, CLASSES[self.data], shape)


def check_parameters(contenders: Sequence[Contender]) -> None:
    """Raises `ContenderError` if their nets have different numbers of parameters."""
    found = {contender.name: contender.ask('parameters') for contender in contenders}
    if len(set(found.values())) > 1:
        raise ContenderError(f'not one net: parameters {found}')


def project_net(config: ConfigDict, examples: int) -> tuple['keras.Model', Callable]:
    """Returns the project's net of a config, and the `run_block` that trains it."""
    import tensorflow as tf

    from tf_labs.experiments import assembly
    from tf_labs.training import config_plan
    from tf_labs.training import step
    facts = data_sets.describe(config.data)
    model = assembly.build_model(config, facts)
    optimizer = assembly.build_optimizer(
        config, config_plan.build_plan(config, facts, examples), model)
    optimizer.build(model.trainable_variables)
    train_step = step.make_train_step(model, optimizer, assembly.build_loss(config, facts),
                                      scale=config.data.scale, batch_size=config.data.batch_size)
    return model, step.make_block(train_step, tf.distribute.get_strategy(), config.train.execution)


def project_block(config: ConfigDict, examples: int) -> tuple[Callable, int]:
    """Returns the project's `run_block` for a config, and the number of weights it updates."""
    model, run_block = project_net(config, examples)
    return run_block, model.count_params()


def project(turns: Turns, task: Task, precision: str) -> None:
    """This project: the step and the block of steps of `tf-labs run`."""
    from tf_labs import runtime
    tf = runtime.import_tensorflow()
    config = task.config(precision)
    runtime.start('cpu', seed=config.seed)
    run_block, parameters = project_block(config, examples=task.steps * task.batch_size)
    turns.answers['parameters'] = lambda: parameters
    images, labels = map(tf.constant, task.batches())
    for _ in turns:
        loss_sum, _ = run_block(images, labels, tf.constant(0), tf.constant(task.steps),
                                tf.constant(0.0, tf.float64), tf.constant(0, tf.int64))
        turns.loss = float(loss_sum) / task.steps


def project_without_onednn(turns: Turns, task: Task, precision: str) -> None:
    """This project, with TensorFlow's own convolutions: its default without AVX512_VNNI."""
    os.environ['TF_ENABLE_ONEDNN_OPTS'] = '0'  # read while TensorFlow is imported
    project(turns, task, precision)


def pytorch(turns: Turns, task: Task, bfloat16: bool) -> None:
    """PyTorch with channels last, and where `bfloat16` under its autocast."""
    import torch
    config = task.config()
    torch.manual_seed(config.seed)
    network = _TORCH_NETS[task.name](CLASSES[task.data], task.lrn)
    for layer in network:
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            if config.model.kernel_initializer == 'random_normal':
                torch.nn.init.normal_(layer.weight, std=config.model.init_stddev)
            else:
                torch.nn.init.xavier_normal_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
    network = network.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(
        network.parameters(), config.optimizer.learning_rate, momentum=config.optimizer.momentum,
        weight_decay=config.optimizer.weight_decay)
    turns.answers['parameters'] = lambda: sum(w.numel() for w in network.parameters())
    images, labels = map(torch.from_numpy, task.batches())
    images = images.permute(0, 1, 4, 2, 3)  # the memory stays as it is: channels last
    for _ in turns:
        loss_sum = torch.zeros(())
        for pixels, numbers in zip(images, labels):
            optimizer.zero_grad()
            with torch.autocast('cpu', torch.bfloat16, enabled=bfloat16):
                logits = network(pixels * config.data.scale)
            loss = torch.nn.functional.cross_entropy(logits.float(), numbers)
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach()
        turns.loss = float(loss_sum) / task.steps


def _torch_norm(lrn: bool) -> list:
    import torch

    # PyTorch divides alpha by the size of the window. In AlexNet the windows of its two towers
    # touch at the border between them, which changes two maps of 96 and no time.
    return [torch.nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2.0)] if lrn else []


def _torch_cifar_net(classes: int, lrn: bool):
    from torch import nn

    def pool() -> nn.Module:
        return nn.MaxPool2d(3, 2, ceil_mode=True)  # one more row below, as `same` has it: 24 -> 12

    return nn.Sequential(
        nn.Conv2d(3, 64, 5, padding=2), nn.ReLU(inplace=True), *_torch_norm(lrn), pool(),
        nn.Conv2d(64, 64, 5, padding=2), nn.ReLU(inplace=True), *_torch_norm(lrn), pool(),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(inplace=True),
        nn.Flatten(), nn.Linear(6 * 6 * 64, classes))


def _torch_alexnet(classes: int, lrn: bool):
    from torch import nn
    pool = functools.partial(nn.MaxPool2d, 3, 2)
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(inplace=True), *_torch_norm(lrn), pool(),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(inplace=True), *_torch_norm(lrn),
        pool(),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(inplace=True),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(inplace=True), pool(),
        nn.Flatten(),
        nn.Linear(6 * 6 * 256, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(4096, classes))


_TORCH_NETS = {'cifar10': _torch_cifar_net, 'alexnet': _torch_alexnet}


def keras_fit(turns: Turns, task: Task, settings: dict) -> None:
    """Keras's own loop over cifar_net, with accuracy, which this project also counts.

    Args:
      turns, task: see above; without response normalization, which Keras does not have.
      settings: of `compile`.
    """
    import keras
    config = task.config()

    class TakeTurns(keras.callbacks.Callback):
        """Waits within one call of `fit`, so that what a call costs is in no turn."""

        def __init__(self):
            super().__init__()
            self._begins = iter(turns)

        def on_epoch_begin(self, epoch, logs=None):
            next(self._begins)

        def on_epoch_end(self, epoch, logs=None):
            turns.loss = logs['loss']

    images, labels = task.batches()
    convolution = functools.partial(keras.layers.Conv2D, 64, padding='same', activation='relu')
    pool = functools.partial(keras.layers.MaxPooling2D, 3, strides=2, padding='same')
    model = keras.Sequential([
        keras.Input(images.shape[2:]), keras.layers.Rescaling(config.data.scale),
        convolution(5), pool(), convolution(5), pool(), convolution(3), convolution(3),
        keras.layers.Flatten(), keras.layers.Dense(CLASSES[task.data])])
    turns.answers['parameters'] = model.count_params
    model.compile(
        optimizer=keras.optimizers.SGD(config.optimizer.learning_rate, config.optimizer.momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'],
        **settings)
    model.fit(images.reshape(-1, *images.shape[2:]), labels.reshape(-1),
              batch_size=task.batch_size, epochs=10**6, verbose=0, callbacks=[TakeTurns()])
