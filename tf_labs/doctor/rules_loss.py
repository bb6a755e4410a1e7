"""Rules on where the loss ends: at that of a guess, or still on its way."""

import math

from tf_labs.doctor import rules_data
from tf_labs.doctor import rules_layers
from tf_labs.doctor import rules_rate
from tf_labs.doctor.evidence import AT_CHANCE
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding

# Training loss over that of a guess: above it the net is worse than one, and not at rest there.
WORSE_THAN_CHANCE = 1.1

# The part of a run that counts as its end.
END = 0.2

# Points of test accuracy that are gained in that part. Good configs that are evaluated often enough
# to tell gain at most 0.012 there; those of one or two epochs are short on purpose.
GAIN = 0.03

# The same for a table without accuracy: share of the first loss.
FALL = 0.05


def stuck(evidence: Evidence) -> Finding | None:
    """The loss stays at ln K, that of an answer which does not look at its input."""
    if evidence.table is not None:
        return _stuck_on_table(evidence)
    last = evidence.rows[-1]
    lowest = min(row['test_loss'] for row in evidence.rows)
    chance = evidence.chance_loss()
    if last['test_accuracy'] > evidence.chance_accuracy() or (
            lowest < (1 - AT_CHANCE) * chance or last['train_loss'] > WORSE_THAN_CHANCE * chance):
        return None
    if evidence.batch_norm and last['train_accuracy'] > evidence.chance_accuracy():
        return None  # it has learnt, and only its evaluation mode does not show it
    if not rules_rate.has_moved(evidence) or rules_rate.rate_too_low(evidence):
        return None  # it has not tried
    if rules_data.input_scale(evidence):
        return None  # which says why
    cause, advice, lab = _cause(evidence)
    return Finding(
        'stuck', f'the loss stays at {_name(evidence)}, that of a guess{cause}',
        f'test loss {lowest:.4f} at its best, that of a guess is {chance:.4f} '
        f'(threshold: {AT_CHANCE:.0%} less); train loss '
        f'{last["train_loss"]:.4f}, test accuracy {last["test_accuracy"]:.4f} at step '
        f'{last["step"]}', advice, lab)


def _name(evidence: Evidence) -> str:
    """Returns in words what the loss of a guess is here."""
    assert evidence.classes is not None
    is_even = evidence.chance_loss() > 0.99 * math.log(evidence.classes)
    return f'ln {evidence.classes}' if is_even else 'the entropy of the class frequencies'


def _cause(evidence: Evidence) -> tuple[str, str, str]:
    """Returns the end of the title, the advice and the lab of a classifier that is stuck."""
    hidden = evidence.hidden(0) if evidence.looks else []
    if hidden:
        for rule in (rules_layers.symmetric, rules_layers.dead, rules_layers.vanishing):
            found = rule(evidence)
            if found is not None:
                return f', as {found.title}', found.advice, found.lab
        if not any(layer['weight_norm'] for layer in hidden):
            return (': all weights are initialized to zero, and no gradient ever reaches them',
                    'a random initialization: he_normal for ReLU, glorot_uniform for sigmoid and '
                    'tanh',
                    'initializers')
    if evidence.looks and not rules_rate.rate_too_high(evidence):
        return (': the labels seem to say nothing about the images',
                'look at some pairs (tf-labs predict --index=0): weights get gradients and change, '
                'so are the labels those of these images, in this order?', 'digits')
    return ('', 'a smaller learning rate, a random initialization, and a look at the labels of '
            'some images '
            '(tf-labs predict --index=0)', 'initializers')


def _stuck_on_table(evidence: Evidence) -> Finding | None:
    step, loss = evidence.losses[-1]
    if evidence.is_at_chance(loss):
        share, where = 1.0, 'ln 2'
    elif evidence.table == 'xor' and evidence.is_at_chance(2 * loss):
        share, where = 0.5, 'half of ln 2'
    else:
        return None
    if evidence.table != 'xor' and rules_rate.rate_too_low(evidence):
        return None  # which says why
    cause, advice, lab = _cause_on_table(evidence, share)
    return Finding(
        'stuck', f'the loss stays at {where}{cause}',
        f'loss {loss:.6f} at step {step}, {where} is {share * math.log(2):.6f} '
        f'(threshold: within {AT_CHANCE:.0%})', advice, lab)


def _cause_on_table(evidence: Evidence, share: float) -> tuple[str, str, str]:
    if evidence.table != 'xor':
        return (', that of a guess',
                'a larger learning rate, more steps, or another initialization', 'gates')
    if evidence.is_linear:
        return (', that of a guess: no straight line separates the ones of XOR from its zeros',
                'a hidden layer with an activation that is not linear', 'xor_mlp')
    if share == 1:
        return (', that of a guess: a plateau', 'more steps, a wider net, or another '
                'initialization (config.seed, config.net.initializer)', 'xor_deep')
    return (': two rows are right and two are guessed', 'another initialization (config.seed), '
            'or more hidden units', 'xor_mlp')


def still_improving(evidence: Evidence) -> Finding | None:
    """Training ended while it was still worth while, and was not to end there."""
    if evidence.stops_at_target:
        return None
    has_accuracy = evidence.table is None and not evidence.learns_numbers
    proof = _still_gaining(evidence) if has_accuracy else _still_falling(evidence)
    if proof is None:
        return None
    return Finding(
        'still_improving', 'the run stopped while it was still improving', proof,
        'the same command with a longer train.epochs goes on from here'
        if evidence.table is None else 'a larger train.steps',
        'fashion_relu' if evidence.table is None else 'xor_deep')


def _still_gaining(evidence: Evidence) -> str | None:
    rows = evidence.rows
    last = rows[-1]
    before = min(rows[:-1], key=lambda row: abs(row['step'] - (1 - END) * last['step']))
    gain = last['test_accuracy'] - before['test_accuracy']
    is_best = last['test_accuracy'] == max(row['test_accuracy'] for row in rows)
    if gain <= GAIN or not is_best or last['test_loss'] >= before['test_loss']:
        return None
    return (f'test accuracy {before["test_accuracy"]:.4f} at step {before["step"]} and '
            f'{last["test_accuracy"]:.4f} at the end, step {last["step"]}: a gain of {gain:.4f} '
            f'(threshold {GAIN:g})')


def _still_falling(evidence: Evidence) -> str | None:
    (_, first), (end, last) = evidence.losses[0], evidence.losses[-1]
    step, before = min(evidence.losses[:-1], key=lambda pair: abs(pair[0] - (1 - END) * end))
    if not before - last > FALL * first:
        return None
    return (f'the loss falls from {before:.4g} at step {step} to {last:.4g} at the end, step '
            f'{end}: by {(before - last) / first:.1%} of the first one (threshold {FALL:.0%})')
