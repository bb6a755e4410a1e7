"""What the last lines of a run say that its numbers do not: that it learnt nothing, and why.

A regression says nothing if its R^2 is at most 0, that of who always says the mean.

A classifier is near chance if its test accuracy could be that of an answer that does not look at
its input: if it is at most 3 standard deviations of a binomial count above the share of the largest
class, or within what the doctor takes for luck (1.5 times that share, or 5 points more, whichever
is less).
"""

from collections.abc import Sequence
import math
import shlex

from ml_collections import ConfigDict

from tf_labs.doctor import examination
from tf_labs.doctor import rules
from tf_labs.doctor.evidence import Evidence
from tf_labs.training.run_directory import RunDirectory

DEVIATIONS = 3


def lines(directory: RunDirectory) -> list[str]:
    """Returns what to know of a run or a comparison that has ended; nothing of one that is well."""
    config = directory.config()
    if config.experiment not in examination.EXPERIMENTS:
        return []
    parts = examination.evidence(directory)
    if 'variants' in config or any('/seed-' in title for title, _ in parts):
        said = _of_comparison(parts, _test_examples(config, directory))
    else:
        said = [*_of_chance(parts, _test_examples(config, directory)), *_of_doctor(parts)]
    if not said:
        return []
    *others, last = [f'{config.lab}: {line}' for line in said]
    return [*others, f'{last}; {command(directory)}']


def command(directory: RunDirectory) -> str:
    """Returns the command that tells more."""
    return f'tf-labs doctor --workdir={shlex.quote(str(directory.path))} says more'


def largest_by_chance(share: float, luck: float, examples: int) -> float:
    """Returns the largest accuracy that says nothing.

    Args:
      share: of the largest class.
      luck: what the doctor allows.
      examples: that were asked about.
    """
    return max(share + DEVIATIONS * math.sqrt(share * (1 - share) / examples), luck)


def _test_examples(config: ConfigDict, directory: RunDirectory) -> int:
    return (directory.data(config).examples['test'] if config.experiment == 'supervised'
            else 0)


def _chance(evidence: Evidence, examples: int) -> tuple[float, float] | None:
    """Returns a test accuracy and the largest one that says nothing, if the first is no larger."""
    accuracy = evidence.result.get('test_accuracy')
    if accuracy is None or evidence.classes is None:
        return None
    counts = evidence.class_counts
    share = max(counts) / sum(counts) if sum(counts) else 1 / evidence.classes
    limit = largest_by_chance(share, evidence.chance_accuracy(),
                              evidence.result.get('test_examples', examples))
    return (accuracy, limit) if accuracy <= limit < 1 else None  # so few examples tell nothing


def _of_chance(parts: Sequence[tuple[str, Evidence]], examples: int) -> list[str]:
    found = [_chance(evidence, examples) for _, evidence in parts]
    guesses = [evidence.result['test_r2'] for _, evidence in parts
               if evidence.learns_numbers and evidence.result.get('test_r2', 1) <= 0]
    return [f'no better than always saying the mean: test R^2 {r2:.4f}' for r2 in guesses] + [
        f'near chance: test accuracy {pair[0]:.4f}, and up to {pair[1]:.4f} is luck'
        for pair in found if pair is not None]


def _of_doctor(parts: Sequence[tuple[str, Evidence]]) -> list[str]:
    titles = [f'{title}: {finding.title}' if title else finding.title
              for title, evidence in parts for finding in rules.examine(evidence).findings]
    if not titles:
        return []
    return [f'the doctor has {len(titles)} finding{"s" * (len(titles) > 1)}: {"; ".join(titles)}']


def _of_comparison(parts: Sequence[tuple[str, Evidence]], examples: int) -> list[str]:
    diverged = [title for title, evidence in parts if evidence.diverged is not None]
    stuck = [title for title, evidence in parts
             if title not in diverged and _chance(evidence, examples) is not None]
    told = [f'{what}: {", ".join(titles)}' for what, titles in (
        ('near chance', stuck), ('diverged', diverged)) if titles]
    return ['; '.join(told)] if told else []
