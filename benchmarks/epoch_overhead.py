"""What an epoch of configs/mnist_nn.py costs with all that a run does at its end.

    python benchmarks/epoch_overhead.py [--rounds=5] [--epochs=3] [--output=FILE.md]

One run in one process. In each round epochs are trained in four ways, one after the other: bare;
with the evaluation of the test split and its row; with the checkpoint as well; with the look into
the net on top of it, as `tf-labs run` does. Ratios are medians of those to the bare epochs of the
round.
"""

from collections.abc import Callable, Sequence
import statistics
import sys
import tempfile
import time
from typing import Any

import measurement

BARE = 'bare'
EVALUATED, SAVED, SEEN = 'evaluation', 'evaluation, checkpoint', 'evaluation, checkpoint, look'
WANTED = {SAVED: 1.08, SEEN: 1.08}  # times a bare epoch


class Epochs:
    """Epochs of a run that has begun, and what can come at the end of each.

    Attributes:
      parts: seconds of each call, by the name of the part.
    """

    def __init__(self, session: Any, start: int):
        from tf_labs.experiments import trainers
        _, log, diagnostics = session._logs(start)
        self._state = session.state
        self._trainer = trainers.make(session, start, log, diagnostics)
        self._blocks = iter(self._trainer.blocks)
        self.parts: dict[str, list[float]] = {'evaluation': [], 'checkpoint': [], 'look': []}

    def train(self, epochs: int, parts: Sequence[str]) -> float:
        """Trains epochs with these parts at the end of each; returns the seconds of one."""
        began = time.perf_counter()
        for _ in range(epochs):
            step = int(self._state.step)
            while True:
                images, labels, steps = next(self._blocks)
                step = self._trainer._take(images, labels, 0, int(steps), step)
                if self._trainer.plan.ends_epoch(step):
                    break
            for part in parts:
                before = time.perf_counter()
                self._end(part)(step)
                self.parts[part].append(time.perf_counter() - before)
            self._state.reset_sums()
        return (time.perf_counter() - began) / epochs

    def _end(self, part: str) -> Callable[[int], object]:
        trainer = self._trainer
        return {'evaluation': lambda step: trainer._end_epoch(step, 0.0),
                'checkpoint': trainer._save, 'look': trainer._look_inside}[part]


def main() -> int:
    """Measures and prints; returns the exit status."""
    flags = measurement.flags(__doc__)
    flags.add_argument('--epochs', type=int, default=3, help='that are trained each time')
    values = flags.parse_args()
    seconds, parts = measure(values.rounds, values.epochs)
    measurement.publish(report(seconds, parts), values.output)
    return 0


def measure(rounds: int, epochs: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Returns the seconds of an epoch in each of the ways, and those of each part."""
    from tf_labs import runtime
    from tf_labs.config import config_files
    runtime.import_tensorflow()
    from tf_labs.experiments import supervised
    from tf_labs.training.run_directory import RunDirectory
    ways = {name: tuple(name.split(', ')) for name in (EVALUATED, SAVED, SEEN)}
    config = config_files.load(str(measurement.CONFIG))
    config.train.epochs = 1 + (1 + len(ways)) * epochs * rounds
    seconds: dict[str, list[float]] = {BARE: [], **{name: [] for name in ways}}
    with tempfile.TemporaryDirectory() as workdir:
        directory = RunDirectory(workdir)
        with directory.locked():
            session = supervised.session(config, directory)
            run = Epochs(session, session._open())
            run.train(1, ways[SEEN])  # which traces and compiles
            for taken in run.parts.values():
                taken.clear()
            for number in range(rounds):
                print(f'round {number + 1} of {rounds}', file=sys.stderr, flush=True)
                for name, of_way in seconds.items():
                    of_way.append(run.train(epochs, ways.get(name, ())))
    return seconds, run.parts


def report(seconds: dict[str, list[float]], parts: dict[str, list[float]]) -> str:
    """Returns the tables of a measurement."""
    ratio = {name: measurement.median_ratio(of_way, seconds[BARE])
             for name, of_way in seconds.items()}
    return '\n\n'.join([
        f'{len(seconds[BARE])} rounds; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('an epoch with', 'seconds: median (min-max)', 'times bare'), [
            (name, measurement.median_and_range(of_way), f'{ratio[name]:.3f}')
            for name, of_way in seconds.items()]),
        measurement.markdown(('part alone', 'seconds: median (min-max)', 'of a bare epoch'), [
            (name, measurement.median_and_range(of_part, 4),
             f'{statistics.median(of_part) / statistics.median(seconds[BARE]):.3f}')
            for name, of_part in parts.items()]),
        measurement.targets([
            measurement.Target(f'an epoch with {name} / bare', ratio[name], bound, digits=3)
            for name, bound in WANTED.items()])])


if __name__ == '__main__':
    sys.exit(main())
