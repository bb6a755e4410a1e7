"""What a run that has ended measured, as numbers by name."""

from collections.abc import Iterator, Mapping
from typing import Any

from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

Outcome = dict[str, Any]
_NO_MEASUREMENT = ('lab', 'digest', 'sessions', 'wall_seconds', 'train_seconds', 'seconds', 'epoch',
                   'step', 'steps', 'parameters', 'trainable_parameters', 'multiply_adds',
                   'train_examples', 'test_examples', 'filters')


def logged(directory: RunDirectory) -> Outcome:
    """Returns {'quantity[epoch]': value} of metrics.jsonl; of rows without epochs by step."""
    return {f'{key}[{row.get("epoch", row["step"])}]': value
            for row in metrics_log.read(directory) for key, value in row.items()}


def measured(outcome: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yields what is a number and was measured, the rows of single epochs left out."""
    for key, value in outcome.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool) and (
                is_measurement(key)):
            yield key, value


def is_measurement(key: str) -> bool:
    """True if what has this name in a result was measured, and is not the row of an epoch."""
    return '[' not in key and key not in _NO_MEASUREMENT


def examples(outcome: Mapping[str, Any]) -> str:
    """Returns on how much data something was measured, as `10,000 + 2,000`; '' if it is unknown."""
    counts = [outcome.get(f'{split}_examples') for split in ('train', 'test')]
    return '' if None in counts else ' + '.join(f'{count:,}' for count in counts)
