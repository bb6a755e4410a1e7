"""Threshold units: gates by hand, the perceptron rule and its bound, XOR, a step inside a net."""

from collections.abc import Mapping
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.labs.perceptron import by_hand
from tf_labs.labs.perceptron import figures
from tf_labs.labs.perceptron import step_net
from tf_labs.labs.perceptron import threshold
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables

LOG_EVERY = 10  # steps of the nets
Part = tuple[list[str], dict[str, Any], list[dict[str, Any]]]  # lines, values, rows of a table


def compute(config: ConfigDict) -> Findings:
    """Sets units by hand, then teaches them, then puts them into a net."""
    splits = sources.load('digits', ('train', 'test'), None)
    learnt = {name: threshold.learn(*by_hand.gate(name), config.rule.epochs)
              for name in by_hand.GATES}
    sets = {margin: _sets(config, place) for place, margin in enumerate(config.rule.margins)}
    nets = _nets(config, splits)
    parts = {'by_hand': _by_hand(), 'gates': _gates(learnt), 'bound': _bound(sets),
             'nets': _net_part(nets, step_net.one_against_rest(_arrays(splits), config.net.epochs))}
    lines = [line for said, _, _ in parts.values() for line in (*said, '')][:-1]
    values = {key: value for _, part, _ in parts.values() for key, value in part.items()}
    return Findings(
        lines, values, {name: rows for name, (_, _, rows) in parts.items()},
        {'gates': figures.gates(learnt), 'bound': figures.bound(sets),
         'nets': figures.nets({name: net.losses for name, net in nets.items()}, LOG_EVERY)},
        data_sha256={split: sources.fingerprint(one) for split, one in splits.items()})


def _by_hand() -> Part:
    """Units of chosen weights, and how many functions of two bits one unit can compute."""
    x, _ = by_hand.gate('and')
    rows = []
    for name in by_hand.GATES:
        said = by_hand.xor(x) if name == 'xor' else by_hand.unit(name, x)
        first, second, level = by_hand.UNITS.get(name, (None, None, None))
        rows.append({'gate': name.upper(), 'w1': first, 'w2': second, 'threshold': level,
                     '00 01 10 11': ' '.join(map(str, said)),
                     'right': f'{np.sum(said == by_hand.gate(name)[1])} of 4'})
    reached = by_hand.functions_of_one_unit()
    lines = ['Set by hand: a unit says 1 where w1 x1 + w2 x2 reaches the threshold, else 0. How '
             'far it is above makes no difference:',
             'sums of 0.1 and of 1.0 above it both give '
             + ' and '.join(map(str, threshold.answers(np.array([[0.1], [1.0]]),
                                                       np.array([1.0, 0.0])))) + '.',
             *tables.to_markdown(rows).splitlines(),
             'XOR is two layers: the AND of an OR unit and a NAND unit.',
             f'One unit computes {len(reached)} of the 16 functions of two bits. The others are '
             'XOR and its opposite, and no weights give them:',
             'the sums at 00 and 11, b and w1 + w2 + b, add up to as much as those at 01 and 10, '
             'w1 + b and w2 + b; XOR wants the first two below 0, and the others not.']
    return lines, {'functions_of_one_unit': len(reached),
                   'by_hand_right': [row['right'] for row in rows]}, rows


def _gates(learnt: Mapping[str, threshold.Learning]) -> Part:
    """The rule on each gate; if the weights come back, XOR is not learnt however long it takes."""
    rows = []
    for name, one in learnt.items():
        w_1, w_2, b = one.weights[-1].tolist()
        rows.append({'gate': name.upper(), 'passes': len(one.mistakes),
                     'mistakes': int(one.mistakes.sum()),
                     'learnt': 'yes' if one.has_learnt else 'no', 'w1': w_1, 'w2': w_2, 'b': b})
    lines = ['The perceptron rule from weights 0: after a wrong answer a, v changes by (y - a) u.',
             *tables.to_markdown(rows).splitlines()]
    values: dict[str, Any] = {}
    for name, one in learnt.items():
        values |= {f'{name}_learnt': one.has_learnt, f'{name}_mistakes': int(one.mistakes.sum())}
        if one.repeats is not None:
            first, second = one.repeats
            values |= {f'{name}_repeats_after': second - first}
            lines.append(
                f'{name.upper()}: after pass {second} the weights are those after pass {first}. '
                'The rule has no memory besides them, so it goes round for ever.')
    return lines, values, rows


