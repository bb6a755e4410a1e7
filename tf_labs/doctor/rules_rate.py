"""Rules on the learning rate, and on losses that grow."""

from collections.abc import Sequence
import math

from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.evidence import travelled
from tf_labs.doctor.findings import Finding

Curve = Sequence[tuple[int, float]]

# Loss over that before the first step. A step that is short enough goes down, so a loss of
# twice the first one was stepped to. Good configs: up to 1.1.
JUMP = 2.0

# The same, where it is no longer a step too far and back but a net that is lost. Gradient norm
# over that before the first step: in good configs up to 8, as what is learnt adds up.
EXPLODED = 100.0

# First loss over ln K. N(0, 1) kernels in two hidden layers of 256, of which a net can still
# recover, give up to 1,000 (mnist_nn); each further layer would multiply by 11.
EXPLODED_AT_START = 10_000.0

# Sum of all updates over the length of the weights: how far they can have come. Good configs: at
# least 0.3 (three epochs from N(0, 1)), mostly 2 and more.
TRAVELLED = 0.05

# The same of a single update. A run of usual updates that has not come far is just short.
STRIDE = 1e-3

# Loss at the end over that at the start. Where it fell by more, the net is not at rest.
LITTLE_LEARNT = 0.9
NOTHING_LEARNT = 0.99


def exploding(evidence: Evidence) -> Finding | None:
    """Loss or gradient grow beyond all bounds."""
    proof = _divergence(evidence) or _growth(evidence)
    if proof is not None:
        return Finding(
            'exploding', 'the loss or its gradient explodes', proof,
            'a smaller config.optimizer.learning_rate (a tenth, and again), or batch norm',
            'batchnorm')
    if not evidence.looks or evidence.looks[0]['step'] > 0 or evidence.learns_numbers:
        return None
    first = evidence.looks[0]['loss'] / math.log(evidence.classes or 2)
    if first <= EXPLODED_AT_START:
        return None
    return Finding(
        'exploding', 'the signal explodes on its way through the net',
        f'before the first step the loss is {first:.2g} times ln {evidence.classes} '
        f'(threshold {EXPLODED_AT_START:g})',
        'kernels that keep the scale of what goes through them: he_normal for ReLU, '
        'glorot_uniform for tanh', 'initializers')


def _divergence(evidence: Evidence) -> str | None:
    if evidence.diverged is not None:
        return evidence.diverged
    for curve in _curves(evidence):
        for step, loss in curve:
            if not math.isfinite(loss):
                return f'the loss is {loss} at step {step} (threshold: a finite number)'
    return None


def _growth(evidence: Evidence) -> str | None:
    step, growth = _largest_rise(evidence)
    if growth > EXPLODED:
        return (f'the loss grows to {growth:.2g} times its first value by step {step} '
                f'(threshold {EXPLODED:g})')
    norms = [(look['step'], math.hypot(*(layer['gradient_norm'] for layer in look['layers'])))
             for look in evidence.looks]
    if not norms or not norms[0][1]:
        return None
    step, norm = max(norms, key=lambda pair: pair[1])
    if not norm > EXPLODED * norms[0][1]:
        return None
    return (f'the gradient grows to {norm / norms[0][1]:.2g} times its first norm by step {step} '
            f'(threshold {EXPLODED:g})')


def _curves(evidence: Evidence) -> tuple[Curve, Curve]:
    """Returns (step, loss) on the probe and as a mean over the epochs."""
    return [(look['step'], look['loss']) for look in evidence.looks], evidence.losses


def _largest_rise(evidence: Evidence) -> tuple[int, float]:
    """Returns (step, loss over the first loss) where that is largest."""
    return max(((step, loss / curve[0][1]) for curve in _curves(evidence) for step, loss in curve
                if curve[0][1] > 0 and not math.isnan(loss)),
               key=lambda pair: pair[1], default=(0, 1.0))


def rate_too_high(evidence: Evidence) -> Finding | None:
    """A step goes so far that the loss jumps up."""
    step, rise = _largest_rise(evidence)
    if rise <= JUMP:
        return None
    updates = evidence.largest_updates()
    longest = max((ratio for _, ratio in updates), default=None)
    said = '' if longest is None else (
        f'; the longest update seen is {longest:.0%} of the length of the weights it changed')
    return Finding(
        'rate_too_high', 'the learning rate is too high',
        f'the loss is {rise:.2g} times its first value at step {step} (threshold {JUMP:g})'
        f'{said}',
        'a tenth of config.optimizer.learning_rate; a good one moves weights by about a '
        'thousandth to a hundredth of their length a step', 'optimizers')


def rate_too_low(evidence: Evidence) -> Finding | None:
    """The weights stay where they were."""
    updates = evidence.largest_updates()
    proof = _hardly_moved(evidence, updates) if updates else _hardly_learnt(evidence)
    if proof is None:
        return None
    return Finding(
        'rate_too_low', 'the learning rate is far too low', proof,
        'ten times config.optimizer.learning_rate, and again, until the loss falls in the first '
        'epoch', 'optimizers')


def has_moved(evidence: Evidence) -> bool:
    """False if all updates together are short beside the weights; True where that is not known."""
    updates = evidence.largest_updates()
    return not updates or travelled(updates) >= TRAVELLED


def _hardly_moved(evidence: Evidence, updates: Curve) -> str | None:
    step, distance = updates[-1][0], travelled(updates)
    first, last = evidence.looks[0]['loss'], evidence.looks[-1]['loss']
    is_short_run = distance >= STRIDE * step
    if distance >= TRAVELLED or is_short_run or not LITTLE_LEARNT * first <= last <= JUMP * first:
        return None
    return (f'{step} updates add up to {distance:.2g} of the length of a layer\'s weights '
            f'(threshold {TRAVELLED:g}), and the loss goes from {first:.4g} to {last:.4g}')


def _hardly_learnt(evidence: Evidence) -> str | None:
    """Of a run without a look inside: the loss falls, and only just."""
    losses = [loss for _, loss in evidence.losses]
    if any(later > earlier for earlier, later in zip(losses, losses[1:])):
        return None
    if not NOTHING_LEARNT * losses[0] < losses[-1] < losses[0]:
        return None
    is_learnable = evidence.table not in (None, 'xor')
    if evidence.classes and evidence.is_at_chance(losses[-1]) and not is_learnable:
        return None  # it may be stuck there, and no rate gets it lower
    return (f'the loss goes from {losses[0]:.6g} to {losses[-1]:.6g} by step '
            f'{evidence.losses[-1][0]}, {1 - losses[-1] / losses[0]:.2%} less '
            f'(threshold {1 - NOTHING_LEARNT:.0%})')
