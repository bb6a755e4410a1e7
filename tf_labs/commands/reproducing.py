"""reproduce: from the labs with published numbers to a verdict for each number."""

from collections.abc import Sequence
from pathlib import Path

import tf_labs
from tf_labs import runtime
from tf_labs.config import config_files
from tf_labs.config.checks import check_runs
from tf_labs.console import say
from tf_labs.errors import RunFailedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.jobs import forked
from tf_labs.jobs.settings import parse
from tf_labs.published.checks import CHECKS
from tf_labs.published.notes import PUBLISHED
from tf_labs.published.number import Published
from tf_labs.runs import running
from tf_labs.training import folder
from tf_labs.training.run_directory import RunDirectory


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
