"""What two comparisons must have in common, file by file: all but what tells of times."""

import json
from pathlib import Path
import re

import tensorflow as tf

# Times, who ran it, and what is made of the rows, which have times.
_TIMES = ('seconds', 'wall_seconds', 'train_seconds', 'sessions', 'written', 'about')


def contents(place: Path) -> dict[str, object]:
    """Returns {relative name: content} of every file of a comparison."""
    return {str(path.relative_to(place)): _content(path) for path in sorted(place.rglob('*'))
            if path.is_file() and path.name != 'lock' and 'tensorboard' not in path.parts
            and not re.fullmatch(r'ckpt-\d+\.data.*', path.name)}


def _content(path: Path) -> object:
    if path.suffix == '.index':
        reader = tf.train.load_checkpoint(str(path.with_suffix('')))
        return {name: reader.get_tensor(name).tobytes() for name in (
            reader.get_variable_to_shape_map()) if reader.get_variable_to_dtype_map()[
                name] != tf.string}
    if path.suffix == '.json':
        return _timeless(json.loads(path.read_text('utf-8')))
    if path.suffix == '.jsonl':
        return [_timeless(json.loads(line)) for line in path.read_text('utf-8').splitlines()]
    return path.read_bytes()


def _timeless(tree: dict) -> dict:
    return {key: value for key, value in tree.items() if key not in _TIMES}
