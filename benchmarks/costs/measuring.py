"""The constants of a net, measured on this machine: its steps, its input pipeline, its saves."""

from pathlib import Path
import statistics
import tempfile
import time
from typing import Any

import numpy as np

from tf_labs.config import config_files

SECONDS = 5.0  # of steps, or of reading, that one number is measured over
TURNS = 3  # of each; the median counts
_ENDLESS = 10**6  # epochs: reading does not come to an end while it is timed
GROWTH = 4  # between the two batches that the time of a step is measured with


def constants(name: str, data: str | None, stored: str | None) -> dict[str, Any]:
    """Returns what `Net` needs and can be measured.

    Args:
      name: of a lab.
      data: the data set that its net is made for; None: that of the config.
      stored: the one that is read, where the other is not at hand; None: the same.
    """
    from tf_labs import runtime
    config = config_files.load(name)
    config.data.name = data or config.data.name
    config.train.execution = 'graph'  # collectives of several workers have no other on a CPU
    config.train.num_threads = None
    runtime.start('cpu', seed=config.seed)
    small = _Training(config)
    fixed, example = _line(config.data.batch_size, small.step_seconds(),
                           GROWTH * config.data.batch_size, _larger(config).step_seconds())
    size, seconds = small.save()
    return {'parameters': small.parameters, 'batch': config.data.batch_size,
            'epochs': config.train.epochs, 'fixed_seconds': fixed, 'example_seconds': example,
            'read_rate': small.read_rate(stored), 'checkpoint_bytes': size,
            'checkpoint_seconds': seconds}


def _larger(config: Any) -> '_Training':
    larger = config.copy_and_resolve_references()
    larger.data.batch_size *= GROWTH
    return _Training(larger)


def _line(batch: int, seconds: float, larger: int, more: float) -> tuple[float, float]:
    """Returns (fixed, example) with seconds = fixed + batch example; fixed is never below 0."""
    example = (more - seconds) / (larger - batch)
    return max(0.0, seconds - batch * example), example


class _Training:
    """The net, the optimizer and the block of steps of `tf-labs run`, on random images."""

    def __init__(self, config: Any):
        import tensorflow as tf

        from tf_labs.data import data_sets
        from tf_labs.experiments import assembly
        from tf_labs.training import config_plan
        from tf_labs.training import step
        from tf_labs.training.state import TrainingState
        self._config = config
        self._facts = data_sets.describe(config.data)
        model = assembly.build_model(config, self._facts)
        optimizer = assembly.build_optimizer(config, config_plan.build_plan(
            config, self._facts, 2 * config.data.batch_size))
        self._state = TrainingState(model, optimizer)
        self._run_block = step.make_block(
            step.make_train_step(model, optimizer, assembly.build_loss(config, self._facts),
                                 scale=config.data.scale, batch_size=config.data.batch_size),
            tf.distribute.get_strategy(), config.train.execution)
        self.parameters = model.count_params()

    def step_seconds(self) -> float:
        """Returns the time of a step on a batch that is in memory."""
        import tensorflow as tf
        height, width, channels = self._facts.shape(self._config.data.side)
        crop = self._config.data.crop
        image = (crop, crop, channels) if crop else (height, width, channels)
        generator = np.random.default_rng(0)
        shape = (2, self._config.data.batch_size)
        images = tf.constant(generator.integers(
            0, 256, (*shape, *image), np.uint8))
        labels = tf.constant(generator.integers(0, self._facts.outputs, shape))

        def two_steps() -> None:
            self._run_block(images, labels, tf.constant(0), tf.constant(2),
                            tf.constant(0.0, tf.float64), tf.constant(0, tf.int64))[0].numpy()
        return _repeated(two_steps) / 2

    def read_rate(self, stored: str | None) -> float:
        """Returns examples a second of the input pipeline alone, on the data set of that name."""
        from tf_labs.data import data_sets
        from tf_labs.data import pipeline
        from tf_labs.experiments import preparing
        from tf_labs.training import config_plan
        from tf_labs.training.run_directory import RunDirectory
        config = self._config.copy_and_resolve_references()
        config.data.name = stored or config.data.name
        config.train.epochs = _ENDLESS
        examples = data_sets.load(config.data, ('train',))['train']
        with tempfile.TemporaryDirectory() as place:
            preparation = preparing.fitted(config, RunDirectory(place), examples)
        plan = config_plan.build_plan(
            config, data_sets.describe(config.data), len(examples))
        blocks = iter(pipeline.training_blocks(
            examples, plan.blocks(0), seed=config.seed, batch_size=config.data.batch_size,
            steps_per_call=plan.steps_per_call, preparation=preparation))
        steps = plan.steps_per_call
        return steps * config.data.batch_size / _repeated(lambda: next(blocks))

    def save(self) -> tuple[int, float]:
        """Returns the bytes of a checkpoint, and how long it takes to write one."""
        with tempfile.TemporaryDirectory() as place:
            seconds = _repeated(lambda: self._state.checkpoint.write(
                f'{place}/checkpoint'))
            return sum(file.stat().st_size for file in Path(place).iterdir()), seconds


def _repeated(work: Any) -> float:
    """Returns the seconds of one call of it, the median of `TURNS`; the first does not count."""
    work()
    turns = []
    for _ in range(TURNS):
        began, calls = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS or not calls:
            work()
            calls += 1
        turns.append((time.perf_counter() - began) / calls)
    return statistics.median(turns)