def _sets(config: ConfigDict, place: int) -> list[tuple[float, int]]:
    """(bound, mistakes) of each made-up set of a margin."""
    found = []
    for number in range(config.rule.sets):
        generator = np.random.default_rng([config.seed, place, number])
        x, y, v = threshold.separable(generator, config.rule.rows, config.rule.margins[place])
        learning = threshold.learn(x, y, epochs=2**31)
        found.append((threshold.bound(x, y, v), int(learning.mistakes.sum())))
    return found


def _bound(sets: Mapping[float, list[tuple[float, int]]]) -> Part:
    """Counts mistakes beside the bound, set by set."""
    rows = []
    for margin, found in sets.items():
        bounds, mistakes = np.array(found).T
        rows.append({'margin': margin, 'sets': len(found), 'mistakes, mean': mistakes.mean(),
                     'mistakes, most': int(mistakes.max()), 'bound, lowest': bounds.min(),
                     'largest share of the bound': float((mistakes / bounds).max())})
    share = max(row['largest share of the bound'] for row in rows)
    held = sum(mistakes <= most for found in sets.values() for most, mistakes in found)
    count = sum(map(len, sets.values()))
    lines = ['Made-up examples that a line separates, none nearer to it than the margin. Novikoff: '
             'at most (R / margin)^2 mistakes.', *tables.to_markdown(rows).splitlines(),
             f'The bound holds in {held} of {count} sets; at most {share:.2g} of it was needed.']
    return lines, {'bound_holds': held == count, 'largest_share_of_bound': share,
                   'most_mistakes': [row['mistakes, most'] for row in rows]}, rows


def _arrays(splits: Mapping[str, Any]) -> dict[str, step_net.Split]:
    largest = CATALOG['digits'].pixel_max
    return {split: ((examples.images.reshape(len(examples), -1) / largest).astype(np.float32),
                    examples.labels) for split, examples in splits.items()}


def _nets(config: ConfigDict, splits: Mapping[str, Any]) -> dict[str, step_net.Trained]:
    net = config.net
    return {name: step_net.train(_arrays(splits), name, units=net.units, steps=net.steps,
                                 log_every=LOG_EVERY, learning_rate=net.learning_rate,
                                 seed=config.seed)
            for name in step_net.ACTIVATION_NAMES}


def _net_part(nets: Mapping[str, step_net.Trained], rest: Mapping[str, float]) -> Part:
    rows = [{'hidden activation': name, 'first layer moved': net.moved[0],
             'last layer moved': net.moved[1], 'test accuracy': net.test_accuracy}
            for name, net in nets.items()]
    values: dict[str, Any] = {f'rest_{key}': value for key, value in rest.items()}
    for name, net in nets.items():
        values |= {f'{name}_first_layer_moved': net.moved[0],
                   f'{name}_last_layer_moved': net.moved[1],
                   f'{name}_test_accuracy': net.test_accuracy}
    step = nets['step']
    told = ('The derivative of the step is 0: no gradient comes through it, and only the last '
            'layer learns, on hidden units that stay as they were drawn.' if step.moved[0] == 0 else
            'The layer below the step has moved.')
    return ['The step in the hidden layer of a net that classifies digits, and the sigmoid; moved: '
            'how far the weights went, in their own length.',
            *tables.to_markdown(rows).splitlines(),
            told, 'Several classes: a threshold unit a digit, each against the rest. Exactly one '
            f'says 1 on {rest["one"]:.3f} of the test, and it is the right one on '
            f'{rest["right"]:.3f};',
            f'the largest weighted sum, which the step throws away, is right on '
            f'{rest["largest_sum"]:.3f}.'], values, rows
