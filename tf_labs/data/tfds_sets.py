"""Any image classification set of TFDS, `tfds:NAME[/CONFIG][:VERSION]`, as its own files say."""

from collections.abc import Iterator
import functools
import math
from pathlib import Path
import re
from typing import TYPE_CHECKING

from ml_collections import ConfigDict
import numpy as np

from tf_labs import runtime
from tf_labs.config import data_names
from tf_labs.data import prepared
from tf_labs.data import sources
from tf_labs.data.catalog import DataSet
from tf_labs.data.examples import Examples
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError

if TYPE_CHECKING:
    from tf_labs.data.records import Records
    from tf_labs.data.streams import Stream

NAME = re.compile(
    r'(?P<name>[a-z]\w*)(?:/(?P<config>[\w.,+-]*\w))?(?::(?P<version>\d+\.\d+\.\d+))?')
TEST_NAMES = ('test', 'validation')  # the first that is there
TEST_SHARE = 2**32 // 6  # of the checksums of records
IN_MEMORY = 2**30  # bytes of images of one size


def describe(data: ConfigDict) -> DataSet:
    """Returns the facts of a set, which is downloaded and prepared first if it is not there.

    Args:
      data: the section `data` of a config.

    Raises:
      UserError: the name is none.
      DataNotAvailableError: it cannot be downloaded, is damaged, or holds no images with labels.
    """
    if not is_prepared(data):
        runtime.import_tensorflow()  # in silence, which TFDS would not do
        match = _parts(data)
        _, _, name = data.name.partition(':')
        sources.prepare(name.partition(':')[0], DataSet(
            title='', source='tfds', version=match['version'] or '', image_shape=(1, 1, 1),
            config=match['config'] or '', examples={}), sources.directory(data.dir))
    return _facts(_place(data), data.side)


def is_prepared(data: ConfigDict) -> bool:
    """True if a set is there without a download; it may be damaged."""
    return _prepared(data) is not None


def load(data: ConfigDict, splits: tuple[str, ...],
         from_cache: bool = True) -> dict[str, 'Examples | Stream']:
    """Loads splits of a set: images of one size into memory, if they are few enough.

    Args:
      data: the section `data` of a config.
      splits: of `train` and `test`.
      from_cache: what was decoded by an earlier run will do.

    Raises:
      As `describe`.
    """
    facts, place = describe(data), _place(data)
    if not facts.streamed:
        return {split: _in_memory(place, split, facts.image_shape, len(facts.names), from_cache)
                for split in splits}
    from tf_labs.data import streams  # it needs TensorFlow, which facts do without
    opened: dict[str, Examples | Stream] = {}
    for split in splits:
        found = _records(place, split)
        reader = streams.Reader(
            found, side=facts.image_shape[0], channels=facts.image_shape[2],
            classes=len(facts.names), max_bad=data.max_bad_examples, is_kept=True)
        opened[split] = streams.Stream(reader, 0, len(found))
    return opened


def lines(data: ConfigDict) -> Iterator[str]:
    """Yields what is known of a set, once every record of it was read and decoded.

    Raises:
      As `describe`; at the end if anything is damaged.
    """
    if not is_prepared(data):
        _parts(data)
        yield f'not prepared in {sources.directory(data.dir)}'
        yield ('to prepare it: run a config that uses it: TFDS downloads it once, or says which '
               'archives it wants in downloads/manual; or set TFDS_DATA_DIR to a directory where '
               'it is prepared')
        return
    from tf_labs.data import verification
    facts, place = describe(data), _place(data)
    yield f'{facts.title}, prepared in {place}'
    yield (f'brought to squares of {facts.image_shape[0]} pixels, read when they are needed'
           if facts.streamed else f'images of {"x".join(map(str, facts.image_shape))}, in memory')
    yield 'train and test: ' + _rule(place)
    yield from verification.faults(
        place, facts, [name for name in _split_names(place) if name is not None])
    for split, examples in load(data, ('train', 'test'), from_cache=False).items():
        yield f'{split}: {len(examples)} examples, sha256 {examples.fingerprint()}'
        if isinstance(examples, Examples):
            counts = np.bincount(examples.labels, minlength=len(facts.names))
            yield '  ' + ', '.join(f'{name} {count}' for name, count in zip(facts.names, counts))


def _parts(data: ConfigDict) -> re.Match[str]:
    match = NAME.fullmatch(data_names.place(data.name))
    if match is None:
        raise UserError('config.data.name does not name a TFDS data set', received=data.name,
                        expected='tfds:NAME[/CONFIG][:VERSION], as tfds:beans or '
                        'tfds:emnist/letters:3.1.0')
    return match


