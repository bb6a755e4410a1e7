"""The section of a report on what a net that learns numbers answers to its test split."""

import numpy as np

from tf_labs.data import standardising
from tf_labs.errors import LabError
from tf_labs.experiments import answers
from tf_labs.report import residuals
from tf_labs.report.content import Gallery
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.report.html import Picture
from tf_labs.training import regression
from tf_labs.training.run_directory import RunDirectory

TARGETS = 4  # that have figures
_FORMULA = ('R² = 1 - sum (y - f)² / sum (y - mean y)² over the test examples: 1 of one who is '
            'always right, 0 of one who always says their mean. RMSE = sqrt(mean (y - f)²), in the '
            'unit of the target; loss = mean ((y - f) / sd)² with the sd of the training rows.')


def make(directory: RunDirectory, devices: str) -> tuple[Section, list[Picture]]:
    """Returns the section, and its figures."""
    title = 'Residuals on the test split'
    try:
        found = answers.answers_of_test_split(directory, devices)
    except LabError as error:
        return Section('residuals', title, [Paragraph(f'Not shown: {error}.', 'warn')]), []
    targets = directory.data(directory.config()).targets
    true, predicted = (standardising.in_own_unit(values, targets)
                       for values in (found.labels, found.logits))
    rows, pictures = [], []
    for place, target in enumerate(targets):
        y, f = true[:, place], predicted[:, place]
        r2 = regression.r_squared(true[:, [place]], predicted[:, [place]])
        rows.append({'target': target.name, 'R²': f'{r2:.4f}',
                     'RMSE': f'{np.sqrt(np.square(y - f).mean()):.4g}',
                     'mean error': f'{np.abs(y - f).mean():.4g}',
                     'sd of the test': f'{y.std():.4g}', 'sd of the training': f'{target.sd:.4g}'})
        if place < TARGETS:
            pictures += [residuals.against_true(target.name, y, f, r2),
                         residuals.histogram(target.name, y, f)]
    far = residuals.worst([one.name for one in targets], true, predicted,
                          np.array([one.sd for one in targets]))
    return Section('residuals', title, [
        Paragraph(f'Answers of the weights of step {found.step:,}. {_FORMULA}', 'soft'),
        Table(rows, 'Each target', numbers=tuple(rows[0])[1:]), Gallery(pictures),
        Table(far, 'The examples that it is farthest off', folded=True)]), pictures
