"""What Sequential can and cannot say, and what the branch that it cannot say is good for."""

from collections.abc import Mapping
from typing import Any

from ml_collections import ConfigDict
import numpy as np
from scipy import stats

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.data.examples import Examples
from tf_labs.labs.procedure import Findings
from tf_labs.labs.sequential import deep
from tf_labs.labs.sequential import figures
from tf_labs.labs.sequential import structures
from tf_labs.report import tables

CHAIN, BRANCHES = 'chain', 'with branches'


def compute(config: ConfigDict) -> Findings:
    """Tries each structure in both forms, then trains a deep chain beside one with branches."""
    rows = tried(structures.structures())
    splits = sources.load('digits', ('train', 'test'), None)
    outcomes = {name: _train(config, splits, branch=name == BRANCHES)
                for name in (CHAIN, BRANCHES)}
    said, values, trained = compared(outcomes)
    refused = [row['structure'] for row in rows if row['Sequential'] == 'no']
    lines = ['Each structure built and called, as a Sequential and in functional form:',
             *tables.to_markdown([{key: row[key] for key in row if key != 'Keras says'}
                                  for row in rows]).splitlines(), 'What Keras says:',
             *(f'{row["structure"]}: {row["Keras says"]}' for row in rows if row['Keras says']),
             '', f'What a branch is good for: {config.net.depth} hidden layers of '
             f'{config.net.units} ReLU units on {config.train.examples} digits, '
             f'{config.train.seeds} seeds.', *tables.to_markdown(trained).splitlines(), *said]
    return Findings(
        lines, {'refused_by_sequential': refused, **values},
        {'structures': rows, 'training': trained},
        {'training': figures.training(outcomes, config.net.depth)},
        data_sha256={split: sources.fingerprint(one) for split, one in splits.items()})


def tried(found: Mapping[str, structures.Structure]) -> list[dict[str, Any]]:
    """Returns a row a structure: whether each form can be built and called."""
    rows = []
    for name, structure in found.items():
        error = structures.attempt(structure.sequential)
        rows.append({'structure': name, 'what it is': structure.words,
                     'Sequential': 'no' if error else 'yes',
                     'functional': 'no' if structures.attempt(structure.functional) else 'yes',
                     'Keras says': error})
    return rows


def _train(config: ConfigDict, splits: Mapping[str, Examples], branch: bool) -> deep.Outcome:
    arrays = {}
    for split, examples in splits.items():
        flat = examples.images.reshape(len(examples), -1) / CATALOG['digits'].pixel_max
        arrays[split] = flat.astype(np.float32), examples.labels
    x, y = arrays['train']
    count = config.train.examples
    sizes = [x.shape[1], *[config.net.units] * (config.net.depth + 1), 10]
    seeds = [config.seed + place for place in range(config.train.seeds)]
    return deep.train((x[:count], y[:count]), arrays['test'], sizes, seeds, branch=branch,
                      learning_rate=config.optimizer.learning_rate, steps=config.train.steps)


def compared(outcomes: Mapping[str, deep.Outcome]) -> tuple[
        list[str], dict[str, Any], list[dict[str, Any]]]:
    """Returns the 95% interval of the difference in accuracy, paired by seed."""
    rows = [{'net': name, 'test accuracy, mean': float(one.accuracies.mean()),
             'lowest': float(one.accuracies.min()), 'highest': float(one.accuracies.max()),
             'last training loss, mean': float(one.losses[-1].mean())}
            for name, one in outcomes.items()]
    gain = outcomes[BRANCHES].accuracies - outcomes[CHAIN].accuracies
    half = float(stats.t.ppf(0.975, len(gain) - 1) * gain.std(ddof=1) / len(gain)**0.5)
    low, high = float(gain.mean()) - half, float(gain.mean()) + half
    told = ('branches help' if low > 0 else 'branches hurt' if high < 0 else
            'no difference shown')
    line = f'With branches {gain.mean():+.3f} (95% interval {low:+.3f} to {high:+.3f}): {told}.'
    return [line], {
        'chain_test_accuracy': rows[0]['test accuracy, mean'],
        'branches_test_accuracy': rows[1]['test accuracy, mean'],
        'gain': float(gain.mean()), 'gain_from': low, 'gain_to': high, 'verdict': told}, rows
