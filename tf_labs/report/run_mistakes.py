"""The most confident mistakes of a trained net."""

from collections.abc import Sequence

import numpy as np
from scipy import special

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.content import chance
from tf_labs.report.content import Mistake
from tf_labs.report.html import Picture
from tf_labs.report.run_answers import Answers
from tf_labs.report.run_style import DPI

SHOWN = 25
TOP = 5  # classes that are shown of many


def strongest(values: np.ndarray, k: int) -> list[int]:
    """Returns where the k largest of values [N] stand, the largest first, then as they come."""
    places: list[int] = np.argsort(-values, kind='stable')[:k].tolist()
    return places


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
    chosen = wrong[np.argsort(left, kind='stable')[:most]].tolist()
    if not chosen:
        return []
    images = (_shown(answers.images(chosen), answers.pixel_max) if answers.has_pictures
              else np.zeros((len(chosen), 1, 1), np.uint8))
    return [Mistake(index, answers.names[answers.labels[index]],
                    answers.names[predictions[index]], _probabilities(answers, index), image)
            for index, image in zip(chosen, images)]


def _probabilities(answers: Answers, index: int) -> dict[str, float]:
    shares = special.softmax(answers.logits[index].astype(np.float64))
    places = (list(dict.fromkeys([*strongest(shares, TOP), int(answers.labels[index])]))
              if answers.has_many_classes else range(len(shares)))
    return {answers.names[place]: float(shares[place]) for place in places}


def _shown(images: np.ndarray, pixel_max: int) -> np.ndarray:
    """Returns images [M, h, w, C] of 0 to 255, grey ones [M, h, w]."""
    scaled = np.round(images * (255 / pixel_max)).astype(np.uint8)
    return scaled[..., 0] if scaled.shape[-1] == 1 else scaled


def mistakes_figure(found: Sequence[Mistake], columns: int = 5) -> Picture:
    """The mistakes as one figure, the most confident first."""
    figure, axes = plots.figure(-(-len(found) // columns), columns, width=1.25, height=1.55,
                                title='Most confident mistakes: prediction (probability), label',
                                dpi=DPI)
    for one in axes.flat:
        one.set_axis_off()
    for one, mistake in zip(axes.flat, found):
        one.imshow(mistake.image, cmap='gray', vmin=0, vmax=255, interpolation='nearest')
        one.set_title(f'{mistake.prediction} ({chance(mistake.probabilities[mistake.prediction])})'
                      f'\nlabel {mistake.label}', fontsize=7)
    told = '; '.join(', '.join(mistake.answer_and_label) for mistake in found[:3])
    return html.picture('mistakes', figure,
                        f'The {len(found)} most confident mistakes. First: {told}.')


def probabilities(found: Sequence[Mistake], *, of_all: bool) -> list[dict[str, str]]:
    """Returns a row for each mistake: probabilities of all classes, or of the most probable."""
    return [{'test example': str(mistake.index), 'label': mistake.label,
             'said': mistake.prediction, **(_columns if of_all else _ranks)(mistake)}
            for mistake in found]


def _columns(mistake: Mistake) -> dict[str, str]:
    return {f'P({name})': chance(value) for name, value in mistake.probabilities.items()}


def _ranks(mistake: Mistake) -> dict[str, str]:
    ranked = list(mistake.probabilities.items())[:TOP]
    return {'P(label)': chance(mistake.probabilities[mistake.label]),
            **{str(rank): f'{name} {chance(value)}'
               for rank, (name, value) in enumerate(ranked, 1)}}
