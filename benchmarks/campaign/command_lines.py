"""Command lines that nobody would type, drawn by a seed from what the program knows."""

from collections.abc import Mapping
import dataclasses
import importlib.util
from pathlib import Path
import random
import re
from typing import Any

from benchmarks.campaign.worker import Command
from benchmarks.campaign.worker import ROOT
from benchmarks.campaign.worker import Worker

# No absolute path that could be written: what is given to --output is written.
ODD = (
    '', '0', '-1', '1', '2', '3.5', '-0.0', '1e400', '1e-400', 'nan', '-inf', '2147483648',
    '1000000000', '9' * 30, '0x10', '1_0', '٣', 'None', 'none', 'null', '()', '(1,', '[]', '{}',
    '(1, 2)', '1,2', ',', "('a',)", 'true', 'False', '"', "'", '\\', 'adam', 'zzz', 'a' * 300,
    'a' * 5000, '..', '../..', '.', '~', 'run', 'run/', 'empty', 'missing', 'file.txt',
    'missing/deep/down', 'run/config.json', 'picture.png', 'broken.py', 'ends.py', 'no_config.py',
    '/proc/none/deep', 'a\nb', 'a\rb', '\t', '\x1b[31mred',
    '\u202egnirts', 'ü', '数字', '\udcff', '🙂', ' ', '*', 'run*', '[run]', '$HOME', '%s', '{0}',
    '=', '--', '-', '__class__', 'import os', 'digits', 'mnist', 'random', '0,1', '777')
FILES = {
    'file.txt': 'no config\n', 'broken.py': 'def get_config(:\n', 'no_config.py': 'x = 1\n',
    'ends.py': 'import sys\nsys.exit(0)\n',
}


@dataclasses.dataclass(frozen=True)
class Vocabulary:
    """What the program knows: {command: its flags}, {config file: {field: its value}}."""

    flags: dict[str, list[str]]
    fields: dict[str, dict[str, Any]]


def vocabulary(worker: Worker) -> Vocabulary:
    """Asks the program by its help, and the config files by their `get_config`."""
    overview = worker.run(Command((), ROOT)).out
    commands = re.findall(r'^  ([a-z]+) ', overview, re.MULTILINE)
    return Vocabulary(
        {name: re.findall(r'^  --([\w]+) ', worker.run(Command((name, '--help'), ROOT)).out,
                          re.MULTILINE) for name in commands},
        {str(file): _fields(file) for file in sorted((ROOT / 'configs').glob('*.py'))})


def _fields(file: Path) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location(f'config_{file.stem}', file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _paths(module.get_config().to_dict())


def _paths(tree: Mapping[str, Any], above: str = '') -> dict[str, Any]:
    found = {}
    for name, value in tree.items():
        found |= (_paths(value, f'{above}{name}.') if isinstance(value, Mapping)
                  else {f'{above}{name}': value})
    return found


def draw(known: Vocabulary, chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """Returns a command line, and what kind it is."""
    kind = chance.choices(
        ['config fields', 'flags', 'words', 'bent'], weights=[4, 4, 1, 2])[0]
    if kind == 'config fields':
        line = _run(known, chance)
    elif kind == 'flags':
        line = _flags(known, chance)
    elif kind == 'words':
        line = [_word(chance) for _ in range(chance.randint(0, 4))]
    else:
        line = chance.choice((_run, _flags))(known, chance)
        for _ in range(chance.randint(1, 3)):
            line = _bent(line, chance)
    return kind, tuple(line)


def _run(known: Vocabulary, chance: random.Random) -> list[str]:
    file = chance.choice([*known.fields, *[f'{ROOT}/configs/digits.py'] * 30])
    fields = known.fields[file]
    line = [f'--config={file}', f'--workdir={chance.choice(("new", "new", "run", "deep/new"))}']
    if 'data.name' in fields and chance.random() < 0.7:
        line.append('--config.data.name=digits')
    if 'train.epochs' in fields:
        line.append('--config.train.epochs=1')
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        field = chance.choice(list(fields))
        value = _near(fields[field], chance) if chance.random() < 0.5 else _word(chance)
        line.append(f'--config.{field}={value}')
    if chance.random() < 0.2:
        line.append(f'--{chance.choice(known.flags["run"])}={_word(chance)}')
    chance.shuffle(line)
    return ['run', *line]


def _flags(known: Vocabulary, chance: random.Random) -> list[str]:
    name = chance.choice([name for name in known.flags if name != 'reproduce'])
    line = ['--workdir=run'] if 'workdir' in known.flags[name] and chance.random() < 0.8 else []
    line += ['--config=broken.py'] if name == 'run' and chance.random() < 0.5 else []
    for _ in range(chance.randint(0, 3)):
        flag = chance.choice([*known.flags[name], 'index', 'step'])
        word = _word(chance)
        line += chance.choice(([f'--{flag}={word}'], [f'--{flag}={word}'], [f'--{flag}', word],
                               [f'-{flag}={word}'], [f'--no{flag}'], [f'--{flag}']))
    chance.shuffle(line)
    return [name, *line]


def _near(value: Any, chance: random.Random) -> str:
    """Returns a value of the same kind, which may be a possible one."""
    if isinstance(value, bool):
        return str(not value)
    if isinstance(value, (int, float)):
        return str(value * chance.choice((1, 2, 3, 10, -1, 0)) + chance.choice((0, 0, 1)))
    if isinstance(value, (list, tuple)):
        return str(tuple(value) * chance.choice((0, 1, 2, 3)))
    return chance.choice(('1', '2', '7', 'sgd', 'rbm', 'plateau', 'tanh', 'xla', 'eager'))


def _word(chance: random.Random) -> str:
    word = chance.choice(ODD)
    return word if chance.random() < 0.9 else word + chance.choice(ODD)


def _bent(line: list[str], chance: random.Random) -> list[str]:
    """Drops, doubles, swaps or misspells a word."""
    place, line = chance.randrange(len(line)), list(line)
    way = chance.choice(('drop', 'double', 'swap', 'misspell', 'cut'))
    if way == 'drop':
        del line[place]
    elif way == 'double':
        line.insert(place, line[place])
    elif way == 'swap':
        other = chance.randrange(len(line))
        line[place], line[other] = line[other], line[place]
    elif way == 'cut':
        line[place] = line[place][:chance.randint(0, len(line[place]))]
    else:
        letter = chance.randint(0, len(line[place]))
        line[place] = line[place][:letter] + chance.choice('xé=-.\n') + line[place][letter + 1:]
    return line or ['run']
