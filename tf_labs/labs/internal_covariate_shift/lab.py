"""Internal covariate shift: how large it is, and whether it is why batch norm helps."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.labs.internal_covariate_shift import figures
from tf_labs.labs.internal_covariate_shift import scale_and_shift
from tf_labs.labs.internal_covariate_shift import training
from tf_labs.labs.internal_covariate_shift.training import Watched
from tf_labs.labs.procedure import Findings
from tf_labs.report import effects
from tf_labs.report import tables

PLAIN, NORMED, NOISY, FIXED = training.ARMS
KEYS = {PLAIN: 'plain', NORMED: 'normed', NOISY: 'noisy', FIXED: 'fixed'}
NOTHING_SHOWN = 'Nothing is shown about the reason: an interval holds 0.'
NO_MORE_SHIFT = 'Nothing is shown about the reason: the noise does not make the shift larger.'
NOT_THE_REASON = ('With noise the distributions shift more than without batch norm, and the net '
                  'still trains faster: less shift cannot be the reason, or not all of it.')
MAY_BE_THE_REASON = ('What shifts more trains more slowly here, as it would if the shift were the '
                     'reason.')
Runs = Mapping[str, list[Watched]]


def compute(config: ConfigDict) -> Findings:
    """Trains the same net four ways, watches its distributions, and compares."""
    data = CATALOG['digits']
    splits = sources.load('digits', ('train', 'test'), None)
    x, test_x = (splits[name].images.reshape(len(splits[name]), -1) / data.pixel_max
                 for name in ('train', 'test'))
    settings = config.train
    sizes = (x.shape[1], *(settings.units,) * settings.depth, len(data.class_names))
    runs = {arm: [training.train(
        arm, (x, splits['train'].labels), (test_x, splits['test'].labels), sizes=sizes,
        rate=settings.learning_rate, steps=settings.steps, batch_size=settings.batch_size,
        look_every=settings.look_every, seed=seed)
        for seed in range(config.seed, config.seed + settings.seeds)] for arm in training.ARMS}
    rows, compared = _rows(runs), comparisons(runs)
    gap = scale_and_shift.identity_gap(x @ np.random.default_rng(config.seed).normal(
        size=(x.shape[1], settings.units)))
    lines_of_a_line, said = scale_and_shift.rows(), verdict(runs)
    lines = [
        f'{settings.depth} hidden layers of {settings.units} sigmoids on digits, '
        f'{settings.steps} steps of gradient descent at {settings.learning_rate:g}, '
        f'{settings.seeds} seeds. Shift: how far the mean of what a sigmoid is given moves in '
        f'{settings.look_every} steps, and the same in standard deviations.', *_markdown(rows), '',
        'Differences, paired by seed:', *_markdown(compared), said, '',
        f'gamma = sqrt(variance + epsilon) and beta = mean undo batch norm: it differs from its '
        f'input by at most {gap:.1g}. How much of a line an activation is on inputs N(0, 1) (R^2):',
        *_markdown(lines_of_a_line)]
    values = {f'{KEYS[row["net"]]}_{key}': row[name] for row in rows for key, name in (
        ('shift', 'shift'), ('loss', 'training loss'), ('test_accuracy', 'test accuracy'))}
    values |= {'identity_gap': gap, 'sigmoid_line_share': lines_of_a_line[0]['gamma 1'],
               'shift_is_refuted_as_the_reason': said == NOT_THE_REASON}
    return Findings(
        lines, values, tables={'shift': rows, 'comparisons': compared, 'gamma': lines_of_a_line},
        figures=_figures(runs),
        data_sha256={split: sources.fingerprint(one) for split, one in splits.items()})


def _figures(runs: Runs) -> dict[str, Figure]:
    steps = runs[PLAIN][0].steps
    watched = {arm: runs[arm][0].percentiles for arm in (PLAIN, NORMED, NOISY)}
    return {'distributions': figures.distributions(steps, watched),
            'losses': figures.losses(
                steps, {arm: np.stack([one.losses for one in found])
                        for arm, found in runs.items()},
                {arm: np.stack([one.shift for one in found]) for arm, found in runs.items()})}


def _markdown(rows: list[dict[str, Any]]) -> list[str]:
    return tables.to_markdown(rows).splitlines()


def _rows(runs: Runs) -> list[dict[str, Any]]:
    return [{'net': arm, 'shift': float(np.mean([one.shift.mean() for one in found])),
             'in sd': float(np.mean([one.relative.mean() for one in found])),
             'training loss': float(np.mean([one.losses[-1] for one in found])),
             'test accuracy': float(np.mean([one.accuracy for one in found])),
             'gammas': f'{np.mean([one.gammas.mean() for one in found]):.2f}'
             if found[0].gammas.size else '-'} for arm, found in runs.items()]


def comparisons(runs: Runs) -> list[dict[str, Any]]:
    """Returns the differences that the question is about, with 95% intervals."""
    return [_difference(runs, other, base, quantity) for quantity, other, base in (
        ('training loss', NORMED, PLAIN), ('training loss', NOISY, PLAIN),
        ('shift', NORMED, PLAIN), ('shift', NOISY, PLAIN), ('shift in sd', NOISY, PLAIN),
        ('training loss', FIXED, NORMED), ('training loss', FIXED, NOISY))]


def _of(run: Watched, quantity: str) -> float:
    found = {'shift': run.shift.mean(), 'shift in sd': run.relative.mean(),
             'training loss': run.losses[-1]}
    return float(found[quantity])


def _effect(runs: Runs, other: str, base: str, quantity: str) -> effects.Effect:
    return effects.effect(*({seed: _of(run, quantity) for seed, run in enumerate(runs[arm])}
                            for arm in (other, base)))


def _difference(runs: Runs, other: str, base: str, quantity: str) -> dict[str, Any]:
    effect = _effect(runs, other, base, quantity)
    return {'quantity': quantity, 'net': other, 'less': base,
            'difference (95%)': effects.signed(effect.difference, effect.half_width),
            'shown': 'yes' if effect.excludes_zero else 'no difference shown'}


def verdict(runs: Runs) -> str:
    """Returns what the net with noise says: more shift than the plain one, and yet less loss?"""
    shift, loss = (_effect(runs, NOISY, PLAIN, quantity) for quantity in ('shift', 'training loss'))
    if not (shift.excludes_zero and loss.excludes_zero):
        return NOTHING_SHOWN
    if shift.difference < 0:
        return NO_MORE_SHIFT
    return NOT_THE_REASON if loss.difference < 0 else MAY_BE_THE_REASON
