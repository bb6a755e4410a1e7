"""The rows of runs in Weights & Biases: a run goes on as the same run there."""

from collections.abc import Mapping
from typing import Any
import uuid

import wandb

from tf_labs.training.mirrors import LoggedRun


class WandbLogger:
    """Logs to a project, or, with WANDB_MODE=offline, into ./wandb.

    Args:
      address: name of the project; '' for tf_labs.
    """

    def __init__(self, address: str):
        self._project = address or 'tf_labs'
        self._run: Any = None

    def begin(self, run: LoggedRun) -> None:
        """See Logger."""
        number = run.number or uuid.uuid4().hex
        if not run.number:
            run.keep(number)
        self._run = wandb.init(
            project=self._project, group=run.lab, name=run.name, id=number, resume='allow',
            config={**run.fields, 'identity': run.identity},
            settings=wandb.Settings(silent=True, console='off'))

    def row(self, row: Mapping[str, Any]) -> None:
        """See Logger. Steps before that of the run are there already."""
        if row['step'] >= self._run.step:
            self._run.log({key: value for key, value in row.items() if key != 'step'},
                          step=row['step'])

    def end(self, state: str, result: Mapping[str, Any] | None) -> None:
        """See Logger."""
        self._run.summary.update({'state': state, **(result or {})})
        self._run.finish(exit_code=0 if state == 'finished' else 1)
        self._run = None
