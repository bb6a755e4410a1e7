"""SparseAdam against dense Adam where a batch names few of many rows."""

from collections.abc import Callable
from typing import Any

import keras
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import UserError
from tf_labs.labs.procedure import Findings
from tf_labs.labs.sparse_adam import embedding
from tf_labs.labs.sparse_adam import figures
from tf_labs.labs.sparse_adam import token_bags
from tf_labs.labs.sparse_adam.optimizer import SparseAdam
from tf_labs.report import tables

# With one epsilon both follow one formula on the rows of a batch; they differ in all others.
OPTIMIZERS: dict[str, Callable[[float], keras.optimizers.Optimizer]] = {
    'SparseAdam': lambda rate: SparseAdam(rate, epsilon=1e-8),
    'dense Adam': lambda rate: keras.optimizers.Adam(rate, epsilon=1e-8),
}
Bags = tuple[np.ndarray, np.ndarray]


def compute(config: ConfigDict) -> Findings:
    """Trains a table with both, and times both on tables of several sizes.

    Raises:
      UserError: a token has no row, or no batch can be filled.
    """
    loaded = sources.load(config.data.name, ('train', 'test'), config.data.dir)
    levels = CATALOG[config.data.name].pixel_max + 1
    bags = {split: (token_bags.tokens(examples.images, levels), examples.labels)
            for split, examples in loaded.items()}
    check_rows(config.embedding.rows, max(int(one.max()) for one, _ in bags.values()))
    check_batch(config.train.batch_size, len(bags['train'][1]))
    token = rare_token(bags['train'][0])
    batches = embedding.orders(len(bags['train'][1]), config.train.batch_size, config.train.epochs,
                               config.seed)
    records, seconds = {}, {}
    for name in OPTIMIZERS:
        records[name] = _train(config, name, bags, batches, token)
        seconds[name] = [_seconds(config, name, rows, bags['train'])
                         for rows in config.embedding.timed_rows]
    rows = [_row(config, name, records[name], seconds[name]) for name in OPTIMIZERS]
    figure = figures.figure(
        strays={name: one.strays for name, one in records.items()},
        watched={name: one.watched for name, one in records.items()},
        occurrences=_occurrences(bags['train'][0], batches, token),
        accuracies={name: one.accuracies for name, one in records.items()},
        sizes=config.embedding.timed_rows, seconds=seconds)
    lines = [f'{config.embedding.rows} rows, batches of {config.train.batch_size}; absent are the '
             'rows that earlier batches named and this one does not.',
             *tables.to_markdown(rows).splitlines()]
    values = {f'{row["optimizer"].lower().replace(" ", "_")}_{key}': value for row in rows
              for key, value in row.items() if key != 'optimizer'}
    return Findings(lines, values, {'sparse_adam': rows}, {'sparse_adam': figure},
                    {split: sources.fingerprint(examples) for split, examples in loaded.items()})


def check_rows(rows: int, largest: int) -> None:
    """Raises `UserError` if a token is outside of the table; a lookup would fail in mid-run."""
    if largest >= rows:
        raise UserError('config.embedding.rows is too small for the tokens of the data',
                        expected=f'at least {largest + 1}, one for each token', received=rows)


def check_batch(batch_size: int, examples: int) -> None:
    """Raises `UserError` if no batch can be filled."""
    if batch_size > examples:
        raise UserError('config.train.batch_size is larger than the data',
                        expected=f'at most {examples}', received=batch_size)


def rare_token(bags: np.ndarray) -> int:
    """Returns the first token that occurs in three training examples, else in the fewest."""
    counts = np.bincount(bags.ravel())
    distance = np.where(counts > 0, np.abs(counts - 3), len(bags) + 1)
    return int(np.argmin(distance))


def _table(rows: int, classes: int) -> tf.Variable:
    return tf.Variable(tf.zeros([rows, classes]))  # softmax regression is convex: 0 will do


def _train(config: ConfigDict, name: str, bags: dict[str, Bags], batches: np.ndarray,
           token: int) -> embedding.Record:
    classes = len(CATALOG[config.data.name].class_names)
    table = _table(config.embedding.rows, classes)
    is_dense = name == 'dense Adam'
    step = embedding.compiled_step(
        table, OPTIMIZERS[name](config.optimizer.learning_rate), dense=is_dense)
    train_bags, labels = bags['train']
    column = int(labels[(train_bags == token).any(axis=1)][0])  # of a class that it speaks for
    return embedding.train(table, step, bags['train'], bags['test'], batches, (token, column))


def _seconds(config: ConfigDict, name: str, rows: int, bags: Bags) -> float:
    """Times a step on a table with rows to spare."""
    largest = int(bags[0].max())
    table = _table(max(rows, largest + 1), len(CATALOG[config.data.name].class_names))
    step = embedding.compiled_step(table, OPTIMIZERS[name](config.optimizer.learning_rate),
                                   dense=name == 'dense Adam')
    batch = config.train.batch_size
    return embedding.seconds_a_step(step, bags[0][:batch], bags[1][:batch],
                                    config.train.timed_steps)


def _occurrences(bags: np.ndarray, batches: np.ndarray, token: int) -> np.ndarray:
    """Returns the steps of a run whose batch holds the token."""
    holds_token = (bags == token).any(axis=1)  # [N]
    return np.flatnonzero(holds_token[batches].any(axis=-1))


def _row(config: ConfigDict, name: str, record: embedding.Record,
         seconds: list[float]) -> dict[str, Any]:
    return {
        'optimizer': name,
        'rows_named_a_step': float(record.touched.mean()),
        'absent_rows_moved': float(record.strays.mean()),
        'test_accuracy': record.accuracies[-1],
        **{f'ms_at_{rows}_rows': 1e3 * one
           for rows, one in zip(config.embedding.timed_rows, seconds)}}
