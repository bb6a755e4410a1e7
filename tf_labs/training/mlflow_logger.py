"""The rows of runs in MLflow: a run goes on as the same run of MLflow, each step once."""

from collections.abc import Mapping
import logging
import os
from pathlib import Path
import time
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Metric
from mlflow.entities import Param
from mlflow.exceptions import MlflowException

from tf_labs.training.mirrors import LoggedRun

_AT_ONCE = 100  # parameters that MLflow takes in one call
_LONGEST = 500  # characters of a parameter
_STATUS = {'finished': 'FINISHED', 'stopped': 'KILLED'}
_IDENTITY, _DIRECTORY, _STATE, _DIGEST = (
    f'tf_labs.{name}' for name in ('identity', 'directory', 'state', 'digest'))


class MLflowLogger:
    """Logs to a tracking server, or into a directory.

    Args:
      address: URI of the server, a directory, or '' for $MLFLOW_TRACKING_URI.
    """

    def __init__(self, address: str):
        os.environ.setdefault('MLFLOW_HTTP_REQUEST_MAX_RETRIES', '1')  # training waits for it
        os.environ.setdefault('MLFLOW_HTTP_REQUEST_TIMEOUT', '10')
        if address and '://' not in address and not address.startswith('file:'):
            address = Path(address).absolute().as_uri()
        if address.startswith('file:'):  # MLflow wants to be told that this is meant
            os.environ.setdefault('MLFLOW_ALLOW_FILE_STORE', 'true')
        logging.getLogger('mlflow').setLevel(logging.ERROR)
        self._client = MlflowClient(tracking_uri=address or None)
        self._run = ''
        self._last = -1

    def begin(self, run: LoggedRun) -> None:
        """See Logger."""
        found = self._by_number(run.number) or self._by_tags(run)
        self._run = found or self._made(run)
        if self._run != run.number:
            run.keep(self._run)
        self._client.update_run(self._run, status='RUNNING')
        logged = self._client.get_metric_history(self._run, 'train_loss') if found else []
        self._last = max((one.step for one in logged), default=-1)

    def row(self, row: Mapping[str, Any]) -> None:
        """See Logger."""
        if row['step'] > self._last:
            self._log({key: value for key, value in row.items() if key != 'step'}, row['step'])
            self._last = row['step']

    def end(self, state: str, result: Mapping[str, Any] | None) -> None:
        """See Logger."""
        if result is not None:
            known = self._client.get_run(self._run).data.metrics
            self._log({key: value for key, value in result.items()
                       if key not in known and key not in ('step', 'steps')}, self._last)
            self._client.set_tag(self._run, _DIGEST, str(result.get('digest', '')))
        self._client.set_tag(self._run, _STATE, state)
        self._client.set_terminated(self._run, status=_STATUS.get(state, 'FAILED'))

    def _log(self, values: Mapping[str, Any], step: int) -> None:
        now = int(1000 * time.time())
        self._client.log_batch(self._run, metrics=[
            Metric(key, float(value), now, step) for key, value in values.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)])

    def _by_number(self, number: str) -> str:
        """Returns the number if MLflow still has such a run, else ''."""
        if not number:
            return ''
        try:
            found = self._client.get_run(number)
        except MlflowException as error:
            if error.error_code not in ('RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE'):
                raise
            return ''
        return number if found.info.lifecycle_stage == 'active' else ''

    def _by_tags(self, run: LoggedRun) -> str:
        """Returns a run that was made just before a kill, and whose number was not kept."""
        found = self._client.search_runs(
            [self._experiment(run.lab)], f"tags.`{_IDENTITY}` = '{run.identity}'")
        return next((one.info.run_id for one in found
                     if one.data.tags.get(_DIRECTORY) == str(run.directory)), '')

    def _experiment(self, lab: str) -> str:
        found = self._client.get_experiment_by_name(lab)
        return str(found.experiment_id if found else self._client.create_experiment(lab))

    def _made(self, run: LoggedRun) -> str:
        made = self._client.create_run(
            self._experiment(run.lab), run_name=run.name,
            tags={_IDENTITY: run.identity, _DIRECTORY: str(run.directory)})
        params = [Param(path, str(value)[:_LONGEST]) for path, value in run.fields.items()]
        for start in range(0, len(params), _AT_ONCE):
            self._client.log_batch(made.info.run_id, params=params[start:start + _AT_ONCE])
        return str(made.info.run_id)
