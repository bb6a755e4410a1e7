"""The page on which one draws a digit or drops a picture: one file, with the nets' weights."""

import base64
from collections.abc import Sequence
import dataclasses
from typing import Any

import numpy as np

import tf_labs
from tf_labs.report import html

PICTURE = 'picture'  # the form of data sets that are not drawn
_TITLES = {'fashion_mnist': 'Draw a piece of clothing', PICTURE: 'Drop a picture'}
_SIZES = {'dense': '{0[units]}', 'conv': '{0[filters]} of {1} x {2}', 'max_pool': 'pool',
          'average_pool': 'mean'}


@dataclasses.dataclass(frozen=True)
class DigitNet:
    """A trained net.

    Attributes:
      name: what it is called on the page.
      layers: plain JSON that digit_net.js evaluates.
      scale: of the pixels.
      answers: probabilities of the examples, [examples, classes]: the page checks itself on them.
      step: training steps behind it.
      test_accuracy: None if it is not known.
      parameters: how many numbers it learnt or keeps.
      activation: name of its hidden layers' function; None without any.
      formula: of that function.
      batch_norm: whether its hidden layers have it.
      dropout: rate in training; 0 if it has none.
      shape: (h, w, C) of the middle of the images that it is fed; None: they are fed whole.
      mean: float32 [H, W, C], subtracted from the images; None: nothing is.
    """

    name: str
    layers: list[dict[str, Any]]
    scale: float
    answers: np.ndarray
    step: int
    test_accuracy: float | None
    parameters: int
    activation: str | None
    formula: str | None
    batch_norm: bool
    dropout: float
    shape: tuple[int, int, int] | None = None
    mean: np.ndarray | None = None

    @property
    def hidden(self) -> list[dict[str, Any]]:
        """The layers with weights below the last one."""
        return [layer for layer in self.layers if layer['kind'] in ('conv', 'dense')][:-1]

    @property
    def summary(self) -> str:
        """What it is made of and how good it is, in a line or two."""
        parts = [f'{self._sizes}, {self.parameters:,} parameters, {self.megabytes:.1f} MB of this '
                 'page']
        if self.formula is not None:
            parts.append(f'{self.activation}: {self.formula}')
        if self.batch_norm:
            parts.append('batch norm, with its moving statistics')
        if self.dropout:
            parts.append(f'dropout of {self.dropout:g} while training, none here')
        after = f'after {self.step:,} steps'
        parts.append(after if self.test_accuracy is None else
                     f'{self.test_accuracy:.2%} of the test set right {after}')
        return '; '.join(parts) + '.'

    @property
    def feeding(self) -> str:
        """What is done to pixels before the first layer."""
        cut = '' if self.shape is None else 'the middle {} x {} pixels, '.format(*self.shape)
        mean = ('' if self.mean is None else
                'less the mean of its training pictures (so that grey is 0), ')
        return f'What it is fed: {cut}{mean}times {self.scale:.4g}.'

    @property
    def _sizes(self) -> str:
        known = [layer for layer in self.layers if layer['kind'] in _SIZES]
        shape = known[0].get('before')
        first = known[0]['inputs'] if shape is None else ' x '.join(map(str, shape[:2]))
        return ' - '.join([f'{first}', *(_SIZES[layer['kind']].format(
            layer, *layer.get('size', ())) for layer in known)])

    @property
    def megabytes(self) -> float:
        """What its numbers take in the page."""
        return sum(len(value) for layer in self.layers for value in layer.values()
                   if isinstance(value, str)) / 1e6


def page(nets: Sequence[DigitNet], images: np.ndarray, labels: np.ndarray, pixel_max: int,
         names: Sequence[str], form: str) -> str:
    """Returns the page.

    Args:
      nets: one, or two to stand side by side.
      images: examples to try, uint8 [examples, H, W, C]; of drawings [examples, H, H, 1], where H
        is 28 for MNIST's form and 8 for UCI's.
      labels: what they are, [examples].
      pixel_max: the largest value of a pixel.
      names: of the classes.
      form: that drawings get, mnist, digits or fashion_mnist; `PICTURE`: pictures are dropped.
    """
    shape = images.shape[1:]
    data = {
        'width': shape[1], 'shape': shape, 'pixel_max': pixel_max, 'names': list(names),
        'form': form,
        'examples': [{'label': int(label), 'pixels': _base64(image)}
                     for image, label in zip(images, labels)],
        'nets': [{'name': net.name, 'scale': net.scale, 'layers': net.layers,
                  'answers': net.answers.tolist(), 'shape': net.shape or shape,
                  'mean': None if net.mean is None else _base64(net.mean.astype('<f4'))}
                 for net in nets]}
    return html.render('digit.html.j2', title=_TITLES.get(form, 'Draw a digit'),
                       version=tf_labs.__version__, nets=nets, data=data)


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()
