"""The activations by name, without TensorFlow: everything but their curves in the pages.

One that TensorFlow and Keras have is one record here; the function of any other stands in
tf_labs.nn.activation_functions.
"""

from collections.abc import Mapping
import dataclasses
from typing import Any

_OWN = 'tf_labs.nn.activation_functions'


@dataclasses.dataclass(frozen=True)
class Implementation:
    """Where something is imported from when it is needed.

    Attributes:
      module: its name.
      name: within the module, dotted.
      settings: arguments by name that go with every call.
    """

    module: str
    name: str
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class ActivationRecord:
    """What is known of an elementwise function.

    Attributes:
      formula: for people, with where it comes from.
      note: what it does, for the page of the gallery.
      function: of the function, tensor -> tensor of the same shape.
      layer: of the Keras layer that computes it; None: no layer of Keras does.
    """

    formula: str
    note: str
    function: Implementation
    layer: Implementation | None = None


def _by_keras(name: str) -> Implementation:
    return Implementation('keras', 'layers.Activation', {'activation': name})


def _leaky_relu(slope: float, source: str, note: str) -> ActivationRecord:
    return ActivationRecord(
        f'max({slope} x, x): {source}', note,
        Implementation('tensorflow', 'nn.leaky_relu', {'alpha': slope}),
        Implementation('keras', 'layers.LeakyReLU', {'negative_slope': slope}))


ACTIVATIONS = {
    'step': ActivationRecord(
        '1 at 0 and above, 0 below (Heaviside)',
        'Yes or no. Its derivative is 0 everywhere: no gradient gets through, and nothing '
        'below it can learn.',
        Implementation(_OWN, 'step')),
    'linear': ActivationRecord(
        'x',
        'Passes everything on. A stack of linear layers is one linear layer, however deep.',
        Implementation('tensorflow', 'identity'), _by_keras('linear')),
    'sigmoid': ActivationRecord(
        '1 / (1 + exp(-x))',
        'From 0 to 1, with a mean of 0.5. With k = 1 the derivative is at most 1/4, at 0: '
        'ten layers divide a gradient by a million at least.',
        Implementation('tensorflow', 'sigmoid'), _by_keras('sigmoid')),
    'tanh': ActivationRecord(
        '(exp(x) - exp(-x)) / (exp(x) + exp(-x))',
        'A sigmoid that is centred and twice as steep: 2 sigmoid(2x) − 1. At 0 the whole '
        'gradient gets through, beyond ±2.2 hardly any.',
        Implementation('tensorflow', 'tanh'), _by_keras('tanh')),
    'relu': ActivationRecord(
        'max(0, x)',
        'Half of a centred input comes out as exactly 0, and there no gradient gets through. '
        'The other half passes as it is. He\'s initialization compensates for the factor √½ '
        'per layer, with weights √2 as wide.',
        Implementation('tensorflow', 'nn.relu'), Implementation('keras', 'layers.ReLU')),
    'leaky_relu': _leaky_relu(
        0.01, 'the slope of the Lab-09-1 notes',
        'A small slope below 0, so that no unit is dead for good. At 0.01 it still '
        'counts as saturated there.'),
    'leaky_relu_drawn': _leaky_relu(
        0.1, 'the slope that the notes on activation functions draw',
        'The same with a slope of 0.1, which can be seen in a drawing.'),
    'prelu': ActivationRecord(
        'x above 0, a x below, a learnt, from 0.25 on (He et al., 2015)',
        'The slope a is learnt, from 0.25 on. It is often written max(a x, x). Set a above '
        '1: the maximum takes the other branch, and the two are different functions.',
        Implementation(_OWN, 'prelu'), Implementation('tf_labs.nn.activations', 'PReLU')),
    'elu': ActivationRecord(
        'x above 0, exp(x) - 1 below',
        'Falls softly to −α, which brings the mean nearer to 0 than ReLU\'s. Only with α = 1 '
        'is it smooth at 0.',
        Implementation('tensorflow', 'nn.elu'), _by_keras('elu')),
    'swish': ActivationRecord(
        'x / (1 + exp(-x))',
        'x times its own sigmoid. With β = 1 it dips to −0.28 at −1.28, so it is not '
        'monotonic. β = 0 is x / 2; a large β is nearly ReLU.',
        Implementation('tensorflow', 'nn.silu'), _by_keras('swish')),
    'gelu': ActivationRecord(
        '0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))',
        'x times the probability that a normal number is below x, here in its form with tanh. '
        'It dips to −0.17, and lies close to swish with β = 1.7.',
        Implementation(_OWN, 'gelu')),
    'selu': ActivationRecord(
        '1.0507 x above 0, 1.0507 * 1.6733 (exp(x) - 1) below (Klambauer et al., 2017)',
        'λ and α are such that an input N(0, 1) comes out with a mean of 0 and a standard '
        'deviation of 1, layer after layer. Move either, and it does not.',
        Implementation('tensorflow', 'nn.selu'), _by_keras('selu')),
    'selu_drawn': ActivationRecord(
        'x above 0, 2 (exp(x) - 1) below: the lambda 1 and a 2 that the notes draw',
        'With λ = 1 and α = 2, as it is sometimes drawn: the slope jumps at 0, and '
        'neither mean nor deviation is kept.',
        Implementation('keras', 'ops.elu', {'alpha': 2.0}),
        Implementation('keras', 'layers.ELU', {'alpha': 2.0})),
}
