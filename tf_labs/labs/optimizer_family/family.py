"""Who descends from whom, and by which line of formula."""

from collections.abc import Callable
import dataclasses

from tf_labs.labs.optimizer_family import adam_rules
from tf_labs.labs.optimizer_family import rules
from tf_labs.labs.optimizer_family.rules import Step


@dataclasses.dataclass(frozen=True)
class Edge:
    """What a child added to its parent.

    Attributes:
      parent, child: names of optimizers.
      adds: in words.
      formula: in one line; what is new in it.
      step: (share of the term, learning rate) -> the step.
      parent_rate: the parent's rate, as a share of the child's.
      every: the second weight has a gradient at the first of so many steps, else 0.
    """

    parent: str
    child: str
    adds: str
    formula: str
    step: Callable[[float, float], Step]
    parent_rate: float = 1.0
    every: int = 1

    @property
    def name(self) -> str:
        """Of the edge: that of the child, and of the parent if it is a second one."""
        return f'{self.child}_from_{self.parent}' if self.child == 'adam' else self.child


YEARS = {
    'sgd': 1951, 'momentum': 1964, 'nesterov': 1983, 'lbfgs': 1989, 'asgd': 1992, 'rprop': 1993,
    'adagrad': 2011, 'rmsprop': 2012, 'adadelta': 2012, 'momentum_decay': 2012, 'adam': 2014,
    'adamax': 2014, 'nadam': 2016, 'adamw': 2017, 'sparse_adam': 2017}

EDGES = (
    Edge('sgd', 'momentum', 'a velocity', 'm ← 0.9 m − r g;  w + m', rules.momentum),
    Edge('momentum', 'nesterov', 'the velocity of the next step', 'w + 0.9 m − r g',
         rules.nesterov),
    Edge('momentum', 'momentum_decay', 'decay in the velocity', 'm ← 0.9 m − r (g + λ w)',
         rules.momentum_decay),
    Edge('sgd', 'adagrad', 'divided by all gradients so far', 'v ← v + g²;  w − r g / √v',
         rules.adagrad),
    Edge('adagrad', 'rmsprop', 'a mean that forgets', 'v ← 0.9 v + 0.1 g²', rules.rmsprop),
    Edge('rmsprop', 'adadelta', 'times its own last steps', 'd = g √u / √v;  u ← ρ u + (1−ρ) d²',
         rules.adadelta),
    Edge('rmsprop', 'adam', 'the mean gradient, corrected',
         'm ← β₁ m + (1−β₁) g;  / (1 − βᵗ)', adam_rules.from_rmsprop),
    Edge('momentum', 'adam', 'divided by √v, corrected', 'm / √v', adam_rules.from_momentum,
         parent_rate=0.1),
    Edge('adam', 'adamw', 'decay beside the step', 'w − r λ w', adam_rules.adamw),
    Edge('adam', 'nadam', 'the mean of the next step', 'β₁ m + (1−β₁) g', adam_rules.nadam),
    Edge('adam', 'adamax', 'the largest gradient', '√v → max(β₂ u, |g|)', adam_rules.adamax),
    Edge('adam', 'sparse_adam', 'no gradient, no step', 'only where g ≠ 0',
         adam_rules.sparse_adam, every=3),
    Edge('sgd', 'asgd', 'the mean of its path', 'a ← a + (w − a) / t', rules.asgd),
    Edge('sgd', 'rprop', 'signs, and steps that adapt', 'Δ ← 1.2 Δ or Δ / 2;  w − Δ sign g',
         rules.rprop),
    Edge('sgd', 'lbfgs', 'the inverse curvature', 'w − r H g', rules.lbfgs),
)
