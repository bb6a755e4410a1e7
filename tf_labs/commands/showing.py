"""report, summary, compare, doctor, filters, page: what one looks at."""

from pathlib import Path

from ml_collections import ConfigDict

import tf_labs
from tf_labs import runtime
from tf_labs.commands.asking import classifier
from tf_labs.commands.asking import figure_file
from tf_labs.config import config_values
from tf_labs.config import net_checks
from tf_labs.config.nets import NETS
from tf_labs.console import say
from tf_labs.data.catalog import DataSet
from tf_labs.data.catalog import DRAWN
from tf_labs.errors import UserError
from tf_labs.training.run_directory import RunDirectory


def report(workdir: str | None, output: str | None, format: str) -> None:
    """Writes report.html or report.pdf into a run directory, or a file elsewhere that is it."""
    run = tf_labs.open_run(_named(workdir))
    target = None if output is None else _output(output)
    runtime.import_tensorflow()
    say(f'{run.report(target, form=format)}')


def summary(config: str | None, workdir: str | None, overrides: list[str]) -> None:
    """Prints the layers of the net of a config or a run; of a comparison those of each variant."""
    if (config is None) == (workdir is None) or (workdir is not None and overrides):
        raise UserError('either a config or a run is needed', expected='a lab, as digits, or '
                        '--config=FILE, with overrides; or --workdir=DIR alone',
                        received='neither' if config is workdir is None else 'both')
    settings = (tf_labs.load(config, overrides) if config is not None
                else RunDirectory(_named(workdir)).config())
    names = list(settings.get('variants', ()))
    for name in names:
        say(f'variant {name}')
        say(str(tf_labs.summary(config_values.variant(settings, name))))
    if not names:
        say(str(tf_labs.summary(settings)))


def compare(workdirs: list[str] | None, output: str) -> None:
    """Prints a table of runs side by side and writes it as a page."""
    if workdirs is None:
        raise UserError('--workdirs is missing', expected='--workdirs=A,B of two runs or more',
                        received='none')
    directories = [RunDirectory(path) for path in workdirs]
    target = _output(output)
    from tf_labs.experiments import comparing
    for line in comparing.write(directories, target):
        say(line)


def doctor(workdir: str | None) -> None:
    """Prints what is wrong with a run, with the evidence."""
    run = tf_labs.open_run(_named(workdir))
    from tf_labs.doctor import examination
    for line in examination.lines(run.directory):
        say(line)


def filters(workdir: str | None, step: int | str | None, output: str | None) -> None:
    """Draws the kernels of the first convolution."""
    directory = classifier(workdir, step=step)
    net_checks.check_begins_with_convolution(directory.config(), str(directory.path))
    target = figure_file(output, directory, 'filters')
    runtime.import_tensorflow()
    from tf_labs.experiments.filters import write
    for line in write(directory, step, target):
        say(line)


def page(workdir: list[str] | None, lab: str | None, output: str | None,
         lang: str | None = None) -> None:
    """Writes a page to play with: a net that reads drawings or pictures, or a lab with sliders."""
    if lab == 'playground':
        _playground(workdir, output, lang or 'en')
        return
    if lang is not None and lab != 'chain':
        raise UserError('--lang is for the playground and the chain rule',
                        expected='--lab=playground or --lab=chain with it',
                        received=f'--lang={lang}')
    if lab is not None and workdir is None:
        from tf_labs.labs import pages
        settings = {} if lang is None else {'lang': lang}
        say(f'{pages.write_lab(lab, _output(output or f"{lab}.html"), **settings)}')
    elif workdir is not None and lab is None:
        directories = _digit_readers(workdir)
        target = _output(output or 'digit.html')
        runtime.import_tensorflow()
        from tf_labs.experiments import digit_pages
        say(f'{digit_pages.write_digit(directories, target)}')
    else:
        raise UserError('either a run or a lab is needed',
                        expected='--workdir=DIR, --workdir=DIR,DIR2 or --lab=NAME',
                        received='neither' if lab is None else 'both')


def _playground(workdir: list[str] | None, output: str | None, lang: str) -> None:
    """Writes the playground, where a run is named with that run."""
    if workdir is not None and len(workdir) > 1:
        raise UserError('the playground replays one run', expected='one directory',
                        received=','.join(workdir))
    from tf_labs.labs import pages
    from tf_labs.playground import replays
    replay = replays.of_run(RunDirectory(workdir[0])) if workdir else None
    target = _output(output or 'playground.html')
    say(f'{pages.write_lab("playground", target, lang=lang, replay=replay)}')


def _digit_readers(workdirs: list[str]) -> list[RunDirectory]:
    """Returns the one or two runs that a flag names, once a page can be made of them."""
    directories = [classifier(path) for path in workdirs]
    if len(directories) > 2:
        raise UserError('too many runs for one page', expected='one, or two side by side',
                        received=len(directories))
    configs = [directory.config() for directory in directories]
    for directory, config in zip(directories, configs):
        _check_readable(config.data.name, directory.data(config))
        if config.model.name not in NETS:
            raise UserError('the page supports only nets of this package',
                            expected=f'runs of {", ".join(NETS)}', received=config.model.name)
        if config.train.precision != 'float32':  # off by 0.006, whatever is rounded where
            raise UserError('the page cannot reproduce the answers of this run',
                            expected='train.precision float32', received=config.train.precision)
    _check_same([config.data for config in configs],
                [directory.data(config) for directory, config in zip(directories, configs)])
    if len({directory.path.resolve() for directory in directories}) < len(directories):
        raise UserError('the two runs are the same', expected='two different directories',
                        received=','.join(workdirs))
    return directories


def _check_readable(name: str, facts: DataSet) -> None:
    """Raises `UserError` for data that is neither drawn in the page nor pictures as they are."""
    from tf_labs.data import images  # NumPy and Pillow with it
    is_picture = (facts.values == 'pixels' and facts.pixel_max == 255 and not facts.targets
                  and facts.image_shape[2] in (1, 3) and name not in images.FORMS)
    if name not in DRAWN and not is_picture:
        raise UserError('the page does not support the data set of this run',
                        expected=f'runs on {", ".join(DRAWN)}, or on pictures, as folder:DIR',
                        received=name)


def _check_same(sections: list[ConfigDict], facts: list[DataSet]) -> None:
    """Raises `UserError` for sections `data`, with what they name, of different pictures."""
    if len({data.name for data in sections}) > 1:
        raise UserError('two nets side by side need the same data set',
                        expected='runs on one data set',
                        received=' and '.join(data.name for data in sections))
    shapes = [found.shape(data.side) for data, found in zip(sections, facts)]
    if len(set(shapes)) > 1 or len({found.class_names for found in facts}) > 1:
        raise UserError('two nets side by side need the same input shape and classes',
                        expected='runs with one data.side and the same classes',
                        received=' and '.join('x'.join(map(str, shape)) for shape in shapes))


def _named(workdir: str | None) -> str:
    """Returns the directory that a flag names."""
    if not workdir:
        raise UserError('--workdir is missing', expected='--workdir=DIR of a run',
                        received='none')
    return workdir


def _output(path: str) -> Path:
    if not Path(path).parent.is_dir() or Path(path).is_dir():
        raise UserError('--output cannot be written', expected='a file in a directory that exists',
                        received=path)
    return Path(path)
