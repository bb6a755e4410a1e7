"""Photographs that could not be decoded: told, and listed in the manifest."""

from collections.abc import Mapping

from tf_labs.console import warn
from tf_labs.data.examples import Examples
from tf_labs.data.streams import Stream
from tf_labs.training.run_directory import RunDirectory


def note(directory: RunDirectory, splits: Mapping[str, Examples | Stream]) -> None:
    """Says how many of a run's photographs could not be decoded, and lists them in the manifest."""
    found = {split: set(examples.bad_examples) for split, examples in splits.items()
             if isinstance(examples, Stream) and split != 'validation'}
    if not any(found.values()):
        return
    manifest = directory.read_json('manifest') or {}
    before = manifest.get('bad_examples', {})
    every = {split: sorted(numbers | set(before.get(split, ())))
             for split, numbers in found.items() if numbers}
    directory.write_json('manifest', {**manifest, 'bad_examples': every})
    counts = ', '.join(f'{len(numbers)} of {split}' for split, numbers in every.items())
    warn(f'examples that cannot be decoded, with others in their place: {counts}; '
         'manifest.json names them')
