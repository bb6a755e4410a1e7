"""What the page of the gallery suggests; what it says of each activation is in its table."""

from collections.abc import Mapping
from typing import Any

# What a button says, and what it sets of the page.
TRIES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ('sigmoid through 10 layers', {'name': 'sigmoid', 'layers': 10}),
    ('sigmoid four times as steep', {'name': 'sigmoid', 'parameters': {'k': 4.0}}),
    ('tanh on an input five times as wide', {'name': 'tanh', 'spread': 5.0}),
    ('PReLU with a = 2: two functions', {'name': 'prelu', 'parameters': {'a': 2.0}, 'x': -1.0}),
    ('SELU with α = 1: no longer centred', {'name': 'selu', 'parameters': {'alpha': 1.0}}),
    ('swish with β = 5: nearly ReLU', {'name': 'swish', 'parameters': {'beta': 5.0}}),
)
