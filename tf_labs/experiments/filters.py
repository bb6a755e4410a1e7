"""The kernels that see the pixels themselves, as a picture, the dead and aliased ones marked."""

from collections.abc import Iterator
from pathlib import Path

from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.models import first_layer
from tf_labs.nn import filter_statistics
from tf_labs.nn.filter_statistics import ALIASED_ABOVE
from tf_labs.nn.filter_statistics import DEAD_BELOW
from tf_labs.report import filter_figure
from tf_labs.report import plots
from tf_labs.training.run_directory import RunDirectory


def write(directory: RunDirectory, step: int | str | None, output: Path) -> Iterator[str]:
    """Draws the kernels of a net's first convolution; yields what is counted.

    Raises:
      UserError: the net does not begin with a convolution, or the output cannot be written.
    """
    trained = TrainedRun(directory, step)
    first = first_layer.convolution(trained.model)
    if first is None:
        raise UserError('the net does not begin with a convolution',
                        expected='a run of one that does, as cifar_net',
                        received=f'{directory.path}, whose layers are '
                        f'{", ".join(features.layer_names(trained.model))}')
    kernel, stride = first
    found = filter_statistics.measure(kernel, stride)
    height, width, channels, count = kernel.shape
    plots.save(filter_figure.draw(kernel, found, trained.config.model.towers, stride), output)
    yield (f'conv1: {count} filters of {height}x{width}x{channels}, stride {stride}, at step '
           f'{trained.step}: {found.dead} dead, {found.aliased} aliased')
    yield (f'dead: weights of at most {DEAD_BELOW:g} of the upper quartile; aliased: over '
           f'{ALIASED_ABOVE:g} of the power in waves that this stride cannot carry '
           f'(of white noise: {found.noise_beyond:.2f})')
    yield f'{output}'
