"""list, run, reproduce: from config files to run directories."""

from pathlib import Path
import re

from ml_collections import ConfigDict

from tf_labs import config_files
from tf_labs import config_values
from tf_labs import runtime
from tf_labs.console import say
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import DivergedError
from tf_labs.errors import RunFailedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.published import PUBLISHED
from tf_labs.training.run_directory import check_same_run
from tf_labs.training.run_directory import RunDirectory
from tf_labs.validation import check_runs
from tf_labs.validation import validate

DEFAULT_ROOT = Path('checkpoints')


def list_configs(dir: str) -> None:
    """Prints every config with its lesson, data set and published target."""
    files = sorted(Path(dir).glob('*.py'))
    if not files:
        raise UserError('no config files', expected='a directory of config files, as configs',
                        received=dir)
    for file in files:
        try:
            config = config_files.load(str(file))
        except UserError as error:
            say(f'{file.stem:18} cannot be loaded: {error}')
            continue
        say(f'{file.stem:18} {config_files.summary(file)}\n{"":18} {_summary(config)}')


def _summary(config: ConfigDict) -> str:
    """Returns what a lab needs and what it is judged by."""
    data = config.data.name if 'data' in config and 'name' in config.data else 'no data set'
    numbers = [number for number in PUBLISHED if number.lab == config.lab]
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
    """A variant's name is also that of its directory."""
    if not re.fullmatch(r'\w[\w.+-]*', name):
        raise UserError('a variant has no usable name', expected='letters, digits, _, +, - and .',
                        received=name)


def run(config: str | None, workdir: str | None, devices: str, seeds: int | None,
        report: bool, overrides: list[str]) -> None:
    """Trains a config, or goes on where the directory stands."""
    if config is None:
        raise UserError('--config is missing', expected='--config=FILE, as configs/digits.py',
                        received='none')
    settings = _checked(config, overrides)
    check_runs(len(settings.get('variants', ())) or 1, seeds or 1)
    runtime.parse_devices(devices)
    path = Path(workdir) if workdir is not None else DEFAULT_ROOT / settings.lab
    directory = RunDirectory(path)
    directory.check_usable()
    check_same_run(directory, settings)
    runtime.import_tensorflow()
    from tf_labs.experiments import catalog
    try:
        catalog.run(settings, str(path), devices, seeds, config_files.about(config, overrides))
    except DivergedError:  # just then one wants to see what happened
        _report(directory, devices, wanted=report)
        raise
    _report(directory, devices, wanted=report)


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
    from tf_labs.experiments import reproduce as reproduction
    rows, notes = reproduction.run(configs, numbers, root, seed_count=seeds, rerun=rerun,
                                   devices=devices, abouts=abouts)
    text = reproduction.to_markdown(rows, notes)
    say(text.rstrip('\n'))
    say(reproduction.summary(rows))
    if output is not None:
        Path(output).write_text(text, encoding='utf-8')
    failed = reproduction.failures(rows)
    if failed:
        raise RunFailedError(f'{len(failed)} printed numbers do not come out: {"; ".join(failed)}')
