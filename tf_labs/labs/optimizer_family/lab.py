"""From the numbers of each optimizer to those of its child, by switching one term on."""

from collections.abc import Mapping, Sequence
import dataclasses
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.labs.optimizer_family import figures
from tf_labs.labs.optimizer_family import paths
from tf_labs.labs.optimizer_family.family import Edge
from tf_labs.labs.optimizer_family.family import EDGES
from tf_labs.labs.optimizer_family.rules import Reals
from tf_labs.labs.procedure import Findings
from tf_labs.report import tables
from tf_labs.training import finite


@dataclasses.dataclass(frozen=True)
class Walk:
    """What an edge of the family does on the valley.

    Attributes:
      paths: {share of the new term: points [steps + 1, 2]}, from 0 to 1.
      off, on: how far the path without the term lies from that of the parent's optimizer, and the
        path with all of it from that of the child's: the largest difference of a coordinate.
    """

    paths: Mapping[float, Reals]
    off: float
    on: float


def compute(config: ConfigDict) -> Findings:
    """Walks every edge.

    Raises:
      DivergedError: an optimizer leaves the valley.
    """
    family = config.family
    walks = {edge.name: walk(edge, config.rates[edge.child], family.steps, family.shares)
             for edge in EDGES}
    rows = [row(edge, config.rates[edge.child], walks[edge.name]) for edge in EDGES]
    failed = [one['child'] for one in rows if not holds(one, family.tolerance)]
    lines = [f'x^2/50 + y^2 from (-9, 2), {family.steps} steps. off: how far the child without its '
             'term is from the parent; on: how far it is from the child with it; both as the '
             'optimizers of this project walk.', *tables.to_markdown(rows).splitlines(),
             f'{len(rows) - len(failed)} of {len(rows)} edges hold: off is the parent, on the '
             f'child, to {family.tolerance:g}.'
             + (f' Not so: {", ".join(failed)}.' if failed else '')]
    values: dict[str, Any] = {'edges': len(rows), 'edges_that_hold': len(rows) - len(failed)}
    for edge, one in zip(EDGES, rows):
        values |= {f'{edge.name}_{key.replace(" ", "_")}': one[key]
                   for key in ('off', 'on', 'f of parent', 'f of child')}
    return Findings(lines, values, {'optimizer_family': rows},
                    {'family': figures.family(), 'steps': figures.steps(
                        {edge.name: walks[edge.name].paths for edge in EDGES})})


def walk(edge: Edge, rate: float, steps: int, shares: Sequence[float]) -> Walk:
    """Walks with each share of the term, and with the optimizers of both ends.

    Raises:
      DivergedError: a path is not finite.
    """
    with np.errstate(all='ignore'):  # of one that diverges
        found = {share: paths.of_rule(edge, share, rate, steps) for share in shares}
        parent, child = (paths.of_optimizer(name, of_end, steps, edge.every)
                         for name, of_end in ((edge.parent, rate * edge.parent_rate),
                                              (edge.child, rate)))
    for one in (*found.values(), parent, child):
        finite.check('a point', one, f'on the way from {edge.parent} to {edge.child}',
                     f'rates.{edge.child}')
    return Walk(found, *(float(np.abs(found[share] - end).max())
                         for share, end in ((shares[0], parent), (shares[-1], child))))


def row(edge: Edge, rate: float, walked: Walk) -> dict[str, Any]:
    """Returns what the table says of an edge."""
    first, *_, last = walked.paths.values()
    return {'parent': edge.parent, 'child': edge.child, 'adds': edge.adds,
            'formula': edge.formula, 'rate': rate, 'off': walked.off, 'on': walked.on,
            'f of parent': float(paths.height(first)[-1]),
            'f of child': float(paths.height(last)[-1])}


def holds(one: Mapping[str, Any], tolerance: float) -> bool:
    """Returns whether the term is all that parent and child differ in."""
    return bool(max(one['off'], one['on']) <= tolerance)
