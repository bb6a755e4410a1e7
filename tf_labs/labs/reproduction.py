"""Reruns the labs that carry published numbers, and judges every number."""

from collections.abc import Mapping, Sequence
from pathlib import Path
import shutil
import time

from ml_collections import ConfigDict

import tf_labs
from tf_labs.config import config_values
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.experiments import comparison
from tf_labs.experiments import outcomes
from tf_labs.labs import catalog
from tf_labs.published.judging import FAIL
from tf_labs.published.judging import judge
from tf_labs.published.judging import Values
from tf_labs.published.number import Published
from tf_labs.report import tables
from tf_labs.training.manifest import About

WITHOUT_CHANCE = ('exact', 'structure')


def run(configs: Mapping[str, ConfigDict], numbers: Sequence[Published], root: Path, *,
        seed_count: int, rerun: bool, devices: str,
        abouts: Mapping[str, About]) -> tuple[list[dict[str, str]], list[str]]:
    """Runs what is not in `root` yet and judges the numbers.

    Args:
      configs: by lab, all that the numbers need.
      numbers: of tf_labs.published.
      root: holds a comparison for each lab, named by lab and digest of its config.
      seed_count: runs of each lab that chance has a part in.
      rerun: do everything anew.
      devices: of `runtime.start`.
      abouts: lesson and command by lab.

    Returns:
      A row for each number, and a sentence for each erratum.
    """
    runs: dict[str, list[Values]] = {}
    for place, (lab, config) in enumerate(configs.items(), 1):
        by_chance = any(lab in number.labs() and number.rule not in WITHOUT_CHANCE
                        for number in numbers)
        began = time.perf_counter()
        runs[lab] = _values(config, root, seed_count if by_chance else 1, rerun, devices,
                            abouts[lab])
        say(f'[{place}/{len(configs)}] {lab}: {len(runs[lab])} x '
            f'{len(comparison.variants(config))} runs, {time.perf_counter() - began:.1f} s')
    rows, notes = [], []
    for number in numbers:
        judgement = judge(number, _together(number, runs))
        mark = ''
        if number.note:
            notes.append(f'{number.lab}, {number.quantity}: {number.note}.')
            mark = f' [{len(notes)}]'
        ours = judgement.ours + _measured_on(number, runs[number.lab])
        rows.append({'lab': number.lab, 'quantity': number.quantity, 'source': number.source,
                     'printed': number.printed, 'ours': ours,
                     'rule': number.rule + mark, 'verdict': judgement.verdict})
    return rows, notes


def _values(config: ConfigDict, root: Path, seed_count: int, rerun: bool,
            devices: str, about: About) -> list[Values]:
    """Returns {'LAB/quantity': value} of each seed; cached by the digest of the config."""
    path = root / f'{config.lab}-{config_values.digest(config)[:8]}'
    if rerun and path.exists():
        shutil.rmtree(path)
    with silence():
        by_seed = comparison.run(catalog.experiment(config.experiment), config, str(path),
                                 devices, seed_count, about)
    own_name = '' if 'variants' in config else f'{config.lab}.'
    return [{f'{config.lab}/{key.removeprefix(own_name)}': value for key, value in values.items()}
            for values in by_seed.values()]


def _together(number: Published, runs: Mapping[str, list[Values]]) -> list[Values]:
    """Merges the labs of a number seed by seed; a lab without chance counts for every seed."""
    needed = [runs[lab] for lab in sorted(number.labs())]
    count = max(map(len, needed))
    return [{key: value for values in needed for key, value in values[
        min(index, len(values) - 1)].items()} for index in range(count)]


def _measured_on(number: Published, runs: Sequence[Values]) -> str:
    """Says on how much data a claim was judged: what is prepared may not be the whole set."""
    if number.rule != 'direction' or not runs:
        return ''
    variant = number.measured[0].rpartition('.')[0]
    found = outcomes.examples({key.removeprefix(f'{variant}.'): value
                               for key, value in runs[0].items()})
    return f', on {found} examples' if found else ''


def heading(seed_count: int) -> str:
    """Returns what stands above the table in a file: what made it."""
    seeds = 'one seed' if seed_count == 1 else f'{seed_count} seeds'
    return ('# The table of published numbers\n\n'
            f'Version {tf_labs.__version__}, {seeds} of each lab that chance has a part in.\n\n')


def to_markdown(rows: list[dict[str, str]], notes: list[str]) -> str:
    """Returns the table, and the errata as a numbered list."""
    text = tables.to_markdown(rows)
    if notes:
        text += '\n' + ''.join(f'{index}. {note}\n' for index, note in enumerate(notes, 1))
    return text


def summary(rows: list[dict[str, str]]) -> str:
    """Returns `120 published numbers: 118 PASS, 2 FAIL`."""
    verdicts = [row['verdict'] for row in rows]
    counts = ', '.join(f'{verdicts.count(verdict)} {verdict}' for verdict in dict.fromkeys(
        sorted(verdicts, key=('PASS', 'NEAR', 'OPEN', 'FAIL').index)))
    return f'{len(rows)} published numbers: {counts}'


def failures(rows: list[dict[str, str]]) -> list[str]:
    """Returns the names of the numbers that do not come out."""
    return [f'{row["lab"]}: {row["quantity"]}' for row in rows if row['verdict'] == FAIL]
