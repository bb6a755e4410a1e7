"""What is said of a run once it has ended: why before its length, and its best evaluation."""

from collections.abc import Iterator, Mapping
from typing import Any

from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.training.plan import Plan
from tf_labs.training.state import TrainingState


def told(result: dict[str, Any], config: ConfigDict, state: TrainingState,
         plan: Plan) -> dict[str, Any]:
    """Says it, and returns the result."""
    for line in _lines(config, state, plan, result):
        say(line)
    return result


def _lines(config: ConfigDict, state: TrainingState, plan: Plan,
           result: Mapping[str, Any]) -> Iterator[str]:
    """Yields why it ended before its length, and what a run answers with that looks for a best."""
    best, step = state.best, int(state.step)
    if step < plan.total_steps:
        cut = (f'; the cosine schedule, of {plan.total_steps} steps, was cut off'
               if config.optimizer.schedule == 'cosine' else '')
        if state.target is not None and state.target.ends_run:
            yield f'{config.lab}: {state.target.reason(plan, step)}{cut}'
        elif best is not None:
            yield f'{config.lab}: {best.reason(plan, step)}{cut}; a larger train.patience goes on'
    if best is None:
        return
    known = ''.join(
        f'  {name.replace("_r2", " R^2").replace("_", " ")} {result[f"best_{name}"]:.4f}'
        for name in ('validation_accuracy', 'validation_r2', 'test_accuracy', 'test_r2')
        if f'best_{name}' in result)
    answers = ('; it answers eval, predict, report and export' if config.train.keep_best
               else '; train.keep_best would have kept it')
    yield (f'{config.lab}: best at epoch {plan.epoch(int(best.step))} (step {int(best.step)})  '
           f'validation loss {float(best.loss):#.4g}{known}{answers}')
