"""The kernels of a first convolution as one picture."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.typing import LineStyleType
import numpy as np

from tf_labs.nn.filter_statistics import FilterStatistics
from tf_labs.report import plots
from tf_labs.training import kernel_images

FEW, MANY = 8, 16  # filters in a row
TILE = 0.55  # inches of a filter
HEAD = 0.75  # inches of title and legend
DPI = 160
MARKS: dict[str, tuple[str, LineStyleType]] = {
    'dead': (plots.COLOURS[1], '--'), 'aliased': (plots.COLOURS[0], '-')}


def draw(kernel: np.ndarray, found: FilterStatistics, towers: int, stride: int) -> Figure:
    """Draws the filters of a kernel, in colour if it sees colours; a block for each tower.

    Args:
      kernel: [h, w, C, n], the filters of a tower together.
      found: which of them are dead or aliased.
      towers: 1 or 2.
      stride: of the convolution.
    """
    images = np.moveaxis(kernel, -1, 0)
    blocks = np.split(np.arange(len(images)), towers)
    columns = MANY if len(blocks[0]) > 2 * FEW else FEW
    rows = -(-len(blocks[0]) // columns)
    height, width, channels = images.shape[1:]
    figure, axes = plots.figure(
        towers, 1, width=max(4.5, columns * TILE),
        height=HEAD / towers + 0.3 + rows * TILE * height / width, dpi=DPI,
        title=f'The {len(images)} filters of the first layer, {height}x{width}x'
        f'{channels}, stride {stride}; grey is 0')
    for place, (one, block) in enumerate(zip(axes.flat, blocks)):
        _block(one, images[block], columns)
        _mark(one, found, block, columns, (height, width))
        limit = f'the largest weight is {np.abs(images[block]).max():.3g}'
        one.set_title(f'tower {place + 1}: {limit}' if towers > 1 else limit, fontsize=9)
    _legend(figure, found)
    figure.set_label(
        f'The {len(images)} filters of the first layer, {height} x {width} x {channels}, in '
        f'{"colour" if channels == 3 else "grey"}. Dead: {_named(found.is_dead)}. Aliased: '
        f'{_named(found.is_aliased)}.')
    return figure


def _block(axes: Axes, images: np.ndarray, columns: int) -> None:
    """Draws filters [N, h, w, C] row by row, each with the contrast of all."""
    axes.set_axis_off()
    shown = images if images.shape[-1] == 3 else images.mean(axis=-1, keepdims=True)
    sheet = kernel_images.sheet(shown, min(columns, len(shown)))
    axes.imshow(sheet if sheet.shape[-1] == 3 else sheet[..., 0], cmap='gray', vmin=0.0,
                vmax=1.0, interpolation='nearest')


def _mark(axes: Axes, found: FilterStatistics, block: np.ndarray, columns: int,
          size: tuple[int, int]) -> None:
    height, width = size
    for place, number in enumerate(block):
        row, column = divmod(place, columns)
        for is_marked, (colour, dash) in zip((found.is_dead, found.is_aliased), MARKS.values()):
            if is_marked[number]:
                axes.add_patch(Rectangle(
                    (column * (width + 1) - 0.5, row * (height + 1) - 0.5), width, height,
                    fill=False, edgecolor=colour, linestyle=dash, linewidth=1.8))


def _legend(figure: Figure, found: FilterStatistics) -> None:
    handles = [Line2D([], [], color=colour, linestyle=dash, linewidth=1.8,
                      label=f'{name}: {count}')
               for (name, (colour, dash)), count in zip(
                   MARKS.items(), (found.dead, found.aliased))]
    figure.legend(handles=handles, loc='outside lower center', ncols=2, fontsize=8, frameon=False)


def _named(chosen: np.ndarray) -> str:
    return ', '.join(map(str, np.flatnonzero(chosen))) or 'none'
