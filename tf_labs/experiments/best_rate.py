"""Each net at its own best learning rate, of those that the variants NAME+rate_N try.

With `comparison.rate_seeds` every rate is tried with the first seeds alone: further seeds train
each net at the rate that is best over those.
"""

from collections.abc import Iterable, Mapping, Sequence
import dataclasses
import statistics

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.asked_together import RATE_MARK
from tf_labs.experiments.comparison_runs import Place
from tf_labs.experiments.outcomes import Outcome
from tf_labs.training import rate_grid

MEASURES = {'steps_to_target': 'steps_to_target', 'validation': 'validation_accuracy'}


@dataclasses.dataclass(frozen=True)
class Chosen:
    """A net with the rates that were tried.

    Attributes:
      rates: of each variant of the net, by the name of the variant.
      means: of the measure over the seeds that choose; None where not every one has it.
      best: name of the variant with the best mean; None: there is none.
    """

    rates: dict[str, float]
    means: dict[str, float | None]
    best: str | None

    @property
    def edge(self) -> str:
        """Says in a sentence that the best rate is the lowest or highest tried; '' if not."""
        if self.best is None:
            return ''
        net, _, _ = self.best.partition(RATE_MARK)
        return ''.join(rate_grid.at_edge(net, self.rates[self.best], list(self.rates.values())))


def choose(config: ConfigDict, outcome_of: Mapping[Place, Outcome],
           seeds: Sequence[int]) -> dict[str, Chosen]:
    """Returns the choice for each net, by its name.

    Steps to the target are best few, validation accuracies large. A rate with which a seed does
    not reach the target, or diverges, is not chosen.

    Args:
      config: of the comparison.
      outcome_of: of every rate with the seeds that choose, by variant and seed.
      seeds: of the comparison; the first `comparison.rate_seeds` choose.
    """
    by, seeds = config.comparison.best_rate, seeds[:config.comparison.rate_seeds]
    found: dict[str, Chosen] = {}
    tried = _tried(config)
    for net in dict.fromkeys(name.partition(RATE_MARK)[0] for name in tried):
        rates = {name: config_values.variant(config, name).optimizer.learning_rate
                 for name in tried if name.partition(RATE_MARK)[0] == net}
        means = {name: _mean([outcome_of[name, seed].get(MEASURES[by]) for seed in seeds])
                 for name in rates}
        known = [name for name in rates if means[name] is not None]
        sign = 1 if by == 'steps_to_target' else -1
        edge = min(rates.values(), default=0), max(rates.values(), default=0)
        best = min(known, key=lambda name: (sign * (means[name] or 0.0), rates[name] in edge),
                   default=None)
        found[net] = Chosen(rates, means, best)
    return found


def first(config: ConfigDict, names: Iterable[str], seeds: Sequence[int]) -> list[Place]:
    """Returns the runs of a comparison that are done whatever comes out.

    Args:
      config: of the comparison.
      names: of its variants, in their order.
      seeds: of the comparison.
    """
    tried = _tried(config) if is_shortened(config, seeds) else []
    return [(name, seed) for name in names
            for seed in (seeds[:config.comparison.rate_seeds] if name in tried else seeds)]


def later(config: ConfigDict, seeds: Sequence[int],
          outcome_of: Mapping[Place, Outcome]) -> list[Place]:
    """Returns the runs that are left once those have ended: each net at its best rate."""
    if not is_shortened(config, seeds):
        return []
    return [(one.best, seed) for one in choose(config, outcome_of, seeds).values()
            if one.best is not None for seed in seeds[config.comparison.rate_seeds:]]


def most(config: ConfigDict, names: Sequence[str], seeds: Sequence[int]) -> int:
    """Returns how many runs a comparison has, if each net has a best rate."""
    nets = {name.partition(RATE_MARK)[0] for name in _tried(config)}
    return len(first(config, names, seeds)) + (
        len(nets) * (len(seeds) - config.comparison.rate_seeds)
        if is_shortened(config, seeds) else 0)


def _tried(config: ConfigDict) -> list[str]:
    return [name for name in config.get('variants', ()) if RATE_MARK in name]


def is_shortened(config: ConfigDict, seeds: Sequence[int]) -> bool:
    """True if some of the seeds train each net at its best rate alone."""
    asked = config.get('comparison')
    return (asked is not None and asked.best_rate != 'none' and asked.rate_seeds is not None
            and asked.rate_seeds < len(seeds))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known and len(known) == len(values) else None
