"""Fuzzed command lines: an answer or one line, the status that belongs to it, nothing left behind.

Each is given where a run, configs, a picture and odd files lie. What trains for long is stopped by
SIGINT after a while, and must answer it.
"""

from collections.abc import Iterator
import itertools
import os
from pathlib import Path
import random
import shlex
import shutil

from PIL import Image

from benchmarks.campaign import command_lines
from benchmarks.campaign import trials
from benchmarks.campaign import words
from benchmarks.campaign.trials import Trial
from benchmarks.campaign.trials import Verdict
from benchmarks.campaign.worker import Command
from benchmarks.campaign.worker import Worker

PATIENCE = 10.0  # seconds to a SIGINT
GRACE = 45.0  # seconds from it to the end


def plan(known: command_lines.Vocabulary, shared: Path, seed: int) -> Iterator[Trial]:
    """Yields command lines without end."""
    for number in itertools.count():
        yield trial(f'{seed}:{number}', known, shared)


def trial(key: str, known: command_lines.Vocabulary, shared: Path) -> Trial:
    """Returns the command line that a key names: SEED:NUMBER."""
    kind, line = command_lines.draw(known, random.Random(key))
    command = line[0] if line and line[0] in known.flags else 'no command'
    return Trial(key, {'kind': kind, 'command': command},
                 lambda worker, directory: _tried(line, shared, worker, directory))


def _tried(line: tuple[str, ...], shared: Path, worker: Worker, directory: Path) -> Verdict:
    place = directory / 'home' / 'deep' / 'trial'  # so that ../.. is its own as well
    place.mkdir(parents=True)
    shutil.copytree(shared / 'digits', place / 'run')
    (place / 'empty').mkdir()
    for name, text in command_lines.FILES.items():
        (place / name).write_text(text, 'utf-8')
    Image.new('L', (8, 8), 200).save(place / 'picture.png')
    before = _files(place)
    ended = worker.run(Command(
        line, place, interrupt_after=PATIENCE, timeout=GRACE, env=environment(directory)))
    told = words.faults(ended)
    if ended.status == 2 and _files(place) != before:
        told.append(f'status 2, and changed: {sorted(_files(place).items() ^ before.items())[:2]}')
    shown = shlex.join(word[:200].encode('unicode_escape').decode() for word in line)
    return (trials.FAILED, f'{"; ".join(told)}: {shown}') if told else (trials.OK, shown)


def environment(directory: Path) -> dict[str, str]:
    """Returns variables under which nothing is prepared and nothing can be downloaded."""
    nowhere = 'http://127.0.0.1:9'
    return {'XDG_CACHE_HOME': str(directory / 'cache'), 'HOME': str(directory / 'home'),
            'TFDS_DATA_DIR': str(directory / 'tfds'), 'http_proxy': nowhere, 'COLUMNS': '80',
            'https_proxy': nowhere, 'NO_GCE_CHECK': 'true'}


def _files(place: Path) -> dict[str, tuple[int, int]]:
    """Returns {path: (size, time of change)} of all that lies below a directory."""
    found = {}
    for above, directories, files in os.walk(place):
        for name in (*directories, *files):
            status = os.lstat(os.path.join(above, name))
            found[os.path.join(above, name)] = (status.st_size, status.st_mtime_ns)
    return found
