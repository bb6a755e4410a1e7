"""The learning-rate range test of a config: its net, data and optimizer, and a rate that grows."""

from collections.abc import Iterator
import dataclasses
import math
from pathlib import Path
import tempfile

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.console import say
from tf_labs.data import pipeline
from tf_labs.experiments import pretraining
from tf_labs.experiments import soundness
from tf_labs.experiments import starting
from tf_labs.experiments import supervised
from tf_labs.experiments.session import Session
from tf_labs.report import plots
from tf_labs.report import rate_figure
from tf_labs.report import tables
from tf_labs.training import folder
from tf_labs.training import rate_bounds
from tf_labs.training import rate_range
from tf_labs.training import signals
from tf_labs.training.rate_range import Recommendation
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.step import make_block
from tf_labs.training.step import make_train_step

FIGURE, TABLE = 'rate.png', 'rate.csv'


@dataclasses.dataclass(frozen=True)
class RangeTest:
    """What was measured.

    Attributes:
      rates, losses, smoothed: one an optimizer step, up to where the loss blew up.
      found: what is recommended; None where the loss did not fall, or only by chance.
      is_whole: False if the loss blew up before the largest rate.
    """

    rates: np.ndarray
    losses: np.ndarray
    smoothed: np.ndarray
    found: Recommendation | None
    is_whole: bool


def find(config: ConfigDict, devices: str, *, lowest: float, highest: float,
         steps: int | None) -> RangeTest:
    """Trains the net of a config for some steps with a growing rate, and forgets it.

    Raises:
      UserError, DataNotAvailableError: it cannot be trained.
    """
    config = config.copy_and_resolve_references()
    config.optimizer.schedule = 'constant'
    config.optimizer.learning_rate = lowest
    config.optimizer.warmup_steps = 0
    with tempfile.TemporaryDirectory() as place, soundness.enough_memory():
        directory = RunDirectory(Path(place) / 'none')
        session = supervised.session(config, directory, devices)
        count = steps or rate_bounds.steps_for(session.plan.steps_per_epoch)
        rates = rate_range.rates(lowest, highest, count)
        losses = np.array(list(_losses(session, rates)))
    sound = losses[np.isfinite(losses)]
    seen = rates[:len(sound)]
    smooth = rate_range.smoothed(seen, sound) if len(sound) else sound
    found = (rate_range.recommended(seen, smooth, rate_range.noise(seen, sound)) if len(sound)
             else None)
    return RangeTest(seen, sound, smooth, found, len(sound) == count)


def _losses(session: Session, rates: np.ndarray) -> Iterator[float]:
    """Yields the loss of each step before its update, up to the first that has blown up."""
    config, model, optimizer = session.config, session.state.model, session.state.optimizer
    pretraining.pretrain(config, model, session.unlabelled)
    starting.take_over(config, model)
    train_step = make_train_step(
        model, optimizer, session.loss, scale=config.data.scale,
        batch_size=config.data.batch_size, clip_norm=config.optimizer.clip_norm)
    run_block = make_block(train_step, session.runtime.strategy, session.execution)
    plan = dataclasses.replace(session.plan, total_steps=len(rates))
    blocks = pipeline.shared_between(pipeline.training_blocks(
        session.splits['train'], plan.blocks(0), seed=config.seed,
        batch_size=config.data.batch_size, steps_per_call=plan.steps_per_call,
        preparation=session.preparation), session.runtime.strategy)
    zero, none, one = tf.constant(0, tf.float64), tf.constant(0, tf.int64), tf.constant(1)
    step, first = 0, math.nan
    for images, labels, count in blocks:
        for place in range(int(count)):
            signals.check()
            optimizer.learning_rate = float(rates[step])
            loss = float(run_block(images, labels, tf.constant(place), one, zero, none)[0])
            first = loss if step == 0 else first
            yield loss
            step += 1
            if not loss <= rate_range.BLOWN_UP * abs(first):
                return


def write(test: RangeTest, lab: str, output: Path) -> tuple[Path, Path]:
    """Writes figure and table into a directory, which is made; returns where they are.

    Raises:
      OSError: the disk takes no file.
    """
    output.mkdir(parents=True, exist_ok=True)
    if len(test.rates):
        folder.write(output / FIGURE, plots.png(rate_figure.figure(
            lab, test.rates, test.losses, test.smoothed, test.found)))
    rows = [{'step': step, 'learning_rate': float(rate), 'loss': float(loss),
             'smoothed_loss': float(smooth)} for step, (rate, loss, smooth) in enumerate(
                 zip(test.rates, test.losses, test.smoothed), 1)]
    header = 'step,learning_rate,loss,smoothed_loss\n'
    folder.write(output / TABLE, (tables.to_csv(rows) if rows else header).encode())
    return output / FIGURE, output / TABLE


def tell(test: RangeTest, lab: str, figure: Path) -> None:
    """Says what was found, and where its figure is."""
    if not len(test.rates):
        say(f'{lab}: the loss of the first step is not finite: no rate can be recommended')
        return
    end = (f'up to {test.rates[-1]:.2g}, the largest' if test.is_whole
           else f'blown up at {test.rates[-1]:.2g}')
    say(f'{lab}: {len(test.rates)} steps from {test.rates[0]:.2g}, {end}')
    if test.found is None:
        say(f'{lab}: no recommendation: the loss does not fall in this range, or by no more than '
            'batches differ; try a wider range or more steps: --lowest, --highest, --steps')
        return
    found = test.found
    say(f'{lab}: smoothed loss falls fastest at {found.steepest:.2g}, smallest at '
        f'{found.minimum:.2g}')
    say(f'{lab}: recommended optimizer.learning_rate {found.rate:.2g}, range {found.low:.2g} to '
        f'{found.high:.2g}; {figure}')
