"""similar, filters: what a trained net sees alike, and what it looks for first."""

from pathlib import Path

from tf_labs import runtime
from tf_labs.commands.trained import asked
from tf_labs.commands.trained import classifier
from tf_labs.commands.trained import picture_file
from tf_labs.console import say
from tf_labs.training.run_directory import RunDirectory


def similar(workdir: str | None, step: int | None, split: str, index: list[str],
            image: list[str], as_is: bool, show: str | None, output: str | None) -> None:
    """Prints and draws the six training images nearest to each image, by features."""
    directory = classifier(workdir, split)
    target = _picture(output, directory, 'similar')
    numbers, samples = asked(directory.config(), split, index, image, as_is, show)
    runtime.import_tensorflow()
    from tf_labs.experiments import similar as lab
    for line in lab.write(directory, step, split, numbers, samples, target):
        say(line)
    if show:
        say(show)


def filters(workdir: str | None, step: int | None, output: str | None) -> None:
    """Draws the kernels of the first convolution."""
    directory = classifier(workdir)
    target = _picture(output, directory, 'filters')
    runtime.import_tensorflow()
    from tf_labs.experiments import filters as lab
    for line in lab.write(directory, step, target):
        say(line)


def _picture(output: str | None, directory: RunDirectory, name: str) -> Path:
    """Returns where a figure goes: among those of the run, if a flag does not say it."""
    return (picture_file('--output', output) if output
            else directory.path / 'figures' / f'{name}.png')