def _place(data: ConfigDict) -> Path:
    """Returns the directory of a set that is prepared."""
    place = _prepared(data)
    if place is None:
        raise sources.not_prepared(data)
    return place


def _prepared(data: ConfigDict) -> Path | None:
    """Returns the directory of the wanted version, of the newest if none is; None without one.

    Raises:
      UserError: there are several forms of the set, of which none is named.
    """
    match = _parts(data)
    builder = sources.directory(data.dir) / match['name']
    form = builder / (match['config'] or '')
    if match['version']:
        return form / match['version'] if (form / match['version']).is_dir() else None
    if versions := _versions(form):
        return form / max(versions, key=lambda version: tuple(map(int, version.split('.'))))
    forms = [] if match['config'] else [name for name in _inside(form) if _versions(form / name)]
    if forms:
        raise UserError(f'{data.name} has several configs', received='none of them',
                        expected=' or '.join(f'tfds:{match["name"]}/{name}' for name in forms))
    return None


def _versions(form: Path) -> list[str]:
    return [name for name in _inside(form) if re.fullmatch(r'\d+\.\d+\.\d+', name)
            and (form / name / prepared.INFO).is_file()]


def _inside(place: Path) -> list[str]:
    try:
        return sorted(path.name for path in place.iterdir())
    except OSError:
        return []


def _facts(place: Path, side: int) -> DataSet:
    known = prepared.described(place)
    height, width, channels = known.image_shape
    counts = _counts(place)
    total = sum(len(split) for split in prepared.splits(place).values())
    fits = height and width and math.prod((height, width, channels or 3, total)) <= IN_MEMORY
    is_fixed = bool(fits and channels in (1, 3) and known.is_png)
    if is_fixed:
        assert height and width and channels
        shape = height, width, channels
    else:
        least = min(filter(None, (side, height, width)))
        shape = least, least, 1 if channels == 1 else 3
    return DataSet(
        title=f'{sum(counts.values()):,} images of {len(known.names)} classes', source='own',
        version='', image_shape=shape, names=known.names, examples=counts,
        streamed=not is_fixed, any_size=not is_fixed)


def _split_names(place: Path) -> tuple[str, str | None]:
    """Returns the name of the training split, and of the one to test on, if there is one."""
    found = prepared.splits(place)
    whole = [name for name, split in found.items() if len(split)]
    if 'train' not in whole:
        raise prepared.no_split(place, 'train', found)
    return 'train', next((name for name in TEST_NAMES if name in whole), None)


def _rule(place: Path) -> str:
    test = _split_names(place)[1]
    return ('one record in six is for the test, by its checksum' if test is None
            else f'the splits train and {test}')


def _counts(place: Path) -> dict[str, int]:
    train, test = _split_names(place)
    if test is not None:
        found = prepared.splits(place)
        return {'train': len(found[train]), 'test': len(found[test])}
    counts = {split: len(_records(place, split)) for split in ('train', 'test')}
    if not all(counts.values()):
        raise DataNotAvailableError(
            f'{place} has too few records to be split by their checksums; expected one for '
            f'training and one for the test at least; received {counts["train"]} and '
            f'{counts["test"]}')
    return counts


def _records(place: Path, split: str) -> 'Records':
    from tf_labs.data import records
    train, test = _split_names(place)
    files = prepared.split(place, train if split == 'train' or test is None else test)
    found = records.index(files.paths, files.counts)
    return found if test is not None else found.chosen(_chosen(found, split))


def _chosen(records: 'Records', split: str) -> np.ndarray:
    """Returns bool [N], which records are of a split where there is only the training split."""
    is_test: np.ndarray = records.checksums < TEST_SHARE
    return is_test if split == 'test' else ~is_test


@functools.lru_cache(maxsize=4)  # many runs of one process share the arrays
def _in_memory(place: Path, split: str, image_shape: tuple[int, int, int],
               classes: int, from_cache: bool) -> Examples:
    from tf_labs.data import decoded
    from tf_labs.data import records
    train, test = _split_names(place)
    files = prepared.split(place, train if split == 'train' or test is None else test)
    whole = decoded.load(files, image_shape, classes, from_cache=from_cache)
    if test is not None:
        return whole
    return whole.take(np.flatnonzero(_chosen(records.index(files.paths, files.counts), split)))
