"""What the page of the race says: where to look, what to try."""

from collections.abc import Mapping
import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class Lesson:
    """What one surface teaches.

    Attributes:
      title: its name.
      formula: of f.
      text: paragraphs.
      tries: (what a button says, {'rates': {optimizer: rate}, 'start': [x, y]}), each key optional:
        what it changes of the lab's own settings.
    """

    title: str
    formula: str
    text: tuple[str, ...]
    tries: tuple[tuple[str, Mapping[str, Any]], ...]


SURFACE_LESSONS = {
    'valley': Lesson(
        'Long valley', 'x²/50 + y²',
        ('Across the valley f curves 50 times as much as along it, and one rate must suit both. '
         'Plain sgd is held back by the steep direction: with rate r a step multiplies y by '
         '1 − 2r and x by 1 − r/25. Beyond r = 1 every swing across is longer than the last, and '
         'at r = 1 it never ends.',
         'Momentum rolls through; adagrad, adam and rprop scale each axis for itself; rmsprop '
         'takes steps of its rate\'s length to the end and never comes to rest.'),
        (('sgd at rate 1: swings for ever', {'rates': {'sgd': 1.0}}),
         ('sgd at 1.05: leaves', {'rates': {'sgd': 1.05}}),
         ('nesterov at 1: leaves too', {'rates': {'nesterov': 1.0}}),
         ('rmsprop at 1: quick, and never at rest', {'rates': {'rmsprop': 1.0}}))),
    'saddle': Lesson(
        'Saddle', 'x² − y² + y⁴/4',
        ('All have one rate, 0.02, and begin 0.001 beside the ridge y = 0. There the gradient '
         'along y is tiny: sgd doubles its distance in 18 steps, and for a hundred seems to have '
         'converged at the origin, which is no minimum. Optimizers that use the sign of a '
         'gradient more than its size (rprop, adam, rmsprop) leave along the diagonal at once.',
         'adagrad divides by all gradients it has seen: its steps shrink faster than it gets away. '
         'A larger learning rate helps it. On the ridge itself the slope along y is exactly 0: '
         'no optimizer leaves.'),
        (('Start on the ridge, y = 0', {'start': [-1.5, 0.0]}),
         ('Start well beside it, y = 0.3', {'start': [-1.5, 0.3]}),
         ('adagrad at 0.2: gets away', {'rates': {'adagrad': 0.2}}),
         ('sgd at 0.2: there in 24 steps', {'rates': {'sgd': 0.2}}))),
    'beale': Lesson(
        'Beale', '(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²',
        ('Steep walls and a flat floor. At the start the gradient is large, near the star it is '
         'nearly 0: a learning rate that suits the floor throws sgd out at the wall.',
         'At (0, 1) the gradient is 0, though the point is a saddle and no minimum: from there '
         'no optimizer moves. On one side of it all find the star. On the other the same slope '
         'leads some of them away to the left, where f falls without end, towards 0.45.'),
        (('sgd at 0.1: out in one step', {'rates': {'sgd': 0.1}}),
         ('lbfgs at 1, a whole Newton step: out', {'rates': {'lbfgs': 1.0}}),
         ('Start at (0, 1): gradient 0', {'start': [0.0, 1.0]}),
         ('Start at (0.1, 1.1): they part', {'start': [0.1, 1.1]}))),
    'rosenbrock': Lesson(
        'Rosenbrock', '(1 − x)² + 100 (y − x²)²',
        ('The floor of this valley is curved and hardly falls: to find it takes a few steps, to '
         'follow it hundreds. No scaling of the axes helps, as the direction of the valley turns. '
         'Only lbfgs, which estimates the curvature from the last ten steps, gets to the end.',
         'Rprop treats each axis separately and zigzags; momentum with twice its rate is out in '
         'four steps.'),
        (('momentum at 0.004: out in four steps', {'rates': {'momentum': 0.004}}),
         ('sgd at 0.01: out in two', {'rates': {'sgd': 0.01}}),
         ('Start on the floor, (−1, 1)', {'start': [-1.0, 1.0]}),
         ('Start at the wall, (1.5, −0.5)', {'start': [1.5, -0.5]}))),
}

RULES = {
    'sgd': 'w − r g',
    'momentum': 'm ← 0.9 m − r g; w + m',
    'nesterov': 'm ← 0.9 m − r g; w + 0.9 m − r g',
    'adagrad': 'v ← v + g², from 0.1; w − r g / √(v + 10⁻⁷)',
    'adadelta': 'v ← 0.95 v + 0.05 g²; d = g √(u + 10⁻⁷) / √(v + 10⁻⁷); u ← 0.95 u + 0.05 d²; '
                'w − r d',
    'rmsprop': 'v ← 0.9 v + 0.1 g²; w − r g / √(v + 10⁻⁷)',
    'adam': 'm ← 0.9 m + 0.1 g; v ← 0.999 v + 0.001 g²; w − r′ m / (√v + 10⁻⁷), '
            'r′ = r √(1 − 0.999ᵗ) / (1 − 0.9ᵗ) at step t',
    'rprop': 'each weight has a step, r at first: 1.2 times as long where g kept its sign, half '
             'where it changed, and then the weight waits; w − sign(g) step',
    'lbfgs': 'w − r H g, where H is what the last ten steps and changes of g tell of the inverse '
             'curvature; the first step is no longer than r',
}
