"""Stand-ins of runs that others do."""

import sys

import pytest

from tests import run_process_stub


@pytest.fixture
def stubs(monkeypatch, tmp_path):
    """Returns stand-ins by their seeds, in a directory that is locked."""
    # Imported here: pytest's own process, which hands out the tests, needs nothing of it.
    from tests.small_runs import small_config
    from tf_labs.jobs import worker
    from tf_labs.jobs.run import Run
    from tf_labs.training.run_directory import RunDirectory
    monkeypatch.setattr(worker, 'PROGRAM', [sys.executable, run_process_stub.__file__])
    with RunDirectory(tmp_path).locked():
        yield lambda *seeds: {seed: Run(
            f'seed {seed}', small_config(seed=seed), RunDirectory(tmp_path / f'seed-{seed}'),
            RunDirectory(tmp_path), 'auto', None) for seed in seeds}
