"""Logistic and softmax regression on a table: all columns, two of them, and shuffled labels."""

import math
from typing import Any

from ml_collections import ConfigDict
import numpy as np
from scipy import stats

from tf_labs.data.array_rules import OwnData
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.labs import procedure
from tf_labs.labs.linear_classifier import figures
from tf_labs.labs.linear_classifier import model
from tf_labs.labs.linear_classifier import table
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables
from tf_labs.training import manifest
from tf_labs.training.run_directory import RunDirectory

SHOWN = 8  # columns with the largest weights
ALL, TWO, SHUFFLED = 'all columns', 'two columns', 'shuffled labels'


def run(config: ConfigDict, workdir: str, devices: str = 'auto',
        about: manifest.About | None = None) -> dict[str, Any]:
    """Does the lab in a directory, as in `procedure.run`, unless its table has changed since."""
    stored = (RunDirectory(workdir).read_json('manifest') or {}).get('data_sha256')
    if stored and stored != table.fingerprints(table.load(config.data)):
        raise UserError(f'{config.data.table} has changed since {workdir} was made from it',
                        expected='the same rows, or another directory', received='other rows')
    return procedure.run(compute, config, workdir, devices, about)


def compute(config: ConfigDict) -> Findings:
    """Trains on all columns, on shuffled labels, and on two columns, whose regions are drawn."""
    whole = table.load(config.data)
    names = whole.facts.names
    if config.net.form == 'sigmoid' and len(names) > 2:
        raise UserError('a sigmoid needs two classes', received=f'{len(names)} in '
                        f'{config.data.table}', expected='two, or config.net.form softmax')
    x, y = table.rows(whole, 'train')
    generator = np.random.default_rng(config.seed)
    shuffled = [generator.permutation(y) for _ in range(config.train.shuffles)]
    every, *chance = _fit(config, x, [y, *shuffled], len(names))
    size = np.linalg.norm(every.parameters[0], axis=1)  # of each column's weights
    pair = _pair(config, whole, size)
    (two,) = _fit(config, x[:, pair], [y], len(names))
    scores = [_score(ALL, every, slice(None), whole), _score(TWO, two, pair, whole)]
    weights = _weights(config, whole, every, size)
    said, claim = _claim(whole, scores[0])
    control, control_values = _control(whole, scores[0], chance)
    values = claim | control_values | _values(scores, pair, whole)
    confusion = _confusion(whole, every)
    return Findings(
        [f'{whole.facts.title}; {len(x)} rows to train on, {len(whole.splits["test"])} to test',
         *tables.to_markdown(scores).splitlines(), *_no_wiser(scores, len(names)), *said,
         *control, '',
         'Columns with the largest weights (per standard deviation of the column):',
         *tables.to_markdown(weights).splitlines(), '', 'Test rows by true class and by answer:',
         *tables.to_markdown(confusion).splitlines()],
        values, {'scores': scores, 'weights': weights, 'confusion': confusion},
        {'regions': figures.regions(whole, pair, two.parameters),
         'training': figures.training({ALL: [every], TWO: [two], SHUFFLED: chance},
                                      [whole.facts.columns[place].name for place in _largest(size)],
                                      every.parameters[0][_largest(size)], names)},
        data_sha256=table.fingerprints(whole))


def _fit(config: ConfigDict, x: np.ndarray, labels: list[np.ndarray],
         classes: int) -> list[model.Fit]:
    return model.fit(x, labels, 1 if config.net.form == 'sigmoid' else classes,
                     learning_rate=config.optimizer.learning_rate, steps=config.train.steps,
                     log_every=config.train.log_every)


def _pair(config: ConfigDict, whole: OwnData, size: np.ndarray) -> list[int]:
    """Returns the places of the two columns whose regions are drawn."""
    names = [column.name for column in whole.facts.columns]
    if len(names) < 2:
        raise UserError(f'{config.data.table} has one column besides the class', received=names[0],
                        expected='two or more, to draw decision regions')
    for name in config.data.columns:
        if name not in names:
            raise unknown_name('config.data.columns', name, names)
    if config.data.columns:
        return [names.index(name) for name in config.data.columns]
    return sorted(_largest(size)[:2])


def _largest(size: np.ndarray) -> list[int]:
    return [int(place) for place in np.argsort(-size, kind='stable')[:SHOWN]]


