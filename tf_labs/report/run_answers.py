"""What a trained net answers to a split: confusion matrix, and how well each class is found."""

from collections.abc import Callable, Sequence
import dataclasses

from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.run_style import colour_bar
from tf_labs.report.run_style import frame

CLASSES = 20  # that a table or a figure has room for
_LARGE = 12  # classes up to which their numbers are written large
_BRIGHTEST = 20  # mistakes at the bright end of the colours at least: one more is one shade more


@dataclasses.dataclass(frozen=True)
class Answers:
    """A net's answers.

    Attributes:
      step: of its weights.
      images: numbers of M examples -> what the net sees of them, uint8 [M, h, w, C].
      labels: int64 [N].
      logits: float [N, K].
      names: of the K classes.
      pixel_max: of the images.
      examples: of the split, the first N of which were asked about.
      has_pictures: the images can be shown.
    """

    step: int
    images: Callable[[Sequence[int]], np.ndarray]
    labels: np.ndarray
    logits: np.ndarray
    names: Sequence[str]
    pixel_max: int
    examples: int
    has_pictures: bool = True

    @property
    def has_many_classes(self) -> bool:
        """True if only some of the classes can be shown."""
        return len(self.names) > CLASSES

    @property
    def predictions(self) -> np.ndarray:
        """The class of the largest logit: int64 [N]."""
        classes: np.ndarray = self.logits.argmax(axis=1)
        return classes


def confusion(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Returns how often each class (rows) was taken for each (columns): int64 [K, K]."""
    places = labels * classes + predictions
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


def _worst(mistakes: np.ndarray) -> np.ndarray:
    """Returns the classes that mistakes [K, K] are about most often, in their order."""
    about = mistakes.sum(axis=0) + mistakes.sum(axis=1)
    return np.sort(np.argsort(-about, kind='stable')[:CLASSES])


def confusion_matrix(answers: Answers) -> Picture:
    """The confusion matrix, its mistakes coloured by their number; of many classes the worst."""
    every = confusion(answers.labels, answers.predictions, len(answers.names))
    mistakes = np.where(np.eye(len(every), dtype=bool), 0, every)
    right, total, frequent = int(np.trace(every)), every.sum(), _most_frequent(mistakes, answers)
    shown = _worst(mistakes)
    title = (f'Confusion matrix: the {CLASSES} classes with most mistakes'
             if answers.has_many_classes else 'Confusion matrix')
    return html.picture(
        'confusion_matrix', _draw(title, every[np.ix_(shown, shown)],
                                  [answers.names[place] for place in shown]),
        f'{title}: {right} of {total} right{frequent}.' if not answers.has_many_classes else
        f'{title}. Of all classes {right} of {total} right{frequent}.',
        'A row for each label, a column for each answer. Colour counts mistakes; right answers '
        'are on the diagonal, in bold.')


def _draw(title: str, counts: np.ndarray, names: Sequence[str]) -> Figure:
    mistakes = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    figure, (axes,) = frame(title, 4.7)
    norm = LogNorm(1, max(_BRIGHTEST, mistakes.max()))
    image = axes.imshow(np.ma.masked_equal(mistakes, 0), cmap=plots.COLOUR_MAP, norm=norm)
    axes.grid(False)
    size = 8 if len(counts) <= _LARGE else 5
    is_long = max(map(len, names)) > 3
    axes.set_xticks(range(len(counts)), names, rotation=45 if is_long else 0, fontsize=size,
                    ha='right' if is_long else 'center')
    axes.set_yticks(range(len(counts)), names, fontsize=size)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            bright = row == column or norm(count) > 0.6
            axes.text(column, row, str(count), ha='center', va='center', fontsize=size,
                      fontweight='bold' if row == column else 'normal',
                      color='black' if bright else 'white')
    plots.label(axes, x='prediction', y='label')
    ticks = [one for power in range(4) for one in (10**power, 2 * 10**power, 5 * 10**power)]
    bar = colour_bar(figure, image, 'mistakes')
    bar.set_ticks([one for one in ticks if one <= max(_BRIGHTEST, mistakes.max())])
    bar.ax.yaxis.set_major_formatter('{x:g}')
    bar.minorticks_off()
    return figure


def _most_frequent(mistakes: np.ndarray, answers: Answers) -> str:
    places = [divmod(int(place), len(mistakes))
              for place in np.argsort(-mistakes, axis=None, kind='stable')[:3]]
    named = [f'{answers.names[row]} for {answers.names[column]} ({mistakes[row, column]} times)'
             for row, column in places if mistakes[row, column]]
    return f'; most often it takes {", ".join(named)}' if named else ''


def by_class(answers: Answers) -> list[dict[str, str]]:
    """Returns a row for each class: how many there are, how many are found, what they pass for.

    Of many classes it returns those that mistakes are about most often.
    """
    counts = confusion(answers.labels, answers.predictions, len(answers.names))
    rows = []
    for place in _worst(np.where(np.eye(len(counts), dtype=bool), 0, counts)):
        all_of_it, said, right = counts[place].sum(), counts[:, place].sum(), counts[place, place]
        wrong = np.where(np.arange(len(counts)) == place, 0, counts[place])
        rows.append({
            'class': answers.names[place], 'examples': str(all_of_it),
            'recall': f'{right / all_of_it:.3f}' if all_of_it else '-',
            'precision': f'{right / said:.3f}' if said else '-',
            'most often taken for': f'{answers.names[int(wrong.argmax())]} ({wrong.max()})'
            if wrong.any() else '-'})
    return rows
