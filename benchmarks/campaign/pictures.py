"""Malformed pictures, given to `predict --image` and as records of a set that a run streams.

Each is an answer or one line, in bounded time and memory.
"""

from collections.abc import Iterator
import io
import itertools
from pathlib import Path
import random
import shutil

import numpy as np
from PIL import features
from PIL import Image

from benchmarks.campaign import damages
from benchmarks.campaign import snapshots
from benchmarks.campaign import trials
from benchmarks.campaign import words
from benchmarks.campaign.kills import Reference
from benchmarks.campaign.scenarios import SCENARIOS
from benchmarks.campaign.trials import Trial
from benchmarks.campaign.trials import Verdict
from benchmarks.campaign.worker import Command
from benchmarks.campaign.worker import Worker

LIMIT_SECONDS, LIMIT_MB = 60.0, 3000
STREAMED = 0.05  # share of trials that are a run on a malformed set
BROKEN = (2, 9, 17)  # numbers of malformed training examples of it
_NO_FILES = {'PDF', 'PALM', 'MPO'}  # that Pillow writes and does not read, or reads as another


def formats() -> dict[str, bytes]:
    """Returns {format: a picture of a stroke} for all formats that Pillow writes here."""
    Image.init()
    written = {}
    for name in sorted(set(Image.SAVE) - _NO_FILES):
        for mode in ('L', 'RGB', 'P', 'RGBA', '1'):
            file = io.BytesIO()
            try:
                _drawn().convert(mode).save(file, name)
            except (OSError, KeyError, ValueError, AttributeError, RuntimeError):
                continue
            written[f'{name}-{mode}'] = file.getvalue()
    assert features.check('jpg') and 'PNG-L' in written
    return written


def _drawn() -> Image.Image:
    pixels = np.full((40, 40), 255, np.uint8)
    pixels[6:34, 18:23] = 20
    return Image.fromarray(pixels)


def plan(known: Reference, shared: Path, seed: int) -> Iterator[Trial]:
    """Yields malformed pictures without end, each mutation of each format in turn."""
    written = formats()
    chance = random.Random(seed)
    pairs = list(itertools.product(written, damages.MUTATIONS))
    for number in itertools.count():
        chance.shuffle(pairs)
        for form, way in pairs:
            if chance.random() < STREAMED:
                place = chance.choice(('jpeg', 'record'))
                yield trial(f'{place}:{way}:{seed}-{chance.randrange(10 ** 6)}', known, shared)
            yield trial(f'{form}:{way}:{seed}-{number}', known, shared)


def trial(key: str, known: Reference, shared: Path) -> Trial:
    """Returns the picture that a key names: FORMAT:MUTATION:NUMBER; or jpeg or record."""
    form, way, _ = key.split(':')
    if form in ('jpeg', 'record'):
        return Trial(key, {'given to': f'run, {form}', 'mutation': way},
                     lambda worker, directory: _streamed(key, known, shared, worker, directory))
    return Trial(key, {'given to': 'predict', 'mutation': way, 'format': form.split('-')[0]},
                 lambda worker, directory: _predicted(key, shared, worker, directory))


def _predicted(key: str, shared: Path, worker: Worker, directory: Path) -> Verdict:
    form, way, _ = key.split(':')
    sound = formats()[form]
    data = damages.MUTATIONS[way](sound, random.Random(key))
    if data == sound:
        return trials.VOID, 'not changed'
    (directory / 'picture').write_bytes(data)
    ended = worker.run(Command(
        ('predict', f'--workdir={shared / "digits"}', '--image=picture'), directory,
        timeout=LIMIT_SECONDS))
    told = words.faults(ended)
    if ended.rss > LIMIT_MB:
        told.append(f'{ended.rss} MB')
    said = ' '.join((ended.err or ended.out).split())
    return (trials.FAILED, '; '.join(told)) if told else (trials.OK, said)


def _streamed(key: str, known: Reference, shared: Path, worker: Worker,
              directory: Path) -> Verdict:
    """A malformed JPEG counts as bad; a malformed record is never trained on without a word."""
    form, way, _ = key.split(':')
    photographs, place = directory / 'photos', directory / 'trial'
    place.mkdir()
    if form == 'jpeg':
        worker.function('benchmarks.campaign.pictures:write_malformed', str(photographs), key)
    else:
        shutil.copytree(shared / 'photos', photographs)
        chance = random.Random(key)
        file = chance.choice(sorted(photographs.rglob('*tfrecord*')))
        file.write_bytes(damages.MUTATIONS[way](file.read_bytes(), chance))
    command = SCENARIOS['photographs'].command(shared, place)
    bad = '--config.data.max_bad_examples=5' if form == 'jpeg' else ''
    ended = worker.run(Command((*command.arguments, *filter(None, [bad])), place, env={
        **command.env, 'TFDS_DATA_DIR': str(photographs)}))
    told = words.faults(ended)
    if form == 'record' and not told and ended.status == 0 and not ended.err:
        unequal = snapshots.differences(known.snapshot, snapshots.take(place))
        told += [f'without a word: {"; ".join(unequal[:2])}'] if unequal else []
    said = ' '.join(ended.err.split())
    return (trials.FAILED, '; '.join(told)) if told else (trials.OK, said)


def write_malformed(root: str, key: str) -> None:
    """Writes a set of photographs of which a few are malformed."""
    from tests import photo_set
    sound, chance = photo_set.encoded, random.Random(key)
    mutate = damages.MUTATIONS[key.split(':')[1]]
    photo_set.encoded = lambda rng, label, classes, sides, forms=(): (
        mutate(sound(rng, label, classes, sides), chance) if forms
        else sound(rng, label, classes, sides))
    photo_set.write(root, broken=BROKEN)