def _score(name: str, fit: model.Fit, columns: Any, whole: OwnData) -> dict[str, Any]:
    """Accuracy in training and test, with the Wilson interval of the latter, and the costs."""
    row: dict[str, Any] = {'model': name}
    for split in ('train', 'test'):
        x, y = table.rows(whole, split)
        p = model.probabilities(fit.parameters, x[:, columns])
        right = p.argmax(axis=1) == y
        row[f'{split} accuracy'] = float(right.mean())
        if split == 'test':
            low, high = stats.binomtest(int(right.sum()), len(y)).proportion_ci(method='wilson')
            row |= {'test, from': float(low), 'test, to': float(high)}
        of_truth = np.maximum(p[np.arange(len(y)), y], np.finfo(np.float32).tiny)
        row[f'{split} cost'] = float(-np.log(of_truth).mean()) + 0.0  # and not -0.0
    return row


def _no_wiser(scores: list[dict[str, Any]], classes: int) -> list[str]:
    """A sentence for each model whose training ended above the cost at which it began."""
    return [f'{row["model"]}: the training cost ends at {row["train cost"]:.4g}, above the ln '
            f'{classes} = {math.log(classes):.4g} of equal shares that it began with: the learning '
            'rate is too large, and what stands here is no fit.'
            for row in scores if row['train cost'] > math.log(classes)]


def _claim(whole: OwnData, score: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Holds the model against an answer that is always the most frequent class."""
    labels, test = whole.splits['train'].labels, whole.splits['test'].labels
    most = int(np.bincount(labels).argmax())
    always = float(np.mean(test == most))
    beats = bool(score['test, from'] > always)
    return [f'Always saying {whole.facts.names[most]} is right on {always:.4f} of the test. '
            + (f'With all columns it is {score["test accuracy"]:.4f} (95% interval '
               f'{score["test, from"]:.3f} to {score["test, to"]:.3f}): the columns tell the '
               'classes apart.' if beats else 'No difference from that is shown.')], {
                   'always_most_frequent': always, 'beats_most_frequent': beats}


def _control(whole: OwnData, score: dict[str, Any],
             chance: list[model.Fit]) -> tuple[list[str], dict[str, Any]]:
    """What comes out where there is nothing to learn: a permutation test."""
    x, y = table.rows(whole, 'test')
    found = np.array([np.mean(model.probabilities(fit.parameters, x).argmax(axis=1) == y)
                      for fit in chance])
    as_good = int(np.sum(found >= score['test accuracy']))
    return [f'Control: with the labels of the training rows shuffled, {len(found)} times, the test '
            f'accuracy is {found.mean():.4f} on average ({found.min():.4f} to {found.max():.4f}); '
            f'{as_good} of {len(found)} do as well as the right labels.'], {
                'shuffled_test_accuracy': float(found.mean()),
                'shuffled_as_good': as_good / len(found)}


def _values(scores: list[dict[str, Any]], pair: list[int],
            whole: OwnData) -> dict[str, Any]:
    values: dict[str, Any] = {'columns_drawn': [whole.facts.columns[place].name for place in pair]}
    for prefix, score in zip(('', 'two_columns_'), scores):
        values |= {f'{prefix}{key.replace(", ", "_").replace(" ", "_")}': value
                   for key, value in score.items() if key != 'model'}
    return values


def _weights(config: ConfigDict, whole: OwnData, fit: model.Fit,
             size: np.ndarray) -> list[dict[str, Any]]:
    """The largest weights; of the sigmoid with the factor by which they change the odds."""
    rows = []
    for place in _largest(size):
        row: dict[str, Any] = {'column': whole.facts.columns[place].name}
        weights = fit.parameters[0][place].tolist()
        if config.net.form == 'sigmoid':
            row |= {f'weight for {whole.facts.names[1]}': weights[0],
                    'odds times': float(np.exp(weights[0]))}
        else:
            row |= {f'weight for {name}': one for name, one in zip(whole.facts.names, weights)}
        rows.append(row)
    return rows


def _confusion(whole: OwnData, fit: model.Fit) -> list[dict[str, Any]]:
    x, y = table.rows(whole, 'test')
    answers = model.probabilities(fit.parameters, x).argmax(axis=1)
    return [{'true class': name} | {
        f'says {other}': int(np.sum((y == place) & (answers == said)))
        for said, other in enumerate(whole.facts.names)}
            for place, name in enumerate(whole.facts.names)]
