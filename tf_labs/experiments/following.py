"""The share of a run of every worker but the first: it trains, and touches no run directory."""

from typing import Any, cast

from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.data.streams import Stream
from tf_labs.errors import StoppedError
from tf_labs.experiments import trainers
from tf_labs.experiments.session import Session
from tf_labs.runtime import Runtime
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.metrics_log import MetricsLog
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.signals import StopSignals
from tf_labs.training.state import TrainingState

_NOWHERE = '/dev/null/no run'  # what is looked for there is not found


class _Nothing:
    """Stands for the checkpoints and the rows that worker 0 writes."""

    def __init__(self) -> None:
        self._steps: list[int] = []

    def append(self, row: Any) -> None:
        """A row."""

    def flush(self) -> None:
        """Rows that wait."""

    def sha256(self) -> str:
        """Of the rows."""
        return ''

    def check_present(self) -> None:
        """The run directory."""

    def steps(self) -> list[int]:
        """Of the checkpoints that worker 0 was to write, newest first."""
        return self._steps[::-1]

    def save(self, state: TrainingState, step: int, rows_sha256: str = '') -> None:
        """A checkpoint."""
        self._steps.append(step)

    def keep(self, state: TrainingState, step: int, rows_sha256: str = '',
             place: str = '') -> None:
        """A checkpoint that stays."""

    def keep_only_best(self, step: int) -> None:
        """The others."""


class Follower(Session):
    """A worker's share of a run that worker 0 begins or resumes, and writes."""

    def __init__(self, config: ConfigDict, runtime: Runtime, execution: str,
                 splits: dict[str, Examples | Stream], unlabelled: Examples | Stream):
        super().__init__(config, RunDirectory(_NOWHERE), runtime, execution, splits, unlabelled,
                         None)
        self.checkpoints = cast(Checkpoints, _Nothing())

    def follow(self) -> None:
        """Trains from where worker 0 stands to the end of the run."""
        self.group.send(self.state)
        if self.state.has_ended(self.plan.total_steps):
            return
        start = int(self.state.step)
        assert self.runtime.cluster is not None
        say(f'{self.config.lab}: worker {self.runtime.cluster.index} of '
            f'{self.runtime.description}, {self.execution}, steps {start + 1} to '
            f'{self.plan.total_steps}; worker 0 writes')
        with silence(), StopSignals() as signals:
            try:
                trainers.make(self, start, cast(MetricsLog, _Nothing()), None).train(signals)
            except StoppedError:
                self.group.wait()  # worker 0 saves
                raise
        self.group.wait()

    def _fitted(self) -> Preparation:
        return Preparation.from_bytes(self.group.bytes_of_first(None))
