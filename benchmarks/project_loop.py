"""This project as a contender: its pipeline, step and loop, a number of steps a turn."""

from collections.abc import Iterable, Iterator
import itertools

from ml_collections import ConfigDict

from tf_labs import runtime as runtimes
from tf_labs.data import data_sets
from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.experiments import assembly
from tf_labs.training import config_plan
from tf_labs.training import step
from tf_labs.training.loop import Trainer
from tf_labs.training.signals import StopSignals
from tf_labs.training.state import TrainingState
from turns import Turns

MAX_TURNS = 1000


def take_turns(turns: Turns, config: ConfigDict, examples: Examples, steps_a_turn: int) -> None:
    """Trains as `tf-labs run` does, without evaluation and checkpoints.

    One stream of blocks goes through all turns, as it goes through all epochs of a run. The two
    blocks that are prefetched while others have their turn are no gift: as many are prefetched
    for the next turn before this one ends.

    Args:
      turns: to take.
      config: of the run; its length is replaced.
      examples: to train on.
      steps_a_turn: a multiple of the steps of a block.
    """
    runtime = runtimes.start('cpu', seed=config.seed)
    config.train.steps = config.train.checkpoint_every_steps = MAX_TURNS * steps_a_turn
    facts = data_sets.describe(config.data)
    plan = config_plan.build_plan(config, facts, len(examples))
    batch_size = config.data.batch_size
    state = TrainingState(assembly.build_model(config, facts),
                          assembly.build_optimizer(config, plan))
    train_step = step.make_train_step(
        state.model, state.optimizer, assembly.build_loss(config, facts),
        scale=config.data.scale, batch_size=batch_size)
    blocks = pipeline.shared_between(
        pipeline.training_blocks(examples, plan.blocks(0), seed=config.seed,
                                 batch_size=batch_size, steps_per_call=plan.steps_per_call),
        runtime.strategy)
    Trainer(
        state=state, plan=plan,
        blocks=_in_turns(blocks, turns, steps_a_turn // plan.steps_per_call),
        run_block=step.make_block(train_step, runtime.strategy, config.train.execution),
        evaluate=lambda: (0.0, 0.0), batch_size=batch_size, checkpoints=None,
        log=_LossToTurns(turns)).train(StopSignals())


def _in_turns(blocks: Iterable, turns: Turns, blocks_a_turn: int) -> Iterator:
    """Hands the loop its blocks as turns allow; the loop works while this generator waits."""
    stream = iter(blocks)
    for _ in turns:
        yield from itertools.islice(stream, blocks_a_turn)


class _LossToTurns:
    """Stands in for the metrics log and keeps the train loss of the epoch."""

    def __init__(self, turns: Turns):
        self._turns = turns

    def append(self, row: dict) -> None:
        self._turns.loss = row['train_loss']
