"""run, reproduce: from config files to run directories."""

from collections.abc import Sequence
import os
from pathlib import Path

from ml_collections import ConfigDict

import tf_labs
from tf_labs import runtime
from tf_labs.config import config_files
from tf_labs.config.checks import check_runs
from tf_labs.console import say
from tf_labs.errors import DivergedError
from tf_labs.errors import RunFailedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.jobs import forked
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import parse
from tf_labs.published import papers
from tf_labs.published.checks import CHECKS
from tf_labs.published.notes import PUBLISHED
from tf_labs.published.number import Published
from tf_labs.runs import launching
from tf_labs.runs import running
from tf_labs.runs import working
from tf_labs.training import folder
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


def judged(labs: str | None) -> list[Published]:
    """Returns the numbers of the labs that a flag names, and our checks of them.

    Args:
      labs: with commas between them; a name may stand for all labs that begin with it, as
        `papers`. None: all; what takes too long to be judged without being asked for is then not
        run.
    """
    numbers = (*PUBLISHED, *CHECKS)
    if labs is None:
        return [number if number.by_default else number.postponed() for number in numbers]
    known = list(dict.fromkeys(number.lab for number in numbers))
    chosen: list[str] = []
    for name in labs.split(','):
        family = [lab for lab in known if lab.startswith(f'{name}_')]
        if name not in known and not family:
            raise unknown_name('lab with published numbers', name, [*known, *_families(known)])
        chosen += [name] if name in known else family
    return [number for number in numbers if number.lab in chosen]


def _families(labs: Sequence[str]) -> list[str]:
    """Returns the words that several labs begin with."""
    words = [lab.partition('_')[0] for lab in labs if '_' in lab]
    return [word for word in dict.fromkeys(words) if words.count(word) > 1 and word not in labs]


def reproduce(labs: str | None, seeds: int, output: str | None, rerun: bool, workdir: str | None,
              dir: str | None, devices: str, jobs: str = '1', train: bool = True) -> None:
    """Reruns the labs with published numbers; prints a verdict for each number."""
    numbers = judged(labs)
    if rerun and not train:
        raise UserError('--rerun and --notrain contradict each other', expected='one of them',
                        received='both')
    runtime.parse_devices(devices)
    by = parse(jobs)
    needed = dict.fromkeys(lab for number in numbers for lab in sorted(number.configs()))
    files = {lab: lab if dir is None else str(Path(dir) / f'{lab}.py') for lab in needed}
    configs = {lab: tf_labs.load(file) for lab, file in files.items()}
    for config in configs.values():
        check_runs(len(config.get('variants', ())) or 1, seeds)
    abouts = {lab: config_files.about(file, []) for lab, file in files.items()}
    if output is not None and (not Path(output).parent.is_dir() or Path(output).is_dir()):
        raise UserError('--output cannot be written', expected='a file in a directory that exists',
                        received=output)
    root = Path(workdir) if workdir is not None else running.DEFAULT_ROOT / 'reproduce'
    RunDirectory(root / 'lab').check_usable()
    with forked.prepared(by):
        runtime.import_tensorflow()
        from tf_labs.experiments import judged_runs
        from tf_labs.labs import reproduction
        from tf_labs.labs import reproduction_page
        _tell_hours(numbers, seeds, train=train)
        rows = reproduction.run(configs, numbers, root, seed_count=seeds, rerun=rerun,
                                devices=devices, abouts=abouts, jobs=by, train=train)
    text = reproduction_page.page(rows)
    say(text.rstrip('\n'))
    say(reproduction_page.summary(rows))
    if output is not None:
        folder.write(Path(output), (reproduction_page.heading(seeds) + text).encode())
    failed = judged_runs.failures(rows)
    if failed:
        raise RunFailedError(
            f'{len(failed)} published numbers are not reproduced: {"; ".join(failed)}')


def _tell_hours(numbers: Sequence[Published], seeds: int, *, train: bool) -> None:
    """Says of labs that train for days how long that is, before they do."""
    labs = [lab for lab in dict.fromkeys(number.lab for number in numbers if number.keys())
            if lab in papers.HOURS]
    if labs and train:
        say(f'{len(labs)} lab{"s" * (len(labs) > 1)} with the set-up of the papers, '
            f'{seeds} seed{"s" * (seeds > 1)}: about {papers.hours(labs, seeds):g} hours in all '
            f'on two cores that train {papers.PACE} images of the 18% net a second. Finished '
            'runs are kept; the same command resumes, and with --notrain it judges what is there.')
