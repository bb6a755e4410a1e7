"""What all measurements share: config, flags, medians, targets, Markdown tables."""

import argparse
from collections.abc import Sequence
import dataclasses
import datetime
from importlib import metadata
import os
from pathlib import Path
import platform
import statistics

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / 'configs' / 'mnist_nn.py'


@dataclasses.dataclass(frozen=True)
class Target:
    """A number that is wanted, beside the one that was measured.

    Attributes:
      quantity: what it is.
      measured: as measured.
      bound: what is wanted of it: at least this, or at most.
      at_least: which of the two.
      digits: decimals shown.
    """

    quantity: str
    measured: float
    bound: float
    at_least: bool = False
    digits: int = 2

    @property
    def reached(self) -> bool:
        """True if the measured number is as wanted."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


def flags(doc: str) -> argparse.ArgumentParser:
    """Returns the flags that every measurement has.

    Args:
      doc: docstring of the script; its first line becomes the summary.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument('--rounds', type=_count, default=5, help='rounds that are timed')
    parser.add_argument('--output', help='file to write the report to as well')
    return parser


def _count(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f'expected at least 1; received {text}')
    return int(text)


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Returns a Markdown table whose columns also line up as text."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        return f'| {" | ".join(f"{cell:{width}}" for cell, width in zip(cells, widths))} |'

    return '\n'.join([line(header), line(['-' * width for width in widths]), *map(line, rows)])


def targets(wanted: Sequence[Target]) -> str:
    """Returns the table of what was wanted, what was measured and whether that is enough."""
    return markdown(('target', 'wanted', 'measured', ''), [
        (target.quantity, f'{">=" if target.at_least else "<="} {target.bound:g}',
         f'{target.measured:.{target.digits}f}', 'reached' if target.reached else 'missed')
        for target in wanted])


def median_and_range(values: Sequence[float], digits: int = 3) -> str:
    """Returns `median (min-max)`."""
    shown = (f'{value:.{digits}f}' for value in (
        statistics.median(values), min(values), max(values)))
    return '{} ({}-{})'.format(*shown)


def median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """Returns the median of the ratios of each round: what slows a whole round cancels out."""
    return statistics.median(a / b for a, b in zip(numerators, denominators, strict=True))


def setting(packages: Sequence[str]) -> str:
    """Returns when, on what and with which versions the numbers were measured."""
    versions = ', '.join(f'{package} {metadata.version(package)}' for package in packages)
    return (f'{datetime.date.today()}; {os.cpu_count()} cores, {_processor()}; '
            f'Python {platform.python_version()}, {versions}')


def _processor() -> str:
    return _cpuinfo('model name') or platform.processor() or platform.machine()


def multiplies_bfloat16() -> bool:
    """True if the processor has instructions for it, as far as Linux tells."""
    return not {'avx512_bf16', 'amx_bf16'}.isdisjoint(_cpuinfo('flags').split())


def _cpuinfo(key: str) -> str:
    """Returns what Linux says of the first core; nothing where there is no Linux."""
    try:
        lines = Path('/proc/cpuinfo').read_text('utf-8').splitlines()
        return next(line.split(': ')[1] for line in lines if line.startswith(key))
    except (OSError, StopIteration):
        return ''


def publish(text: str, output: str | None) -> None:
    """Prints a report, and writes it to a file if one is named."""
    print(text, flush=True)
    if output is not None:
        Path(output).write_text(f'{text}\n', encoding='utf-8')
