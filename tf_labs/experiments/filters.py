"""The kernels that see the pixels themselves, as a picture, the dead and aliased ones marked."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tf_labs.config import net_checks
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.models import first_layer
from tf_labs.nn import filter_colour
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
        raise net_checks.begins_otherwise(
            str(directory.path), features.layer_names(trained.model))
    kernel, stride = first
    found = filter_statistics.measure(kernel, stride)
    height, width, channels, count = kernel.shape
    plots.save(filter_figure.draw(kernel, found, trained.config.model.towers, stride), output)
    yield (f'conv1: {count} filters of {height}x{width}x{channels}, stride {stride}, at step '
           f'{trained.step}: {found.dead} dead, {found.aliased} aliased')
    yield (f'dead: weights of at most {DEAD_BELOW:g} of the upper quartile; aliased: over '
           f'{ALIASED_ABOVE:g} of the power in waves that this stride cannot carry '
           f'(of white noise: {found.noise_beyond:.2f})')
    if channels == 3:
        yield from colour_lines(kernel, first_layer.of_towers(trained.model))
    yield f'{output}'


def colour_lines(kernel: np.ndarray, towers: Sequence[np.ndarray]) -> Iterator[str]:
    """Yields how much colour filters see, and whether one tower has more of it than the other."""
    yield (f'colour: {filter_colour.shares(kernel).mean():.2f} of the power of a filter on the '
           'average (of a grey filter: 0; of white noise: 0.67)')
    if towers:
        gap = filter_colour.gap_between(towers)
        shares = ' and '.join(f'{share:.2f}' for share in gap.shares)
        verdict = ('the towers have shared it out' if gap.is_shared_out
                   else 'no difference between the towers shown')
        yield (f'colour by tower: {shares}, a gap of {gap.gap:.2f}; of random halves of the same '
               f'filters 95% have less than {gap.by_chance:.2f}: {verdict}')
