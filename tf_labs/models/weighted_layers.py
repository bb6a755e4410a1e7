"""The layers of a net that hold weights, by name: to be taken over, frozen, left undecayed.

Names are those of `features`: conv1, conv2, ..., dense1, ..., and batch_norm1, ...; in towers with
a letter, conv1a and conv1b. A layer that was given a name of its own has that name. The names that
Keras makes up count what the process has made before, so they name nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
import re

import keras

from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.models import features
from tf_labs.nn.towers import Towers

NORMS = (keras.layers.BatchNormalization, keras.layers.LayerNormalization,
         keras.layers.GroupNormalization)
BIAS, NORM = 'bias', 'norm'


def named(model: keras.Model) -> dict[str, keras.layers.Layer]:
    """Returns the layers that hold weights by name, in their order; a net in a net is one layer."""
    counts: dict[str, int] = {}
    return dict(_named(model.layers, counts, ''))


def _named(layers: Iterable[keras.layers.Layer], counts: dict[str, int],
           letter: str) -> Iterator[tuple[str, keras.layers.Layer]]:
    for layer in layers:
        if isinstance(layer, Towers):
            before = dict(counts)
            for of_tower, stack in zip('abcdefgh', layer.stacks):
                counts.clear()
                counts.update(before)
                yield from _named(stack, counts, of_tower)
        elif layer.weights:
            yield f'{own_name(layer) or _counted(kind(layer), counts)}{letter}', layer


def _counted(word: str, counts: dict[str, int]) -> str:
    counts[word] = counts.get(word, 0) + 1
    return f'{word}{counts[word]}'


def kind(layer: keras.layers.Layer) -> str:
    """Returns what layers of this kind are called before their number."""
    if isinstance(layer, keras.layers.BatchNormalization):
        return 'batch_norm'
    return next((word for of_kind, word in features.KINDS.items() if isinstance(layer, of_kind)),
                _snake_case(type(layer).__name__))


def own_name(layer: keras.layers.Layer) -> str | None:
    """Returns the name that a layer was given; None of one that Keras has made up."""
    name: str = layer.name
    made_up = rf'{_snake_case(type(layer).__name__)}(_\d+)?'
    return None if re.fullmatch(made_up, name) else name


def _snake_case(name: str) -> str:
    """Returns the word that Keras makes of the name of a class."""
    return re.sub(r'([a-z])([A-Z])', r'\1_\2', re.sub(r'(.)([A-Z][a-z]+)', r'\1_\2', name)).lower()


def check_names(path: str, names: Iterable[str], known: Collection[str]) -> None:
    """Raises `UserError` for the first name of a field of the config that is not known."""
    for name in names:
        if name not in known:
            raise unknown_name(f'layer in config.{path}', name, known)


def freeze(model: keras.Model, names: Sequence[str]) -> None:
    """Lets layers keep their weights: they are no longer trainable.

    A frozen batch norm is in inference mode while the net trains: it uses its moving statistics
    and leaves them as they are, as Keras has it. Dropout, which holds no weights, goes on.

    Raises:
      UserError: there is no such layer, or nothing is left to train.
    """
    layers = named(model)
    check_names('init.freeze', names, layers)
    for name in names:
        layers[name].trainable = False
    if names and not model.trainable_variables:
        raise UserError('config.init.freeze leaves nothing to train', received=', '.join(names),
                        expected='at least one layer that trains')


def undecayed(model: keras.Model, words: Sequence[str]) -> list[keras.Variable]:
    """Returns the variables that words name for `optimizer.decay_exclude`.

    bias: every variable that its layer calls bias; norm: gains and shifts of normalization
    layers; else the name of a layer, all of whose variables are meant.

    Raises:
      UserError: there is no such layer.
    """
    layers = named(model)
    check_names('optimizer.decay_exclude', words, [BIAS, NORM, *layers])
    # Also of norms inside of layers that are made of others, which have no public name in Keras.
    of_norms = {id(variable) for layer in model._flatten_layers() if isinstance(layer, NORMS)
                for variable in layer.weights}
    return [variable for name, layer in layers.items() for variable in layer.trainable_variables
            if name in words or (BIAS in words and variable.name == BIAS) or (
                NORM in words and id(variable) in of_norms)]
