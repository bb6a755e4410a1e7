"""eval, predict, similar, export, data: what one asks of a trained net, and of the data."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.config import data_names
from tf_labs.config import net_checks
from tf_labs.config.schema import default_config
from tf_labs.console import say
from tf_labs.data import data_sets
from tf_labs.data.catalog import CATALOG
from tf_labs.data.catalog import DataSet
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.runs.run import check_classifier
from tf_labs.runs.run import SPLITS
from tf_labs.training import checkpoint_files
from tf_labs.training import config_plan
from tf_labs.training.run_directory import RunDirectory


def classifier(workdir: str | None, split: str = 'test',
               step: int | str | None = None) -> RunDirectory:
    """Returns the run directory a flag names, once it is known to hold a run, and this step."""
    if not workdir:
        raise UserError('--workdir is missing', expected='--workdir=DIR of a run',
                        received='none')
    if split not in SPLITS:
        raise unknown_name('--split', split, SPLITS)
    directory = RunDirectory(workdir)
    check_classifier(directory)
    checkpoint_files.check_step(directory, step)
    return directory


def evaluate(workdir: list[str] | None, step: int | str | None, split: str, crops: int) -> None:
    """Prints loss and accuracy of a checkpoint, or of several together, over a whole split."""
    if crops not in (1, 10):
        raise UserError('--crops cannot be used', expected='1 or 10', received=crops)
    directories = [classifier(path, split, step) for path in workdir or ['']]
    for directory in directories:
        config = directory.config()
        config_plan.check_crops(config, directory.data(config), crops)
    runtime.import_tensorflow()
    from tf_labs.experiments import evaluating
    for line in evaluating.lines(evaluating.evaluate(directories, step, split, crops), split):
        say(line)


def predict(workdir: str | None, step: int | str | None, split: str, index: list[str],
            image: list[str], as_is: bool, show: str | None, figure: str | None = None) -> None:
    """Prints label, prediction and probabilities of single images, and draws them as bars."""
    directory = classifier(workdir, split, step)
    config = directory.config()
    facts = directory.data(config)
    target = _picture_file('--figure', figure) if figure else None
    if target is not None:
        _check_pictures(facts, 'predict --figure', config.data.name)
    numbers, samples = _asked(config, facts, split, index, image, as_is, show)
    runtime.import_tensorflow()
    from tf_labs.experiments import predicting
    for line in predicting.lines(directory, step, split, numbers, samples, target):
        say(line)
    if show:
        say(show)


def similar(workdir: str | None, step: int | str | None, split: str, index: list[str],
            image: list[str], as_is: bool, show: str | None, output: str | None,
            layer: Sequence[str] = ()) -> None:
    """Prints and draws the six training images nearest to each image, by features."""
    directory = classifier(workdir, split, step)
    target = figure_file(output, directory, 'similar')
    config = directory.config()
    net_checks.check_names(config, layer)
    facts = directory.data(config)
    _check_pictures(facts, 'similar', config.data.name)
    numbers, samples = _asked(config, facts, split, index, image, as_is, show)
    runtime.import_tensorflow()
    from tf_labs.experiments.similar import write
    for line in write(directory, step, split, layer, numbers, samples, target):
        say(line)
    if show:
        say(show)


def _check_pictures(facts: DataSet, what: str, name: str) -> None:
    """Raises `UserError` for data that has no pictures, or no classes."""
    if facts.values == 'numbers' or facts.targets:
        raise UserError(f'{what} needs a data set of pictures with classes',
                        expected='a run on pictures with classes', received=name)


def _asked(config: ConfigDict, facts: DataSet, split: str, index: list[str],
           image: list[str], as_is: bool, show: str | None) -> tuple[list[int | None], list[Any]]:
    """Returns the examples and the samples of image files that flags name; writes what --show does.

    Raises:
      UserError: they name none, or one that there is not.
    """
    if not index and not image:
        raise UserError('no image is given', expected='--index=N, --index=random or --image=FILE',
                        received='neither')
    if not image and (as_is or show):
        raise UserError('--as-is and --show are for image files', expected='--image=FILE with them',
                        received='none')
    if image and facts.values == 'numbers':
        raise UserError('--image is for nets that are fed pictures', expected='--index=N, or '
                        'Run.predict(x) from Python', received=image[0])
    place = _picture_file('--show', show) if show else None
    data = config.data
    from tf_labs.data import images
    count = facts.examples['test' if split == 'test' else 'train']
    numbers = [images.parse_index(text, count) for text in index]
    samples = [images.load(path, data.name, data.side, facts=facts, as_is=as_is,
                           with_stages=place is not None) for path in image]
    if place is not None:
        from tf_labs.report import sample_steps
        try:
            sample_steps.write(samples, facts.pixel_max, place)
        except OSError as error:
            raise UserError('--show cannot be written', expected='a place to write to',
                            received=f'{show} ({error.strerror or error})') from error
    return numbers, samples


def _picture_file(flag: str, text: str) -> Path:
    """Returns where a flag says that a picture goes.

    Raises:
      UserError: it cannot go there.
    """
    path = Path(text).expanduser()
    if path.suffix != '.png' or path.is_dir() or not path.parent.is_dir():
        raise UserError(f'{flag} cannot be written',
                        expected='a file FILE.png in a directory that exists', received=text)
    return path


def figure_file(output: str | None, directory: RunDirectory, name: str) -> Path:
    """Returns where a figure goes: among those of the run, if --output does not say it.

    Raises:
      UserError: it cannot go there.
    """
    return (_picture_file('--output', output) if output
            else directory.path / 'figures' / f'{name}.png')


def export(workdir: str | None, step: int | str | None, output: str | None) -> None:
    """Writes a .keras file and a SavedModel of a checkpoint."""
    directory = classifier(workdir, step=step)
    if output is None:
        raise UserError('--output is missing', expected='--output=DIR, new or empty',
                        received='none')
    target = Path(output)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError('--output is not an empty directory', expected='a new or empty directory',
                        received=output)
    runtime.import_tensorflow()
    from tf_labs.experiments import exporting
    for line in exporting.export(directory, step, target):
        say(line)


def _how_to_prepare(known: DataSet, manual: Path) -> Iterator[str]:
    elsewhere = 'or set TFDS_DATA_DIR to a directory where it is prepared'
    if not known.manual_files:
        yield f'to prepare it: run a config that uses it, which downloads it once; {elsewhere}'
        return
    yield f'to prepare it: register at {known.manual_site} and download'
    for file in known.manual_files:
        yield f'  {file}'
    yield (f'into {manual}, then run a config that uses it: TFDS prepares it once, '
           f'which takes hours and as much room again; {elsewhere}')


def _own_data(name: str, dir: str | None) -> None:
    section = default_config().data
    section.name, section.dir = data_names.absolute(name), dir
    runtime.import_tensorflow()
    say(section.name)
    for line in data_sets.lines(section):
        say(line)


def data(name: str, dir: str | None) -> None:
    """Verifies what of a data set is prepared, record by record, and prints what it found.

    Raises:
      DataNotAvailableError: it is damaged, or not the data set that is meant.
    """
    if data_names.kind(name) in ('npz', 'csv'):
        from tf_labs.commands import own_data
        own_data.tell(name)
        return
    if data_names.kind(name):
        _own_data(name, dir)
        return
    if name not in CATALOG:
        base = name.partition('/')[0]
        if base != name and base in CATALOG:  # a form of it, as TFDS names it
            raise UserError('unknown data set', received=name, expected=f'{base}, or tfds:{name}')
        raise unknown_name('data set', name, sorted(CATALOG))
    from tf_labs.data import sources  # NumPy with it, which other commands do without
    known = CATALOG[name]
    say(f'{name}: {known.title}')
    if not sources.is_prepared(name, dir):
        root = sources.directory(dir)
        say(f'not prepared in {root}{sources.present_instead(name, root, known)}')
        for line in _how_to_prepare(known, sources.manual(root)):
            say(line)
        return
    say(f'prepared in {sources.place(name, dir) if known.source == "tfds" else known.source}')
    if known.source == 'tfds':
        runtime.import_tensorflow()
    from tf_labs.data import verification
    for line in verification.lines(name, dir):
        say(line)
