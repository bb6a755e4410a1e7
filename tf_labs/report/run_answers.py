"""What a trained net answers to a split: confusion matrix and the most confident mistakes."""

from collections.abc import Sequence
import dataclasses

from matplotlib.colors import LogNorm
import numpy as np
from scipy import special

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.html import Picture
from tf_labs.report.run_inside import DPI
from tf_labs.report.run_inside import frame

SHOWN = 25


@dataclasses.dataclass(frozen=True)
class Answers:
    """A net's answers.

    Attributes:
      step: of its weights.
      images: uint8 [N, H, W, C].
      labels: int64 [N].
      logits: float [N, K].
      names: of the K classes.
      pixel_max: of the images.
    """

    step: int
    images: np.ndarray
    labels: np.ndarray
    logits: np.ndarray
    names: Sequence[str]
    pixel_max: int

    @property
    def predictions(self) -> np.ndarray:
        """The class of the largest logit: int64 [N]."""
        return self.logits.argmax(axis=1)


@dataclasses.dataclass(frozen=True)
class Mistake:
    """An example that was taken for another class, with the probability of each class."""

    index: int
    label: str
    prediction: str
    probabilities: dict[str, float]
    image: np.ndarray  # uint8 [H, W] or [H, W, 3], black to white

    @property
    def source(self) -> str:
        """The image, pixel by pixel, as a data URI."""
        return html.pixels(self.image)

    @property
    def said(self) -> tuple[str, str]:
        """The wrong answer with its probability, and the label with its own."""
        return (f'said {self.prediction} {chance(self.probabilities[self.prediction])}',
                f'label {self.label} {chance(self.probabilities[self.label])}')


def chance(probability: float) -> str:
    """Returns a probability with four digits; what is nearly 0 or 1 as a bound."""
    if probability > 0.99995:
        return '>0.9999'
    return '<0.0001' if probability < 0.00005 else f'{probability:.4f}'


def strongest(values: np.ndarray, k: int) -> list[int]:
    """Returns where the k largest of values [N] stand, the largest first, then as they come."""
    return np.argsort(-values, kind='stable')[:k].tolist()


def confusion(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Returns how often each class (rows) was taken for each (columns): int64 [K, K]."""
    places = labels * classes + predictions
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


def most_confident(answers: Answers, most: int = SHOWN) -> list[Mistake]:
    """Returns the mistakes of the highest probability, highest first.

    They are ranked by how little is left to the other classes, which still tells apart what is 1
    in floating point; equal ones by their place in the split.
    """
    logits = answers.logits.astype(np.float64)
    predictions = answers.predictions
    wrong = np.flatnonzero(predictions != answers.labels)
    others = logits[wrong] - logits[wrong, predictions[wrong], np.newaxis]
    others[np.arange(len(wrong)), predictions[wrong]] = -np.inf
    left = special.logsumexp(others, axis=1) if len(wrong) else np.zeros(0)
    found = []
    for index in wrong[np.argsort(left, kind='stable')[:most]]:
        shares = special.softmax(logits[index])
        found.append(Mistake(
            int(index), answers.names[answers.labels[index]], answers.names[predictions[index]],
            dict(zip(answers.names, shares.tolist())), _grey(answers, index)))
    return found


def _grey(answers: Answers, index: int) -> np.ndarray:
    image = np.round(answers.images[index] * (255 / answers.pixel_max)).astype(np.uint8)
    return image[..., 0] if image.shape[-1] == 1 else image


def confusion_matrix(answers: Answers) -> Picture:
    """The confusion matrix, its mistakes coloured by their number."""
    counts = confusion(answers.labels, answers.predictions, len(answers.names))
    mistakes = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    figure, (axes,) = frame('Confusion matrix', 4.7)
    axes.imshow(np.ma.masked_equal(mistakes, 0), cmap=plots.COLOUR_MAP,
                norm=LogNorm(1, max(2, mistakes.max())))
    axes.grid(False)
    places = range(len(counts))
    is_long = max(map(len, answers.names)) > 3
    axes.set_xticks(places, answers.names, rotation=45 if is_long else 0,
                    ha='right' if is_long else 'center')
    axes.set_yticks(places, answers.names)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            bright = row == column or count**2 > mistakes.max()
            axes.text(column, row, str(count), ha='center', va='center', fontsize=8,
                      fontweight='bold' if row == column else 'normal',
                      color='black' if bright else 'white')
    plots.label(axes, x='the net says', y='label')
    right = int(np.trace(counts))
    return html.picture(
        'confusion_matrix', figure,
        f'Confusion matrix: {right} of {counts.sum()} right{_most_frequent(mistakes, answers)}.',
        'A row for each label, a column for each answer. Colour counts mistakes; right answers '
        'are on the diagonal, in bold.')


def _most_frequent(mistakes: np.ndarray, answers: Answers) -> str:
    places = [divmod(int(place), len(mistakes))
              for place in np.argsort(-mistakes, axis=None, kind='stable')[:3]]
    named = [f'{answers.names[row]} for {answers.names[column]} ({mistakes[row, column]} times)'
             for row, column in places if mistakes[row, column]]
    return f'; most often it takes {", ".join(named)}' if named else ''


def by_class(answers: Answers) -> list[dict[str, str]]:
    """Returns a row for each class: how many there are, how many are found, what they pass for."""
    counts = confusion(answers.labels, answers.predictions, len(answers.names))
    rows = []
    for place, name in enumerate(answers.names):
        all_of_it, said, right = counts[place].sum(), counts[:, place].sum(), counts[place, place]
        wrong = np.where(np.arange(len(counts)) == place, 0, counts[place])
        rows.append({
            'class': name, 'examples': str(all_of_it),
            'recall': f'{right / all_of_it:.3f}' if all_of_it else '-',
            'precision': f'{right / said:.3f}' if said else '-',
            'most often taken for': f'{answers.names[int(wrong.argmax())]} ({wrong.max()})'
            if wrong.any() else '-'})
    return rows


def mistakes_figure(found: Sequence[Mistake], columns: int = 5) -> Picture:
    """The mistakes as one figure, the most confident first."""
    figure, axes = plots.figure(-(-len(found) // columns), columns, width=1.25, height=1.55,
                                title='Most confident mistakes: said (probability), label',
                                dpi=DPI)
    for one in axes.flat:
        one.set_axis_off()
    for one, mistake in zip(axes.flat, found):
        one.imshow(mistake.image, cmap='gray', vmin=0, vmax=255, interpolation='nearest')
        one.set_title(f'{mistake.prediction} ({chance(mistake.probabilities[mistake.prediction])})'
                      f'\nlabel {mistake.label}', fontsize=7)
    told = '; '.join(', '.join(mistake.said) for mistake in found[:3])
    return html.picture('mistakes', figure,
                        f'The {len(found)} most confident mistakes. First: {told}.')


def probabilities(found: Sequence[Mistake]) -> list[dict[str, str]]:
    """Returns a row for each mistake, with the probability of each class."""
    return [{'test example': str(mistake.index), 'label': mistake.label,
             'said': mistake.prediction,
             **{f'P({name})': chance(value) for name, value in mistake.probabilities.items()}}
            for mistake in found]
