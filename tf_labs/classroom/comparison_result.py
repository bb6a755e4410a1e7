"""The result of a comparison held against those of its runs: it has no digest of its own."""

from collections.abc import Mapping
from typing import Any

from ml_collections import ConfigDict

from tf_labs.classroom.findings import DAMAGED
from tf_labs.classroom.findings import EDITED
from tf_labs.classroom.findings import Finding
from tf_labs.classroom.findings import UNFINISHED
from tf_labs.errors import LabError
from tf_labs.experiments import outcomes
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory


def finding(directory: RunDirectory, config: ConfigDict) -> Finding | None:
    """Returns what is wrong with the result of a comparison whose runs are sound.

    Args:
      directory: of the comparison.
      config: that the student was given.
    """
    try:
        stored = directory.read_json('result')
        if stored is None:
            return Finding(UNFINISHED, f'no {RESULT} of the comparison that can be used')
        for name in config.variants:
            run = RunDirectory(directory.path / name / f'seed-{config.seed}')
            wrong = _difference(stored.get(name), run.read_json('result') or {})
            if wrong:
                return Finding(EDITED, f'{RESULT} of the comparison tells of {name} {wrong}')
    except (LabError, OSError) as error:
        return Finding(DAMAGED, str(error))
    return None


def _difference(stored: Any, run: Mapping[str, Any]) -> str:
    """Returns the first number that is not the run's; '' if all are."""
    if not isinstance(stored, list) or len(stored) != 1 or not isinstance(stored[0], dict):
        return 'something else than one run'
    for key, value in outcomes.measured(run):
        if stored[0].get(key) != value:
            return f'{key} {stored[0].get(key)}, its run of {value}'
    return ''
