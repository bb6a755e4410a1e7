"""The published numbers of a lab beside those of its runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict

from tf_labs.experiments import judged_runs
from tf_labs.experiments import outcomes
from tf_labs.published.checks import CHECKS
from tf_labs.published.judgement import OPEN
from tf_labs.published.judging import Values
from tf_labs.published.notes import PUBLISHED
from tf_labs.published.number import Published
from tf_labs.report import content
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.training import run_ending
from tf_labs.training.run_directory import RunDirectory

_TITLE = 'Published numbers'
_HARMLESS = frozenset({
    'data.dir', 'data.max_bad_examples', 'train.steps_per_call', 'train.checkpoint_every_steps',
    'train.keep', 'train.keep_at_epochs', 'train.num_threads', 'train.diagnostics'})


def run_values(directory: RunDirectory, prefix: str = '') -> Values:
    """Returns {'PREFIXquantity': value} of result.json and of the rows of one run."""
    found = {**(run_ending.result(directory) or {}), **outcomes.logged(directory)}
    return {f'{prefix}{key}': value for key, value in found.items()}


def section(lab: str, runs: Sequence[Values], about: Mapping[str, Any] | None,
            seed: tuple[int, int] | None = None) -> Section | None:
    """Judges the published numbers that need no other lab than this one.

    Args:
      lab: its name.
      runs: {'LAB/quantity': value}, a seed each.
      about: of the manifest; only a lab without overrides is the one that was published.
      seed: of this run, and of the lab, where it is one of several.

    Returns:
      None if no number is published of what the runs measured.
    """
    numbers = [number for number in (*PUBLISHED, *CHECKS) if number.lab == lab]
    judged = [number for number in numbers if runs and number.keys() and not number.settings()
              and all(_is_known(key, run) for run in runs for key in number.keys())]
    if not judged:
        return None
    reason = _not_published(about, seed)
    if reason is not None:
        return Section('published', _TITLE, [Paragraph(
            f'{len(numbers)} numbers are published for this lab. This is not the published setting '
            f'({reason}), so they are not judged here.')])
    left_out = len(numbers) - len(judged)
    return Section('published', _TITLE, _judged(lab, judged, runs, left_out))


def _is_known(key: str, run: Values) -> bool:
    """True if a run has measured it, or has diverged, and so is judged without it."""
    lab, _, quantity = key.partition('/')
    variant, dot, _ = quantity.rpartition('.')
    return key in run or f'{lab}/{variant}{dot}diverged' in run


def _not_published(about: Mapping[str, Any] | None, seed: tuple[int, int] | None) -> str | None:
    if about is None:
        return 'what made the run was not recorded'
    changed = [word for word in about['overrides'] if not _is_harmless(word)]
    if changed:
        return ' '.join(changed)
    if seed is not None and seed[0] != seed[1]:
        return f'seed {seed[0]}; that of the lab is {seed[1]}'
    return None


def _is_harmless(word: str) -> bool:
    """True for an override on which no number depends, as --config.data.dir=DIR."""
    path = word.lstrip('-').removeprefix('noconfig.').removeprefix('config.').partition('=')[0]
    return '=' in word and (path in _HARMLESS or path.startswith('comparison.'))


def _judged(lab: str, numbers: Sequence[Published], runs: Sequence[Values],
            left_out: int) -> list[content.Part]:
    rows, notes, seeds = [], [], 0
    for number in numbers:
        judgement = judged_runs.judged(number, {lab: runs}, {})
        rows.append({'quantity': number.quantity, 'verdict': judgement.verdict,
                     'printed': number.printed, 'ours': judgement.ours, 'rule': number.rule,
                     'source': number.source})
        if judgement.verdict == OPEN:
            seeds = max(seeds, number.seeds_needed())
        if number.note:
            notes.append(f'{number.quantity}: {number.note}.')
    parts: list[content.Part] = [Table(rows, 'Printed, ours, and the verdict')]
    if len(runs) < seeds:
        parts.append(Paragraph(
            f'OPEN: chance has a part in these, and they take up to {seeds} seeds: '
            f'`tf-labs reproduce --labs={lab} --seeds={seeds}`'))
    if left_out:
        parts.append(Paragraph(f'Left out: {left_out} that take other labs too, are fields '
                               'of the config, or are not measured yet: '
                               f'`tf-labs reproduce --labs={lab}`', 'soft'))
    return parts + ([content.Bullets(notes)] if notes else [])


def comparison_values(directory: RunDirectory, config: ConfigDict,
                      names: Mapping[str, Sequence[int]]) -> list[Values]:
    """Returns {'LAB/VARIANT.quantity': value} of each seed that every variant has.

    Of a run that has diverged it has 'LAB/VARIANT.diverged' alone.

    Args:
      directory: of the comparison.
      config: of the comparison.
      names: the seeds of each variant.
    """
    common = [seed for seed in next(iter(names.values()), ()) if all(
        seed in seeds for seeds in names.values())]
    own = 'variants' in config
    return [{key: value for name in names for key, value in _of_run(
        RunDirectory(directory.path / name / f'seed-{seed}'),
        f'{config.lab}/{name}.' if own else f'{config.lab}/').items()} for seed in common]


def _of_run(directory: RunDirectory, prefix: str) -> Values:
    diverged = run_ending.divergence(directory)
    if diverged is None:
        return run_values(directory, prefix)
    return {f'{prefix}diverged': diverged}
