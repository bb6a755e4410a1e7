"""What the page of the gallery says: of each activation, and what to try."""

from collections.abc import Mapping
from typing import Any

ACTIVATIONS = {
    'step': 'Yes or no. Its derivative is 0 everywhere: no gradient gets through, and nothing '
            'below it can learn.',
    'linear': 'Passes everything on. A stack of linear layers is one linear layer, however deep.',
    'sigmoid': 'From 0 to 1, with a mean of 0.5. With k = 1 the derivative is at most 1/4, at 0: '
               'ten layers divide a gradient by a million at least.',
    'tanh': 'A sigmoid that is centred and twice as steep: 2 sigmoid(2x) − 1. At 0 the whole '
            'gradient gets through, beyond ±2.2 next to nothing.',
    'relu': 'Half of a centred input comes out as exactly 0, and there no gradient gets through. '
            'The other half passes as it is. The factor √½ a layer is what He\'s initialisation '
            'makes good, with weights √2 as wide.',
    'leaky_relu': 'A small slope below 0, so that no unit is dead for good. At 0.01 it still '
                  'counts as saturated there.',
    'leaky_relu_drawn': 'The same with a slope of 0.1, which can be seen in a drawing.',
    'prelu': 'The slope a is learnt, from 0.25 on. It is often written max(a x, x). Set a above '
             '1: the maximum takes the other branch, and the two are different functions.',
    'elu': 'Falls softly to −α, which brings the mean nearer to 0 than ReLU\'s. Only with α = 1 '
           'is it smooth at 0.',
    'swish': 'x times its own sigmoid. With β = 1 it dips to −0.28 at −1.28, so it is not '
             'monotonic. β = 0 is x / 2; a large β is nearly ReLU.',
    'gelu': 'x times the probability that a normal number is below x, here in its form with tanh. '
            'It dips to −0.17, and lies close to swish with β = 1.7.',
    'selu': 'λ and α are such that an input N(0, 1) comes out with a mean of 0 and a standard '
            'deviation of 1, layer after layer. Move either, and it does not.',
    'selu_drawn': 'With λ = 1 and α = 2, as it is sometimes drawn: the slope jumps at 0, and '
                  'neither mean nor deviation is kept.',
}

# What a button says, and what it sets of the page.
TRIES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ('sigmoid through 10 layers', {'name': 'sigmoid', 'layers': 10}),
    ('sigmoid four times as steep', {'name': 'sigmoid', 'parameters': {'k': 4.0}}),
    ('tanh on an input five times as wide', {'name': 'tanh', 'spread': 5.0}),
    ('PReLU with a = 2: two functions', {'name': 'prelu', 'parameters': {'a': 2.0}, 'x': -1.0}),
    ('SELU with α = 1: no longer centred', {'name': 'selu', 'parameters': {'alpha': 1.0}}),
    ('swish with β = 5: nearly ReLU', {'name': 'swish', 'parameters': {'beta': 5.0}}),
)
