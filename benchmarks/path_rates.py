"""The learning rates of configs/optimizer_paths.py: for each optimizer and surface the best.

    python benchmarks/path_rates.py

Tried are 1, 2 and 5 times powers of ten. Best is what settles soonest within 0.01 of the lowest
f, else what ends lowest, among those paths that make no step longer than a quarter of the
surface's window: others may hit the minimum, but by a leap. It takes about five minutes.
"""

import math
import sys

STEPS, WITHIN, MOMENTUM = 300, 0.01, 0.9
RATES = [float(f'{digit}e{power}') for power in range(-4, 3) for digit in (1, 2, 5)]


def main() -> int:
    """Searches and prints; returns the exit status."""
    from tf_labs import runtime
    runtime.start('cpu')
    from tf_labs.config.schema import default_config
    from tf_labs.labs.optimizer_paths.surfaces import SURFACES
    for name in default_config('optimizer_paths').paths.optimizers:
        best = [min((trial(surface, name, rate), rate) for rate in RATES)
                for surface in SURFACES.values()]
        print(f'config.rates.{name} = ({", ".join(f"{rate:g}" for _, rate in best)})', flush=True)
    return 0


def trial(surface, name: str, rate: float) -> tuple[float, float]:
    """Returns what is to be small: (steps until it is settled, last f), infinite for a leap."""
    import keras
    import numpy as np

    from tf_labs.labs.optimizer_paths import lab
    from tf_labs.labs.optimizer_paths.trajectories import trajectory
    points = trajectory(surface.function, surface.start,
                        lab.optimizer(name, rate, MOMENTUM), STEPS)
    keras.utils.clear_session()
    longest = np.linalg.norm(np.diff(points, axis=0), axis=1).max()
    left, right, *_ = surface.window
    found = lab.outcome(surface, points, WITHIN)
    if not longest <= (right - left) / 4 or found.final is None:
        return math.inf, math.inf
    return math.inf if found.settled is None else found.settled, found.final


if __name__ == '__main__':
    sys.exit(main())
