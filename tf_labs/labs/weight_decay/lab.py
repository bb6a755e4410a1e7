"""Small nets with more and more weight decay: their training error and their test error."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import flat_images
from tf_labs.experiments import comparison_runs
from tf_labs.labs.procedure import Findings
from tf_labs.labs.weight_decay import figures
from tf_labs.report import effects
from tf_labs.report import tables
from tf_labs.training import finite
from tf_labs.training import many_nets


def compute(config: ConfigDict) -> Findings:
    """Trains with every decay and seed.

    Raises:
      UserError: no batch can be filled.
      DivergedError: the rate is too large.
    """
    data = flat_images.load(config.data.name, config.data.dir, config.data.train_examples,
                            config.train.batch_size)
    seeds = comparison_runs.seeds(config.seed, config.train.seeds)
    x, labels = data.train
    decays = config.optimizer.weight_decays
    fit = many_nets.train(
        many_nets.initial([x.shape[1], *config.net.hidden_sizes, data.classes], seeds, 'he_normal',
                          len(decays)),
        tf.nn.relu, x, labels,
        many_nets.orders(seeds, len(x), config.train.batch_size, config.train.epochs),
        rates=[config.optimizer.learning_rate] * len(decays), momentum=config.optimizer.momentum,
        decay=decays)
    for one in fit.parameters:
        finite.check('a weight', one, 'at the end', 'optimizer.learning_rate')
    _, logits = many_nets.hidden_and_logits(
        [tf.constant(one) for one in fit.parameters], data.test[0], tf.nn.relu)
    test = 1 - many_nets.accuracies(logits, tf.constant(data.test[1])).numpy()
    rows = compared(decays, fit.errors[-1], fit.losses[-1], test, seeds)
    lines = [f'{len(seeds)} seeds, errors in per cent; beside no decay differences with 95% '
             'intervals, p by Holm for all of them together.',
             *tables.to_markdown(rows).splitlines(),
             *(verdict(row, split) for row in rows[1:] for split in ('training', 'test'))]
    values = {f'{key.replace(" ", "_")}_{row["decay"]:g}': value for row in rows
              for key, value in row.items() if key != 'decay' and value is not None}
    return Findings(lines, values, {'weight_decay': rows},
                    {'weight_decay': figures.figure(decays, fit.errors[-1], test)}, data.sha256)


def compared(decays: Sequence[float], training: np.ndarray, losses: np.ndarray, test: np.ndarray,
             seeds: Sequence[int]) -> list[dict[str, Any]]:
    """Returns a row for each decay, beside the first of them.

    Args:
      decays: [R].
      training, losses, test: training errors, training losses and test errors, [R, S].
      seeds: [S].
    """
    rows: list[dict[str, Any]] = [
        {'decay': decay, 'training error': 100 * float(training[place].mean()),
         'training loss': float(losses[place].mean()),
         'test error': 100 * float(test[place].mean())} for place, decay in enumerate(decays)]
    for split, errors in (('training', training), ('test', test)):
        by_seed = [dict(zip(seeds, (100.0 * one).tolist())) for one in errors]
        found = [effects.effect(one, by_seed[0]) for one in by_seed[1:]]
        adjusted = effects.holm([one.p for one in found])
        rows[0] |= {f'{split} {key}': None for key in ('difference', 'half width', 'p')}
        for row, one, p in zip(rows[1:], found, adjusted):
            row |= {f'{split} difference': one.difference, f'{split} half width': one.half_width,
                    f'{split} p': p}
    return rows


def verdict(row: Mapping[str, Any], split: str) -> str:
    """Returns what a row says of the training error, or of the test error."""
    difference, p = row[f'{split} difference'], row[f'{split} p']
    if p is None or p >= 1 - effects.CONFIDENCE:
        what = 'no difference shown'
    else:
        what = 'raised' if difference > 0 else 'lowered'
    return (f'decay {row["decay"]:g}: {split} error '
            f'{effects.signed(difference, row[f"{split} half width"])} points, {what}.')
