"""How soon a command of `tf-labs shell` is done: `run digits` beside a bare import of TensorFlow.

    python benchmarks/shell_start.py --rounds=5 --output=shell_start.md

Each round imports TensorFlow in a process from nothing, runs digits in one, and runs it in a shell
that is ready. The last two must end with the same digest.
"""

from collections.abc import Iterator
import contextlib
import dataclasses
import json
from pathlib import Path
import subprocess
import sys
import tempfile
import time

import measurement
import tf_labs
from whole_command import run

WANTED_RATIO = 0.5


@dataclasses.dataclass(frozen=True)
class Round:
    """Wall times of one round in seconds.

    Attributes:
      importing: `import tensorflow`, from start to exit.
      outside: `tf-labs run digits`, likewise.
      inside: `run digits`, from the line that is sent to the shell to its end.
      overview: `help` in the shell, likewise.
    """

    importing: float
    outside: float
    inside: float
    overview: float


class Shell:
    """A shell that reads what it is sent."""

    def __init__(self, process: subprocess.Popen):
        self._process = process

    def seconds(self, line: str) -> float:
        """Returns how long a command takes."""
        began = time.perf_counter()
        # `version` takes a hundredth of a second, and what it says ends what is waited for.
        print(line, 'version', sep='\n', file=self._process.stdin, flush=True)
        for said in self._process.stdout:
            if said == f'tf-labs {tf_labs.__version__}\n':
                return time.perf_counter() - began
        raise subprocess.CalledProcessError(self._process.wait(), line)


@contextlib.contextmanager
def shell() -> Iterator[Shell]:
    """Starts one, and ends it."""
    with subprocess.Popen([sys.executable, '-m', 'tf_labs', 'shell'], cwd=measurement.ROOT,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Shell(process)
        process.stdin.close()
        process.stdout.read()


def main() -> int:
    """Measures and prints; returns the exit status."""
    values = measurement.flags(__doc__).parse_args()
    with shell() as asked, tempfile.TemporaryDirectory() as directory:
        first = asked.seconds(f'run digits --workdir={directory}/first')
        rounds = [measure(asked, Path(directory) / str(number)) for number in range(values.rounds)]
    measurement.publish(report(first, rounds), values.output)
    return 0


def measure(asked: Shell, place: Path) -> Round:
    """Returns one round."""
    importing, _ = run([sys.executable, '-c', 'import tensorflow'])
    outside, _ = run([sys.executable, '-m', 'tf_labs', 'run', 'digits',
                      f'--workdir={place}/outside'])
    inside = asked.seconds(f'run digits --workdir={place}/inside')
    digests = {json.loads((place / name / 'result.json').read_text('utf-8'))['digest']
               for name in ('outside', 'inside')}
    assert len(digests) == 1, digests
    return Round(importing, outside, inside, asked.seconds('help'))


def report(first: float, rounds: list[Round]) -> str:
    """Returns the tables of a measurement."""
    def all_of(name: str) -> list[float]:
        return [getattr(of_round, name) for of_round in rounds]

    return '\n\n'.join([
        f'{len(rounds)} rounds; {measurement.setting(("tensorflow", "keras", "numpy"))}',
        measurement.markdown(('quantity', 'seconds: median (min-max)'), [
            ('import tensorflow', measurement.median_and_range(all_of('importing'))),
            ('tf-labs run digits', measurement.median_and_range(all_of('outside'))),
            ('run digits in a shell', measurement.median_and_range(all_of('inside'))),
            ('the first command of a shell, with its start', f'{first:.3f}'),
            ('help in a shell', measurement.median_and_range(all_of('overview')))]),
        measurement.targets([measurement.Target(
            'run digits in a shell / import tensorflow',
            measurement.median_ratio(all_of('inside'), all_of('importing')), WANTED_RATIO)])])


if __name__ == '__main__':
    sys.exit(main())
