"""Scripts of others that do the work of `tf-labs run mnist_nn`, each a program of its own.

    python benchmarks/whole_command_peers.py NAME EPOCHS RECIPE TEST

RECIPE is a mnist_recipe.Recipe as JSON, TEST the .npz file of the test examples. Prints the test
accuracy. Nothing is saved, logged or looked into, as in the scripts that people write.
"""

from collections.abc import Callable
import dataclasses
import json
from pathlib import Path
import sys

import mnist_peers
from mnist_recipe import Recipe


def torch_fused(recipe: Recipe, test: Recipe, epochs: int) -> float:
    """Plain PyTorch: all pixels in memory as float32, fused Adam, a test each epoch."""
    import torch
    pixels, labels = _tensors(recipe)
    test_pixels, test_labels = _tensors(test)
    model = mnist_peers.torch_model(recipe)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True)
    accuracy = 0.0
    for _ in range(epochs):
        order = torch.randperm(len(labels))[:len(labels) // recipe.batch_size * recipe.batch_size]
        for chosen in order.split(recipe.batch_size):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(pixels[chosen]), labels[chosen]).backward()
            optimizer.step()
        with torch.no_grad():
            accuracy = float((model(test_pixels).argmax(1) == test_labels).float().mean())
    return accuracy


def torch_notes(recipe: Recipe, test: Recipe, epochs: int) -> float:
    """The script of the Lab-09-1 notes, which tests once, at its end."""
    import torch
    model = mnist_peers.pytorch_notes(_Epochs(epochs), recipe)
    test_pixels, test_labels = _tensors(test)
    with torch.no_grad():
        return float((model(test_pixels).argmax(1) == test_labels).float().mean())


def keras_fit(recipe: Recipe, test: Recipe, epochs: int) -> float:
    """Keras's own loop over arrays, tuned and compiled, a test each epoch."""
    import keras
    pixels, labels = recipe.load_scaled()
    model = mnist_peers.keras_model(recipe, pixels.shape[1:])
    model.compile(optimizer=keras.optimizers.Adam(recipe.learning_rate),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  metrics=['accuracy'], jit_compile=True, steps_per_execution=100)
    history = model.fit(pixels, labels, batch_size=recipe.batch_size, epochs=epochs, verbose=0,
                        validation_data=test.load_scaled(), validation_batch_size=1000)
    return history.history['val_accuracy'][-1]


def _tensors(recipe: Recipe):
    import torch
    scaled, numbers = recipe.load_scaled()
    return torch.from_numpy(scaled.reshape(len(scaled), -1)), torch.from_numpy(numbers)


class _Epochs:
    """Turns that nobody waits for."""

    def __init__(self, count: int):
        self.loss = 0.0
        self._count = count

    def __iter__(self):
        return iter(range(self._count))


PEERS: dict[str, Callable[[Recipe, Recipe, int], float]] = {
    'PyTorch, data in memory, fused Adam': torch_fused,
    'PyTorch, script of the notes': torch_notes,
    'Keras fit, tuned': keras_fit,
}


def main(name: str, epochs: str, recipe: str, test: str) -> None:
    """Runs one of them."""
    fields = json.loads(recipe)
    known = Recipe(**{**fields, 'data': Path(fields['data'])})
    print(PEERS[name](known, dataclasses.replace(known, data=Path(test)), int(epochs)))


if __name__ == '__main__':
    main(*sys.argv[1:])
