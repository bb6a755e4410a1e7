"""run: from a config file to a run directory."""

import os
from pathlib import Path

from ml_collections import ConfigDict

import tf_labs
from tf_labs import runtime
from tf_labs.config import config_files
from tf_labs.console import say
from tf_labs.errors import DivergedError
from tf_labs.errors import UserError
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import parse
from tf_labs.runs import launching
from tf_labs.runs import running
from tf_labs.runs import working
from tf_labs.training.own_code import is_trusted
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run
from tf_labs.workers.cluster import Cluster
from tf_labs.workers.rendezvous import WAIT_SECONDS


def run(config: str | None, workdir: str | None, devices: str, seeds: int | None,
        report: bool, log: list[str], jobs: str, overrides: list[str], workers: str | None,
        worker: int | None, wait: int | None) -> None:
    """Trains a config, or goes on where the directory stands."""
    if config is None:
        raise UserError('--config is missing', expected='a lab, as digits, or --config=FILE, as '
                        'own.py', received='none')
    settings = tf_labs.load(config, overrides)
    path = Path(workdir) if workdir is not None else running.directory_of(settings)
    shared = working.asked(workers, worker, wait, os.environ)
    if shared is not None:
        _check_shared(shared, settings, path, devices, seeds, jobs)
    if isinstance(shared, int):
        words = [f'--config={config}', f'--workdir={path}', f'--devices={devices}',
                 *([f'--wait={wait}'] if wait is not None else ()),
                 *(['--trust'] if is_trusted() else ()), *overrides]
        first = [*(['--report'] if report else ()), *(f'--log={one}' for one in log)]
        raise SystemExit(launching.launch(settings, words, first, shared, path))
    if shared is not None:
        launching.end_with_launcher()
        working.join(settings, shared, WAIT_SECONDS if wait is None else wait)
        if not shared.is_first:
            working.follow(settings, devices)
            return
    try:
        done = tf_labs.run(settings, path, seeds=seeds, devices=devices, verbose=True,
                           about=config_files.about(config, overrides), loggers=log,
                           jobs=jobs)
    except DivergedError:  # just then one wants to see what happened
        directory = RunDirectory(path)
        _report(directory, devices, wanted=report)
        if directory.holds_run():
            from tf_labs.experiments import closing
            say(closing.command(directory))
        raise
    from tf_labs.experiments import closing
    runtime.leave()
    _report(done.directory, devices, wanted=report)
    for line in closing.lines(done.directory):
        say(line)


def _check_shared(shared: Cluster | int, settings: ConfigDict, path: Path, devices: str,
                  seeds: int | None, jobs: str) -> None:
    """Refuses what cannot be shared before anybody is waited for."""
    if parse(jobs) != IN_A_ROW:
        raise UserError('--jobs is for many runs, and --workers shares one', expected='one of them',
                        received='both')
    working.check(settings, shared if isinstance(shared, int) else shared.size, seeds)
    runtime.parse_devices(devices)
    if isinstance(shared, int) or shared.is_first:
        RunDirectory(path).check_usable()
        check_same_run(RunDirectory(path), settings)


def _report(directory: RunDirectory, devices: str, *, wanted: bool) -> None:
    if wanted:
        from tf_labs.experiments import reporting
        say(f'{reporting.write(directory, devices)}')
