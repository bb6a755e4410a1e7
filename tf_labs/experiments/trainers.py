"""What trains the net of a session: its data, its step and its evaluations in one loop."""

from typing import TYPE_CHECKING

from tf_labs.data import pipeline
from tf_labs.experiments import evaluators
from tf_labs.training import callbacks
from tf_labs.training import estimate
from tf_labs.training.diagnostics import Diagnostics
from tf_labs.training.loop import Trainer
from tf_labs.training.metrics_log import MetricsLog
from tf_labs.training.step import make_block
from tf_labs.training.step import make_train_step

if TYPE_CHECKING:
    from tf_labs.experiments.session import Session


def make(session: 'Session', start: int, log: MetricsLog,
         diagnostics: Diagnostics | None) -> Trainer:
    """Returns what trains on from a step.

    Args:
      session: whose net and data they are.
      start: the step it stands at.
      log: of the rows, opened there.
      diagnostics: look into the net, if they are wanted.
    """
    config, group, plan = session.config, session.group, session.plan
    strategy, workers = session.runtime.strategy, session.runtime.workers
    train_step = make_train_step(
        session.state.model, session.state.optimizer, session.loss, scale=config.data.scale,
        batch_size=config.data.batch_size, clip_norm=config.optimizer.clip_norm)
    blocks = pipeline.training_blocks(
        session.splits['train'], plan.blocks(start), seed=config.seed,
        batch_size=config.data.batch_size, steps_per_call=plan.steps_per_call,
        preparation=session.preparation, part=group.part)
    return Trainer(
        quality=evaluators.quality(config), state=session.state, plan=plan,
        blocks=pipeline.shared_between(blocks, strategy, workers),
        run_block=make_block(train_step, strategy, session.execution, workers),
        evaluate=group.shared(session.evaluator('test')), batch_size=config.data.batch_size,
        checkpoints=session.checkpoints, log=log, diagnostics=diagnostics,
        validate=(group.shared(session.evaluator('validation'))
                  if 'validation' in session.splits else None),
        rate_factor=None if config.optimizer.warmup_steps else config.optimizer.decay_rate,
        keeps_best=config.train.keep_best,
        callbacks=callbacks.Callbacks(session.state, session.directory),
        estimate=estimate.Estimate(plan.total_steps - start, config.data.batch_size,
                                   session.checkpoint_bytes()), agree=group.agree)
