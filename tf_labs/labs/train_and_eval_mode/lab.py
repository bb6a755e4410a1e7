"""What dropout and batch norm do in training mode and in evaluation mode."""

from typing import Any

from matplotlib.figure import Figure
from ml_collections import ConfigDict
import numpy as np

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.labs.procedure import Findings
from tf_labs.labs.train_and_eval_mode import figures
from tf_labs.labs.train_and_eval_mode import masks
from tf_labs.labs.train_and_eval_mode import two_modes
from tf_labs.labs.train_and_eval_mode.two_modes import Split
from tf_labs.report import effects
from tf_labs.report import tables

WAYS_UP = 3  # units in the layer above those that are dropped
MODES = {'training mode': True, 'evaluation mode': False}


def compute(config: ConfigDict) -> Findings:
    """Goes through every mask, then asks trained nets in both modes."""
    mask_rows, mask_figure = _every_mask(config)
    data = CATALOG['digits']
    loaded = sources.load('digits', ('train', 'test'), None)
    train, test = (Split((loaded[name].images / data.pixel_max).astype(np.float32),
                         loaded[name].labels) for name in ('train', 'test'))
    asked = Split(test.images[:config.train.asked], test.labels[:config.train.asked])
    found = {kind: _asked(config, kind, train, asked, len(data.class_names))
             for kind in two_modes.NETS}
    rows = [row for kind in found for row in _rows(kind, found[kind])]
    compared = [_compared(kind, found[kind]) for kind in found]
    moved = [one['moved'] for one in found['batch norm']]
    evaluated = [one['by size'][False][-1] for one in found['batch norm']]
    lines = [
        f'Dropout at {config.dropout.rate:g} over {config.dropout.units} units, all '
        f'{2**config.dropout.units} masks:', *_markdown(mask_rows),
        'Below a linear layer the output at test is the mean of those in training, both ways; past '
        'a ReLU it lies below the mean, or at it, as ReLU is convex.', '',
        f'Trained on digits for {config.train.steps} steps, {config.train.seeds} seeds; accuracy '
        'on the test images by the size of the batch that is asked, and the probability of the '
        f'right class of one image, asked {config.train.times} times among others:',
        *_markdown(rows), *_markdown(compared), '',
        f'{config.train.passes} forward passes in training mode over images of one class, without '
        'a step of training: the accuracy in evaluation mode goes from '
        f'{effects.mean_and_sd(evaluated)} to {effects.mean_and_sd(moved)} with batch norm. '
        'torch.no_grad() alone does not prevent that; eval() does.']
    values: dict[str, Any] = {
        f'{_key(row["net"])}_{_key(row["mode"])}_{key}': row[name] for row in rows
        for key, name in (('accuracy', 'all at once'), ('accuracy_alone', 'one by one'),
                          ('answer_sd', 'answer, sd'))}
    values |= {f'{_key(row["dropout"])}_{_key(row["layer above"])}_gap': row['test - mean']
               for row in mask_rows}
    values['batch_norm_accuracy_after_passes'] = float(np.mean(moved))
    values['halving_factor'] = masks.halving_factor(mask_rows)
    return Findings(lines, values,
                    tables={'masks': mask_rows, 'modes': rows, 'differences': compared},
                    figures={'dropout': mask_figure, 'modes': _figure(config, found)},
                    data_sha256={name: sources.fingerprint(one) for name, one in loaded.items()})


def _markdown(rows: list[dict[str, Any]]) -> list[str]:
    return tables.to_markdown(rows).splitlines()


def _key(name: str) -> str:
    return name.lower().replace(' ', '_')


def _every_mask(config: ConfigDict) -> tuple[list[dict[str, Any]], Figure]:
    rate, generator = config.dropout.rate, np.random.default_rng(config.seed)
    x = np.abs(generator.normal(size=config.dropout.units))
    weights = generator.normal(size=(config.dropout.units, WAYS_UP))
    drawn, likely = masks.every(len(x), rate)
    outputs = {way: (masks.in_training(way, rate, x, drawn) @ weights).sum(axis=1)
               for way in masks.WAYS}
    tested = {way: float((masks.at_test(way, rate, x) @ weights).sum()) for way in masks.WAYS}
    return masks.rows(x, weights, rate), figures.dropout(x, outputs, likely, tested)


def _asked(config: ConfigDict, kind: str, train: Split, test: Split,
           classes: int) -> list[dict[str, Any]]:
    """Returns for each seed accuracies by batch size, answers to one image, and what passes do."""
    settings = config.train
    net = two_modes.Net(
        kind, train.images.shape[1:], classes, hidden_sizes=settings.hidden_sizes,
        momentum=settings.momentum, learning_rate=settings.learning_rate,
        batch_size=settings.batch_size)
    found = []
    for seed in range(config.seed, config.seed + settings.seeds):
        net.train(train, settings.steps, seed)
        found.append({
            'by size': {training: [two_modes.accuracy(net, test, training=training,
                                                      batch_size=size)
                                   for size in _sizes(config, len(test.labels))]
                        for training in MODES.values()},
            'answers': {training: two_modes.answers_to_one(
                net, test, training=training, times=settings.times,
                companions=settings.companions, seed=seed) for training in MODES.values()},
            'moved': two_modes.accuracy_after_passes(net, test, settings.passes)})
    return found


def _sizes(config: ConfigDict, examples: int) -> list[int]:
    return [*config.train.batch_sizes, examples]


def _rows(kind: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for mode, training in MODES.items():
        by_size = np.array([one['by size'][training] for one in found])
        answers = np.array([one['answers'][training] for one in found])
        rows.append({'net': kind, 'mode': mode, 'one by one': float(by_size[:, 0].mean()),
                     'all at once': float(by_size[:, -1].mean()),
                     'answer, mean': float(answers.mean()),
                     'answer, sd': float(answers.std(axis=1).mean())})
    return rows


def _compared(kind: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    trained, evaluated = ({seed: one['by size'][training][-1] for seed, one in enumerate(found)}
                          for training in (True, False))
    effect = effects.effect(evaluated, trained)
    return {'net': kind, 'accuracy, evaluation less training mode':
            effects.signed(effect.difference, effect.half_width),
            'shown': 'yes' if effect.excludes_zero else 'no difference shown'}


def _figure(config: ConfigDict, found: dict[str, list[dict[str, Any]]]) -> Figure:
    every = {f'{kind}, {mode}': (
        np.array([one['by size'][training] for one in runs]), runs[0]['answers'][training])
        for kind, runs in found.items() for mode, training in MODES.items()}
    return figures.modes(_sizes(config, config.train.asked),
                         {name: by_size for name, (by_size, _) in every.items()},
                         {name: answers for name, (_, answers) in every.items()})
