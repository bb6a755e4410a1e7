"""Structures of nets, each written as a Sequential as far as that goes, and in functional form."""

from collections.abc import Callable
import dataclasses

import keras
import numpy as np

WIDTH = 4
X = np.linspace(-1, 1, 2 * WIDTH, dtype=np.float32).reshape(2, WIDTH)
Build = Callable[[], object]  # -> outputs


class Branching(keras.layers.Layer):
    """x + Dense(x): a layer from one input to one output, with the branch inside."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = keras.layers.Dense(WIDTH)

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """x [N, WIDTH] -> [N, WIDTH]."""
        return x + self.dense(x)


@dataclasses.dataclass(frozen=True)
class Structure:
    """What is to be built, and how: the words, as a Sequential, in functional form."""

    words: str
    sequential: Build
    functional: Build


def _functional(outputs_of: Callable[..., object], inputs: int = 1) -> Build:
    def build() -> object:
        places = [keras.Input((WIDTH,)) for _ in range(inputs)]
        model = keras.Model(places, outputs_of(*places))
        return model([X] * inputs if inputs > 1 else X)
    return build


def _twice(x: keras.KerasTensor) -> keras.KerasTensor:
    layer = keras.layers.Dense(WIDTH)
    return layer(keras.layers.ReLU()(layer(x)))


def _twice_in_a_chain() -> object:
    layer = keras.layers.Dense(WIDTH)
    return keras.Sequential([layer, keras.layers.ReLU(), layer])(X)


def structures() -> dict[str, Structure]:
    """Returns the structures by name."""
    layers = keras.layers
    dense = layers.Dense
    return {
        'chain': Structure(
            'one layer after the other',
            lambda: keras.Sequential([dense(WIDTH, 'relu'), dense(2)])(X),
            _functional(lambda x: dense(2)(dense(WIDTH, 'relu')(x)))),
        'branch': Structure(
            'x + f(x): the input also goes past a layer',
            lambda: keras.Sequential([dense(WIDTH), layers.Add()])(X),
            _functional(lambda x: layers.Add()([x, dense(WIDTH)(x)]))),
        'two_inputs': Structure(
            'two inputs, each with a layer of its own',
            lambda: keras.Sequential([layers.Input((WIDTH,)), layers.Input((WIDTH,)), dense(2)])(X),
            _functional(lambda a, b: dense(2)(
                layers.Concatenate()([dense(WIDTH)(a), dense(WIDTH)(b)])), inputs=2)),
        'two_outputs': Structure(
            'two outputs of one input',
            lambda: keras.Sequential([dense(WIDTH), [dense(2), dense(1)]])(X),
            _functional(lambda x: [dense(2)(x), dense(1)(x)])),
        'one_layer_twice': Structure(
            'one layer at two places of the chain', _twice_in_a_chain, _functional(_twice)),
        'branch_in_a_layer': Structure(
            'x + f(x) inside of a layer of one\'s own',
            lambda: keras.Sequential([Branching(), dense(2)])(X),
            _functional(lambda x: dense(2)(Branching()(x)))),
    }


def attempt(build: Build) -> str:
    """Returns '' if it can be built and called, else the first line of what Keras says."""
    try:
        build()
    except (TypeError, ValueError) as error:
        return f'{type(error).__name__}: {str(error).splitlines()[0]}'
    return ''
