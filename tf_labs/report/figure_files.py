"""Figures as files of a run directory: a PNG, an SVG for the report, a GIF of what moves."""

from collections.abc import Mapping
from pathlib import Path
import tempfile

from matplotlib.animation import FuncAnimation
from matplotlib.animation import PillowWriter
from matplotlib.figure import Figure

from tf_labs.report import panels
from tf_labs.report import plots
from tf_labs.training.run_directory import RunDirectory

FRAMES_PER_SECOND = 20


def write(directory: RunDirectory, figures: Mapping[str, Figure | FuncAnimation], *,
          with_svg: bool = False) -> None:
    """Writes figures/NAME.png with its description, and figures/NAME.gif of what moves.

    Args:
      directory: of the run.
      figures: by name.
      with_svg: writes figures/NAME.svg too, for a report that cannot draw them again.
    """
    for name, figure in figures.items():
        if isinstance(figure, Figure):
            directory.write_bytes(f'figures/{name}.png', plots.png(figure))
            if with_svg:
                directory.write_text(f'figures/{name}.svg', panels.draw(figure))
        else:
            directory.write_bytes(f'figures/{name}.gif', _animated(figure))


def _animated(figure: FuncAnimation) -> bytes:
    """Returns a GIF; matplotlib writes one to a path alone."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / 'figure.gif'
        figure.save(path, writer=PillowWriter(fps=FRAMES_PER_SECOND))
        return path.read_bytes()
