"""The exercises at the ends of the notebooks: a number, or some, that one has worked out.

    >>> check('lines.1', 62.5)
    lines.1: right

An answer is compared with what the formula gives, so it may be written as a fraction, a product or
a decimal with a few digits.
"""

from collections.abc import Callable, Sequence
import dataclasses
import html
import math
from typing import Any

from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

RELATIVE = 5e-3  # three digits are enough


@dataclasses.dataclass(frozen=True)
class Exercise:
    """A question whose answer is a number or several.

    Attributes:
      question: that the notebook asks.
      is_right: (the numbers given) -> whether they answer it.
      hint: how to find them.
      count: how many numbers it takes.
    """

    question: str
    is_right: Callable[[Sequence[float]], bool]
    hint: str
    count: int = 1


@dataclasses.dataclass(frozen=True)
class Checked:
    """What is said of an answer; true if it is right."""

    name: str
    is_right: bool
    hint: str

    def __bool__(self) -> bool:
        return self.is_right

    def __repr__(self) -> str:
        return f'{self.name}: right' if self.is_right else f'{self.name}: not yet. {self.hint}'

    def _repr_html_(self) -> str:
        mark, colour = ('&#10003;', '#1a7f37') if self.is_right else ('&#8635;', '#b35900')
        return f'<p style="color:{colour}">{mark} {html.escape(repr(self))}</p>'


def _number(question: str, expected: float, hint: str) -> Exercise:
    """Returns an exercise; a count, a whole number here, is right or wrong."""
    tolerance = 0.0 if isinstance(expected, int) else RELATIVE
    return Exercise(question, lambda given: math.isclose(given[0], expected, rel_tol=tolerance),
                    hint)


def _is_and(given: Sequence[float]) -> bool:
    """True if a threshold unit with these weights and bias is the gate AND."""
    w1, w2, bias = given
    return all((w1 * a + w2 * b + bias > 0) == (a == b == 1) for a in (0, 1) for b in (0, 1))


EXERCISES = {
    'lines.1': _number(
        'The four errors of the line 13 x + 1 are -2, 10, -11 and -5. What is their mean square?',
        250 / 4, 'Square each error, add the squares, divide by how many there are.'),
    'lines.2': _number(
        'What is the derivative of 2 w^2 + 5 at w = 3?', 12,
        'The derivative of w^2 is 2 w; a constant has the derivative 0.'),
    'lines.3': _number(
        'The cost of y = w x over x = 1, 2, 3 is mean((w x - y)^2). Above which learning rate does '
        'gradient descent diverge?', 2 / (2 * 14 / 3),
        'The second derivative is 2 mean(x^2) = 28/3; a step of more than 2 over it overshoots by '
        'more than it gains.'),
    'perceptrons.1': _number(
        'One straight line: how many of the four rows of XOR can it answer right, at most?', 3,
        'Draw the four corners of a square, and a line that cuts off one of them.'),
    'perceptrons.2': _number(
        'At which loss does a single sigmoid neuron stay on XOR?', math.log(2),
        'It ends by answering one half to everything: -log(1/2).'),
    'perceptrons.3': Exercise(
        'Give w1, w2 and b so that w1 x1 + w2 x2 + b > 0 exactly for the row (1, 1).', _is_and,
        'One input alone must not be enough: b lies between -(w1 + w2) and -max(w1, w2).', 3),
    'activations.1': _number(
        'What is the largest slope of the sigmoid?', 0.25,
        'The derivative is s (1 - s), and s lies between 0 and 1.'),
    'activations.2': _number(
        'Through ten sigmoids one after the other, what is the largest product of their slopes?',
        0.25 ** 10, 'The largest slope of one of them, to the tenth power.'),
    'activations.3': _number(
        'Glorot\'s uniform initialization of a layer of 784 inputs and 256 units draws from '
        '(-a, a). What is a?', math.sqrt(6 / (784 + 256)), 'a = sqrt(6 / (inputs + outputs)).'),
    'classifiers.1': _number(
        'A net gives each of ten classes the same probability. What is its cross-entropy?',
        math.log(10), 'The loss of an example is -log of the probability of its class.'),
    'classifiers.2': _number(
        'How many weights and biases has a net of 64 inputs, two hidden layers of 64 units and 10 '
        'classes?', 2 * (64 * 64 + 64) + 64 * 10 + 10,
        'Of a dense layer: inputs times units, and a bias for each unit.'),
    'classifiers.3': _number(
        'An accuracy of 0.9833 over 360 test examples: how many mistakes are that?', 6,
        '360 (1 - 0.9833), as a whole number.'),
    'training.1': _number(
        'Dropout at a rate of 0.5: by what is each surviving activation multiplied in training?',
        2, 'So that the mean stays what it is without dropout: 1 / (1 - rate).'),
    'training.2': _number(
        'Momentum 0.9 under a gradient that never changes: how many times as long as a plain step '
        'do the steps become?', 10, 'A geometric series: 1 / (1 - 0.9).'),
    'training.3': _number(
        'Batch normalization of the activations 1, 2, 3, 4 (gamma = 1, beta = 0): what becomes of '
        'the 1?', -1.5 / math.sqrt(1.25),
        'Subtract the mean, divide by the standard deviation over the batch (mean of squares, not '
        'n - 1).'),
    'convolutions.1': _number(
        'An image of 28 x 28, a 5 x 5 convolution without padding, then 2 x 2 pooling with stride '
        '2: how many pixels has a side of the feature map?', 12,
        'Without padding a side loses 5 - 1 pixels; the pooling halves it.'),
    'convolutions.2': _number(
        'The first convolution of AlexNet: 96 kernels of 11 x 11 over 3 channels. How many weights '
        'and biases?', 96 * 11 * 11 * 3 + 96, 'Weights of one kernel, times 96, and 96 biases.'),
    'convolutions.3': _number(
        'Two 3 x 3 convolutions with stride 1 one after the other: how many pixels of the input '
        'does a place of the second one see along a side?', 5,
        'Each 3 x 3 convolution adds 2 to what is seen.'),
}


def check(name: str, answer: Any) -> Checked:
    """Says whether an answer to an exercise of the notebooks is right, else gives a hint.

    Args:
      name: of the exercise, as 'lines.1'.
      answer: a number; or several, where the exercise asks for several; None: not answered yet.

    Raises:
      UserError: there is no such exercise, or the answer is not a number.
    """
    if name not in EXERCISES:
        raise unknown_name('exercise', name, EXERCISES)
    exercise = EXERCISES[name]
    if answer is None:
        return Checked(name, False, 'Put your answer in place of None.')
    if hasattr(answer, 'tolist'):  # of NumPy
        answer = answer.tolist()
    given = answer if isinstance(answer, (list, tuple)) else [answer]
    wanted = 'a number' if exercise.count == 1 else f'{exercise.count} numbers'
    try:
        numbers = [float(value) for value in given]
    except (TypeError, ValueError) as error:
        raise UserError(f'the answer to {name} is not a number', expected=wanted,
                        received=repr(answer)) from error
    if len(numbers) != exercise.count or not all(map(math.isfinite, numbers)):
        raise UserError(f'the answer to {name} is not complete', expected=wanted,
                        received=repr(answer))
    return Checked(name, exercise.is_right(numbers), exercise.hint)
