"""What TFDS writes beside the records of a set: which files hold how many of what.

It is read here and not by TFDS, which takes the names of directories as patterns and answers a
damaged file with whatever its parts raise.
"""

from collections.abc import Iterable, Mapping
import dataclasses
import json
from pathlib import Path
import re
from typing import Any

from tf_labs.data import regular_files
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import printable

INFO, FEATURES, LABELS = 'dataset_info.json', 'features.json', 'label.labels.txt'
LARGEST_CLASSES = 2**20
LIMIT = 2**24  # bytes; the largest known one is that of ImageNet, 40,000
TEMPLATE = '{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}'
CLASS_NAME = re.compile(r'"(?:pythonClassName|type)"\s*:\s*"(?!tensorflow_datasets\.)')


@dataclasses.dataclass(frozen=True)
class Split:
    """The shards of a split, in order, and how many records each of them holds."""

    paths: tuple[Path, ...]
    counts: tuple[int, ...]

    def __len__(self) -> int:
        return sum(self.counts)


@dataclasses.dataclass(frozen=True)
class Features:
    """Of images with labels: height, width and channels, None where they vary; classes."""

    image_shape: tuple[int | None, ...]
    classes: int


def damaged(path: Path, why: str) -> DataNotAvailableError:
    """The error for a file of a prepared set: it, what is wrong with it, and the cure."""
    return DataNotAvailableError(f'{path}: {why}; remove {path.parent} and run again, which '
                                 'prepares it anew, or copy it again from where it is sound')


def splits(place: Path) -> dict[str, Split]:
    """Reads dataset_info.json; nobody waits for TensorFlow to hear it.

    Args:
      place: directory of the prepared set.

    Raises:
      DataNotAvailableError: it is missing, damaged, or speaks of other files than TFRecord.
    """
    info = _json(place / INFO)
    try:
        form, known = info.get('fileFormat', 'tfrecord'), info['splits']
        found = {str(split['name']): _split(place, str(info['name']), split) for split in known}
        if len(found) < len(known):
            raise ValueError
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise damaged(place / INFO, 'it does not say which files hold how many examples'
                      ) from error
    if form != 'tfrecord':
        raise DataNotAvailableError(f'{place} is in files of another form; expected tfrecord; '
                                    f'received {form}')
    return found


def no_split(place: Path, name: str, found: Iterable[str]) -> DataNotAvailableError:
    """The error for a prepared set that lacks a split: it, and those that it has."""
    return DataNotAvailableError(f'{place} has no split {name}; expected {name} among its splits; '
                                 f'received {", ".join(found) or "none"}')


def split(place: Path, name: str) -> Split:
    """Returns one split.

    Raises:
      DataNotAvailableError: as `splits`; or it has none of this name, or one without examples.
    """
    found = splits(place)
    if name not in found:
        raise no_split(place, name, found)
    if not len(found[name]):
        raise damaged(place / INFO, f'the split {name} is empty')
    return found[name]


def features(place: Path) -> Features:
    """Reads features.json.

    Raises:
      DataNotAvailableError: it is missing or damaged, or speaks of other things.
    """
    import tensorflow_datasets as tfds
    path = place / FEATURES
    content = _json(path)
    try:
        if CLASS_NAME.search(json.dumps(content)):  # TFDS would import whatever it names
            raise ValueError('classes that are not those of TFDS')
        found = tfds.features.FeaturesDict.from_json(content)
        image, label = (found[key] if key in found else None for key in ('image', 'label'))
    except Exception as error:  # pylint: disable=broad-except
        raise damaged(path, f'it cannot be understood ({type(error).__name__})') from error
    if not isinstance(image, tfds.features.Image) or (
            not isinstance(label, tfds.features.ClassLabel)) or not label.num_classes:
        raise DataNotAvailableError(
            f'{place} does not hold images with labels; expected the features image and label; '
            f'received {", ".join(sorted(found))}')
    return Features(tuple(image.shape), int(label.num_classes))


@dataclasses.dataclass(frozen=True)
class Described:
    """What a prepared set says of its images and labels, read without TFDS.

    Attributes:
      image_shape: (height, width, channels) of all images; None where they vary.
      is_png: True for images of 8 bits a channel in PNG files.
      names: of the classes.
    """

    image_shape: tuple[int | None, ...]
    is_png: bool
    names: tuple[str, ...]


def described(place: Path) -> Described:
    """Reads features.json, and the names of classes that stand beside it.

    Raises:
      DataNotAvailableError: it is missing or damaged, or has no image with a label.
    """
    path = place / FEATURES
    try:
        known = _json(path)['featuresDict']['features']
        image, label = (known.get(key, {}) for key in ('image', 'label'))
        shape = tuple(int(side) for side in image['image']['shape']['dimensions']
                      ) if 'image' in image else ()
        classes = _whole(label['classLabel']['numClasses']) if 'classLabel' in label else 0
        is_png = image.get('image', {}).get('dtype') == 'uint8' and (
            image['image'].get('encodingFormat') or 'png') == 'png'
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise damaged(path, f'it cannot be understood ({type(error).__name__})') from error
    if len(shape) != 3 or not 1 <= classes <= LARGEST_CLASSES:
        raise DataNotAvailableError(
            f'{place} holds no images with labels; expected the features image and label; '
            f'received {", ".join(sorted(known))}')
    return Described(tuple(side if side > 0 else None for side in shape), is_png,
                     _names(place / LABELS, classes))


def _names(path: Path, classes: int) -> tuple[str, ...]:
    """Returns the names of classes, numbers if there are none."""
    try:
        lines = regular_files.read_bytes(path, LIMIT).decode('utf-8').split('\n')
    except FileNotFoundError:
        return tuple(map(str, range(classes)))
    except (OSError, ValueError) as error:
        raise damaged(path, 'it cannot be read') from error
    names = tuple(printable(line.strip()) for line in lines if line.strip())
    if len(names) != classes:
        raise damaged(path, f'it names {len(names)} of {classes} classes')
    return names


def _json(path: Path) -> Any:
    try:
        return json.loads(regular_files.read_bytes(path, LIMIT))
    except OSError as error:
        raise damaged(path, regular_files.reason(error)) from error
    except (ValueError, RecursionError) as error:
        raise damaged(path, 'it is not JSON') from error


def _split(place: Path, name: str, known: Mapping[str, Any]) -> Split:
    counts = tuple(_whole(length) for length in known['shardLengths'])
    template = known.get('filepathTemplate') or TEMPLATE
    return Split(tuple(
        place / _file(template, DATASET=name, SPLIT=known['name'], FILEFORMAT='tfrecord',
                      SHARD_INDEX=f'{shard:05}', NUM_SHARDS=f'{len(counts):05}',
                      SHARD_X_OF_Y=f'{shard:05}-of-{len(counts):05}')
        for shard in range(len(counts))), counts)


def _file(template: str, **parts: str) -> str:
    """Returns the name of a shard in this directory, whatever the template says."""
    name = re.sub(r'\$?\{(\w+)\}', lambda found: parts[found[1]], template)
    if Path(name).name != name or '\0' in name:
        raise ValueError(f'{name} is no name of a file')
    return name


def _whole(value: Any) -> int:
    """Returns a number that JSON holds as a number or, as protobuf writes it, as text."""
    number = int(value) if isinstance(value, str) else value
    if type(number) is not int or not 0 <= number < 2**40:
        raise ValueError(f'{value} is no count')
    return number
