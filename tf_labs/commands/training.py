"""list, run, reproduce: from config files to run directories."""

import os
from pathlib import Path
import re

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.config import files as config_files
from tf_labs.config import lab_files
from tf_labs.config import values as config_values
from tf_labs.config.checks import check_runs
from tf_labs.config.checks import validate
from tf_labs.console import say
from tf_labs.console import waiting
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import DivergedError
from tf_labs.errors import RunFailedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.paths import checked_path
from tf_labs.published.notes import PUBLISHED
from tf_labs.training import folder
from tf_labs.training import run_files
from tf_labs.training.run_directory import check_same_run
from tf_labs.training.run_directory import RunDirectory

DEFAULT_ROOT = Path('checkpoints')
_NAME_BYTES = 255


def list_configs(dir: str) -> None:
    """Prints every config with its lesson, data set and published target; runs none of them."""
    files = lab_files.files(Path(dir))
    if not files:
        raise UserError('no config files', expected='a directory of config files, as configs',
                        received=dir)
    for file in files:
        try:
            say(f'{file.stem:18} {_lesson(file)}\n{"":18} {_summary(file)}')
        except UserError as error:
            say(f'{file.stem:18} cannot be loaded: {error}')


def _lesson(file: Path) -> str:
    return (lab_files.lesson(file) or '(no docstring)').splitlines()[0]


def _summary(file: Path) -> str:
    """Returns what a lab needs and what it is judged by."""
    data = lab_files.data_set(file) or 'no data set'
    numbers = [number for number in PUBLISHED if number.lab == file.stem]
    if not numbers:
        return f'{data}; no published number'
    return f'{data}; published: {len(numbers)} of {numbers[0].source}'


def _checked(path: str, overrides: list[str]) -> ConfigDict:
    """Returns a config file's config with overrides, once all of its values are possible."""
    config = config_files.load(path)
    config_files.override(config, overrides)
    if 'variants' not in config:
        validate(config, CATALOG)
        return config
    for name in config.variants:
        one = config_values.variant(config, name)
        validate(one, CATALOG)
        _check_name(name)
        if config.experiment == 'supervised' and (
                one.train.num_threads != config.train.num_threads):
            raise UserError('variants run in one process, which has one number of threads',
                            expected='config.train.num_threads for all of them',
                            received=f'{one.train.num_threads} in {name}')
    return config


def _check_name(name: str) -> None:
    """A variant's name is also that of its directory, which stands beside files of the run."""
    if not re.fullmatch(r'\w[\w.+-]*', name) or len(os.fsencode(name)) > _NAME_BYTES:
        raise UserError('a variant has no usable name', received=name, expected='letters, digits, '
                        f'_, +, - and ., {_NAME_BYTES} bytes at most')
    if run_files.is_known(name):
        raise UserError('a variant has the name of a file of the run', received=name,
                        expected='another name than those in checkpoints/README.md')


def run(config: str | None, workdir: str | None, devices: str, seeds: int | None,
        report: bool, overrides: list[str]) -> None:
    """Trains a config, or goes on where the directory stands."""
    if config is None:
        raise UserError('--config is missing', expected='a lab, as digits, or --config=FILE, as '
                        'configs/digits.py', received='none')
    settings = _checked(config, overrides)
    check_runs(len(settings.get('variants', ())) or 1, seeds or 1)
    if seeds is not None and 'variants' not in settings:
        _check_name(settings.lab)
    runtime.parse_devices(devices)
    path = Path(workdir) if workdir is not None else DEFAULT_ROOT / _directory_name(settings.lab)
    directory = RunDirectory(path)
    directory.check_usable()
    check_same_run(directory, settings)
    runtime.import_tensorflow()
    with waiting('loading the experiments'):
        from tf_labs.experiments import closing
        from tf_labs.labs import catalog
    try:
        catalog.run(settings, str(path), devices, seeds, config_files.about(config, overrides))
    except DivergedError:  # just then one wants to see what happened
        _report(directory, devices, wanted=report)
        if directory.holds_run():
            say(closing.command(directory))
        raise
    _report(directory, devices, wanted=report)
    for line in closing.lines(directory):
        say(line)


def _directory_name(lab: str) -> str:
    """Returns the name of a lab, once a directory can have it."""
    if '/' in lab or lab in ('', '.', '..'):
        raise UserError('config.lab is no name of a directory', expected='a word, or --workdir=DIR',
                        received=lab)
    return checked_path(lab)


def _report(directory: RunDirectory, devices: str, *, wanted: bool) -> None:
    if wanted:
        from tf_labs.experiments import reporting
        say(f'{reporting.write(directory, devices)}')


def judged_labs(labs: str | None) -> list[str]:
    """Returns the labs that a flag names; a name may stand for all labs that begin with it."""
    if labs is None:
        return list(dict.fromkeys(number.lab for number in PUBLISHED if number.by_default))
    known = list(dict.fromkeys(number.lab for number in PUBLISHED))
    chosen = []
    for name in labs.split(','):
        family = [lab for lab in known if lab.startswith(f'{name}_')]
        if name not in known and not family:
            raise unknown_name('lab with printed numbers', name, known)
        chosen += [name] if name in known else family
    return chosen


def reproduce(labs: str | None, seeds: int, output: str | None, rerun: bool, workdir: str | None,
              dir: str, devices: str) -> None:
    """Reruns the labs with printed numbers; prints a verdict for each number."""
    chosen = judged_labs(labs)
    runtime.parse_devices(devices)
    numbers = [number for number in PUBLISHED if number.lab in chosen]
    needed = dict.fromkeys(lab for number in numbers for lab in (
        number.lab, *sorted(number.labs())))
    files = {lab: str(Path(dir) / f'{lab}.py') for lab in needed}
    configs = {lab: _checked(file, []) for lab, file in files.items()}
    for config in configs.values():
        check_runs(len(config.get('variants', ())) or 1, seeds)
    abouts = {lab: config_files.about(file, []) for lab, file in files.items()}
    if output is not None and (not Path(output).parent.is_dir() or Path(output).is_dir()):
        raise UserError('--output cannot be written', expected='a file in a directory that exists',
                        received=output)
    root = Path(workdir) if workdir is not None else DEFAULT_ROOT / 'reproduce'
    RunDirectory(root / 'lab').check_usable()
    runtime.import_tensorflow()
    from tf_labs.labs import reproduce as reproduction
    rows, notes = reproduction.run(configs, numbers, root, seed_count=seeds, rerun=rerun,
                                   devices=devices, abouts=abouts)
    text = reproduction.to_markdown(rows, notes)
    say(text.rstrip('\n'))
    say(reproduction.summary(rows))
    if output is not None:
        folder.write(Path(output), text.encode())
    failed = reproduction.failures(rows)
    if failed:
        raise RunFailedError(f'{len(failed)} printed numbers do not come out: {"; ".join(failed)}')
