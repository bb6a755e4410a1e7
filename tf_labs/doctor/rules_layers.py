"""Rules on what happens inside a net: gradients that vanish, units that give nothing."""

import math
import statistics

from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding

# First layer's gradient over the last one's. A sigmoid multiplies by 0.25 at most, so with kernels
# that do not make up for it five of them give 0.25^5 = 0.001. Good configs: 0.05 and more.
VANISHED = 1e-3

# Share of a layer's units. Good configs with ReLU: up to 0.27.
DEAD = 0.5

# Share of a layer's activations within 0.05 of an end, where a sigmoid's slope is less than a
# fifth of its largest: at the start and still at the end, or at the end alone. A net that starts at
# random has up to 0.003 at the start. At the end it has more, as its units have learnt to decide:
# after 15 epochs of MNIST 0.47 with sigmoids and 0.58 with tanh, with an accuracy of 0.98.
SATURATED_AT_START = 0.5
SATURATED_AT_END = 0.75

SATURABLE = ('sigmoid', 'tanh')


def vanishing(evidence: Evidence) -> Finding | None:
    """The gradient vanishes on its way to the first layer."""
    ratios = []
    for look in evidence.looks:
        first, last = (look['layers'][place]['gradient_norm'] for place in (0, -1))
        if first > 0 and last > 0 and math.isfinite(first / last):
            ratios.append(first / last)
    ratio = statistics.median(ratios) if ratios else 1.0
    if ratio >= VANISHED:
        return None
    return Finding(
        'vanishing', 'the gradient vanishes on its way to the first layer',
        f'the first layer gets {ratio:.2g} of the last one\'s gradient, the median of '
        f'{len(ratios)} measurements (threshold {VANISHED:g})',
        'ReLU in place of sigmoids, fewer layers, an initialization of the right scale '
        '(he_normal for ReLU, glorot_uniform for tanh), or batch norm', 'vanishing_gradient')


def dead(evidence: Evidence) -> Finding | None:
    """Units are 0 for every example, and get no gradient to come back by."""
    alive_kernels = [layer for layer in evidence.hidden(-1) if layer['weight_norm'] > 0]
    worst = max(alive_kernels, key=lambda layer: layer['dead'], default=None)
    if worst is None or worst['dead'] <= DEAD:
        return None
    many = sum(layer['dead'] > DEAD for layer in alive_kernels)
    return Finding(
        'dead', f'most units of {"a hidden layer" if many == 1 else f"{many} hidden layers"} '
        'are dead',
        f'{worst["dead"]:.1%} of the {worst["units"]} units of layer {worst["layer"]} are 0 for '
        f'all {evidence.looks[-1]["examples"]} examples at step {evidence.looks[-1]["step"]} '
        f'(threshold {DEAD:.0%})',
        'a smaller learning rate, biases that are not initialized negative, or leaky_relu, whose '
        'units recover', 'vanishing_gradient')


def saturated(evidence: Evidence) -> Finding | None:
    """Sigmoids or tanhs are near their ends, where they have no slope."""
    worst = max(evidence.hidden(-1), key=lambda layer: layer['saturated'])
    before = evidence.hidden(0)[worst['layer'] - 1]['saturated']
    is_bad_start = before > SATURATED_AT_START
    threshold = SATURATED_AT_START if is_bad_start else SATURATED_AT_END
    if worst['saturated'] <= threshold:
        return None
    cure = 'smaller initial weights (glorot_uniform)' if is_bad_start else (
        'a smaller learning rate, fewer layers')
    return Finding(
        'saturated', f'the {evidence.activation}s of a layer are saturated'
        f'{" from the start" if is_bad_start else ""}',
        f'{worst["saturated"]:.1%} of the activations of layer {worst["layer"]} are within 0.05 '
        f'of an end at step {evidence.looks[-1]["step"]}, and {before:.1%} were at step '
        f'{evidence.looks[0]["step"]} '
        f'(threshold {threshold:.0%})', f'{cure}, batch norm, or ReLU', 'activation_gallery')


def symmetric(evidence: Evidence) -> Finding | None:
    """All units of a layer start as one and the same, and stay so; where nothing moves at all,
    from zeros with ReLU, that is what there is to say (rules_loss.stuck)."""
    same = [layer for layer in evidence.hidden(0)
            if layer['kernel_sd'] == 0 and layer['units'] > 1]
    moves = any(layer['gradient_norm'] for look in evidence.looks for layer in look['layers'])
    if not same or not moves:
        return None
    layer = same[0]
    return Finding(
        'symmetric', 'all units of a layer are initialized alike',
        f'the standard deviation of the kernel of layer {layer["layer"]} is {layer["kernel_sd"]:g} '
        f'at step 0, so its {layer["units"]} units get the same gradient and act as one '
        '(threshold: above 0)',
        'a random initialization: he_normal for ReLU, glorot_uniform for sigmoid and tanh',
        'initializers')
