"""What each field of an experiment that looks into a trained net can be."""

import math
import re

_SPLITS = ('train', 'test')
_FILLS = ('mean', 'zero')
PART = re.compile(r'(?P<kind>.+): (?P<name>[^:]+?) (\d+) (\d+) ([1-9]\d*) ([1-9]\d*)')


def _is_positive(value: float) -> bool:
    return math.isfinite(value) and value > 0


CHOICES: dict = {
    'look.split': _SPLITS,
    'occlusion.split': _SPLITS,
    'occlusion.fill': _FILLS,
    'correspondence.split': _SPLITS,
    'correspondence.fill': _FILLS,
}

# path: (test, what is expected); None, where a field may be None, is not tested.
RANGES: dict = {
    'net.step': (lambda v: v >= 0, 'at least 0'),
    'look.examples': (lambda v: v >= 1, 'at least 1'),
    'look.layers': (lambda v: all(isinstance(name, str) for name in v), 'names of layers'),
    'look.maps': (lambda v: v >= 1, 'at least 1'),
    'look.map_numbers': (
        lambda v: all(isinstance(n, int) and n >= 0 for n in v), 'whole numbers of at least 0'),
    'evolution.compared_examples': (lambda v: v >= 1, 'at least 1'),
    'evolution.settled': (lambda v: 0 < v < 1, 'above 0 and below 1'),
    'occlusion.images': (
        lambda v: all(isinstance(n, int) and n >= 0 for n in v), 'whole numbers of at least 0'),
    'occlusion.files': (lambda v: all(isinstance(path, str) for path in v), 'paths of pictures'),
    'occlusion.size': (lambda v: v >= 1, 'at least 1'),
    'occlusion.stride': (lambda v: v >= 1, 'at least 1'),
    'occlusion.batch_size': (lambda v: v >= 1, 'at least 1'),
    'occlusion.save_every': (lambda v: v >= 1, 'at least 1'),
    'correspondence.parts': (
        lambda v: v and all(isinstance(part, str) and PART.fullmatch(part) for part in v),
        "one 'CLASS: NAME TOP LEFT HEIGHT WIDTH' or more, as 'Ankle boot: heel 17 19 7 7'"),
    'correspondence.layers': (lambda v: bool(v), 'at least one name of a layer'),
    'correspondence.images': (lambda v: v >= 2, 'at least 2'),
    'correspondence.subsets': (lambda v: v >= 2, 'at least 2'),
    'correspondence.draws': (lambda v: v >= 1, 'at least 1'),
    'correspondence.on_object': (lambda v: 0 <= v <= 1, 'from 0 to 1'),
    'probe.train_examples': (lambda v: v >= 10, 'at least 10'),
    'probe.test_examples': (lambda v: v >= 1, 'at least 1'),
    'probe.grid': (lambda v: v >= 1, 'at least 1'),
    'probe.cs': (lambda v: bool(v) and all(map(_is_positive, v)), 'finite numbers above 0'),
    'transfer.examples': (
        lambda v: v and all(isinstance(n, int) and n >= 1 for n in v),
        'one whole number of at least 1, or more'),
    'transfer.draws': (lambda v: v >= 2, 'at least 2'),
    'transfer.test_examples': (lambda v: v >= 1, 'at least 1'),
    'transfer.c': (_is_positive, 'a finite number above 0'),
    'train.learning_rate': (_is_positive, 'a finite number above 0'),
}
