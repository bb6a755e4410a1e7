"""What training on many workers costs: tables and figures of docs/scale.md, from constants.

    python benchmarks/cost_model.py [--figures=DIR] [--output=FILE.md]
    python benchmarks/cost_model.py --measure=alexnet --data=imagenet2012 --stored=imagenette

The model is in benchmarks/costs/, and its constants in benchmarks/costs/constants.toml; --measure
prints those of a net as measured here, to be put there. Nothing is trained by the first command.
"""

from pathlib import Path
import sys

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np

from benchmarks import measurement
from benchmarks.costs import measuring
from benchmarks.costs import steps
from benchmarks.costs import tables
from tf_labs.report import plots

FACTORS = (1, 100)  # how much faster than measured a worker is: a GPU is about the second
RESTART_SECONDS = 60.0
INTERVALS = (10, 100, 1000, 10_000)
FAILING = 'alexnet'


def main() -> int:
    """Prints the tables, or the constants of one net; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--figures', help='directory for the figures')
    flags.add_argument('--measure', help='name of a lab whose constants are measured')
    flags.add_argument('--data', help='the data set that its net is made for')
    flags.add_argument('--stored', help='the data set that is read')
    values = flags.parse_args()
    if values.measure:
        for name, value in measuring.constants(
                values.measure, values.data, values.stored).items():
            print(f'{name} = {value:.4g}' if isinstance(value, float) else f'{name} = {value}')
        return 0
    nets = steps.nets()
    measurement.publish(_report(nets), values.output)
    if values.figures:
        _draw(nets, Path(values.figures))
    return 0


def _report(nets: dict[str, steps.Net]) -> str:
    parts = [tables.constants_table(list(nets.values()))]
    for factor in FACTORS:
        parts += [f'Workers {factor} times as fast as measured:' if factor > 1
                  else 'Workers as measured:',
                  *(f'{net.title}\n\n{tables.speedup_table(net.faster(factor))}'
                    for net in nets.values()),
                  tables.where_it_ends(list(nets.values()), factor)]
    parts.append(tables.failure_table(nets[FAILING], INTERVALS, RESTART_SECONDS,
                                      np.random.default_rng(0)))
    return '\n\n'.join(parts)


def _draw(nets: dict[str, steps.Net], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, figure in {
            'scale': tables.speedup_figure(list(nets.values()), FACTORS),
            'failures': tables.failure_figure(nets[FAILING], RESTART_SECONDS)}.items():
        (directory / f'{name}.png').write_bytes(plots.png(figure))


if __name__ == '__main__':
    sys.exit(main())
