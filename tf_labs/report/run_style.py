"""What the figures of a run's page share: their size, and axes in decades."""

from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
import numpy as np

from tf_labs.report import plots

WIDTH, DPI = 4.6, 160  # inches, and dots of one: readable at the width of a phone
DECADE = 10.0  # within which an axis stays linear


def frame(title: str, height: float, rows: int = 1) -> tuple[Figure, np.ndarray]:
    """Returns a figure of a run's page, one panel above the other, and its axes [rows]."""
    figure, axes = plots.figure(rows, 1, width=WIDTH, height=height, title=title, dpi=DPI)
    return figure, axes[:, 0]


def logarithm(values: np.ndarray) -> np.ndarray:
    """Returns log10, and NaN of what is 0, missing or not finite."""
    usable = np.isfinite(values) & (values > 0)
    return np.where(usable, np.log10(np.where(usable, values, 1.0)), np.nan)


def colour_bar(figure: Figure, image: AxesImage, name: str) -> Colorbar:
    """Says what the colours of an image stand for, and returns the bar."""
    bar = figure.colorbar(image, ax=image.axes, pad=0.02)
    bar.set_label(name, fontsize=9)
    bar.ax.tick_params(labelsize=8)
    return bar


def scale_of(values: np.ndarray) -> str:
    """Returns the kind of axis for values: logarithmic if they span more than a decade."""
    usable = values[np.isfinite(values) & (values > 0)]
    return 'log' if usable.size and usable.max() > DECADE * usable.min() else 'linear'


def at_least_one_decade(decades: np.ma.MaskedArray) -> tuple[float, float]:
    """Returns the ends of the colours: small differences must not look like large ones."""
    if not decades.count():
        return 0.0, 1.0
    low, high = float(decades.min()), float(decades.max())
    missing = max(0.0, 1.0 - (high - low)) / 2
    return low - missing, high + missing
