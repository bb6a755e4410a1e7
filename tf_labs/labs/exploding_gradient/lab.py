"""A gradient that grows with depth, what it does to training, and the cures."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.labs.exploding_gradient import cures
from tf_labs.labs.exploding_gradient import figures
from tf_labs.labs.exploding_gradient import growth
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables
from tf_labs.training import rate_grid

CHAIN = (0.5, 1.0, 1.5, 2.0)  # w f'(z) of each unit


def compute(config: ConfigDict) -> Findings:
    """Measures gradients by depth, then trains one net with each cure."""
    data = CATALOG['digits']
    splits = sources.load('digits', ('train', 'test'), None)
    train, test = ((splits[name].images.reshape(len(splits[name]), -1) / data.pixel_max,
                    splits[name].labels) for name in ('train', 'test'))
    classes, depths = len(data.class_names), config.depth.depths
    seeds = range(config.seed, config.seed + config.depth.seeds)
    norms = growth.norms(depths, config.depth.units, train[0][:config.depth.examples],
                         train[1][:config.depth.examples], classes, seeds)
    growth_rows = growth.rows(norms)
    runs = _train(config, train, test, classes)
    cure_rows = cures.rows(runs, 1 / classes)
    chain_rows = [{"w f'": factor, **{f'{length} layers': value for length, value in zip(
        depths, growth.chain(factor, depths))}} for factor in CHAIN]
    lines = [
        "A chain of units: each layer multiplies the gradient by w f'(z). Below 1 it vanishes, "
        'above 1 it explodes:', *_markdown(chain_rows), '',
        f'Nets of {config.depth.units} units a layer before the first step, {len(seeds)} seeds, '
        f'norm of dL/dW (geometric means), batch of {config.depth.examples} digits:',
        *_markdown(growth_rows), '',
        f'{config.train.depth} hidden layers of {config.train.units} ReLU units from N(0, 1), '
        f'{config.train.steps} steps on batches of {config.train.batch_size}:',
        *_markdown(cure_rows), *_at_edge(config, runs)]
    values = {f'{_key(row["net"])}_factor_a_layer': row['factor a layer'] for row in growth_rows}
    values |= {f'cure_{_key(name)}_{key}': value for name, found in runs.items() for key, value in (
        ('survived', sum(run.survived for run in found)),
        ('test_accuracy', float(np.mean([run.accuracy for run in found]))))}
    values |= {f'cure_{_key(row["cure"])}_learns': row['learns'] for row in cure_rows}
    return Findings(
        lines, values, tables={'chain': chain_rows, 'depth': growth_rows, 'cures': cure_rows},
        figures={'depth': figures.depth(norms), 'cures': figures.training(
            {name: np.stack([run.losses for run in found]) for name, found in runs.items()},
            {name: [run.accuracy for run in found] for name, found in runs.items()})},
        data_sha256={split: sources.fingerprint(one) for split, one in splits.items()})


def _at_edge(config: ConfigDict, runs: Mapping[str, Sequence[cures.Trained]]) -> list[str]:
    """Of each cure by small rates, what is to be said of the best of them, seed by seed."""
    return [said for name, found in runs.items() if cures.CURES[name].small_rate
            for rate in sorted({run.rate for run in found})
            for said in rate_grid.at_edge(f'{name}, {_seeds(rate, found)}', rate,
                                          config.train.small_rates)]


def _seeds(rate: float, found: Sequence[cures.Trained]) -> str:
    return f'{sum(run.rate == rate for run in found)} of {len(found)} seeds'


def _markdown(rows: list[dict[str, Any]]) -> list[str]:
    return tables.to_markdown(rows).splitlines()


def _key(name: str) -> str:
    """'ReLU, N(0, 1), batch norm' -> 'relu_normal_1_batch_norm'."""
    return name.lower().replace('n(0, 1)', 'normal_1').replace(', ', '_').replace(' ', '_')


def _train(config: ConfigDict, train: cures.Split, test: cures.Split,
           classes: int) -> dict[str, list[cures.Trained]]:
    settings = config.train
    sizes = (train[0].shape[1], *(settings.units,) * settings.depth, classes)
    return {name: [cures.best_of(
        cure, settings.small_rates if cure.small_rate else (settings.learning_rate,), train, test,
        sizes=sizes, clip_norm=settings.clip_norm, steps=settings.steps,
        batch_size=settings.batch_size, seed=seed)
        for seed in range(config.seed, config.seed + settings.seeds)]
        for name, cure in cures.CURES.items()}
