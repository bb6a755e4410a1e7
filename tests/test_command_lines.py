"""Random command lines: whatever is asked, the answer is a status and at most one line of error.

The campaign asks more of them, and in processes of their own.
"""

import random
import re

import pytest

from tests.asked import ask
from tests.conftest import ROOT
from tf_labs import arguments
from tf_labs import runtime
from tf_labs.command_table import COMMANDS
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.runs import launching
from tf_labs.runs import working
from tf_labs.training.run_directory import RunDirectory

COMMAND_LINES = 200
ERROR = re.compile(r'tf-labs: error: [^\n]+\n')
LABS = ('digits', 'gates', 'layer_probe', 'optimizers', 'activation_gallery', 'xor_lottery', 'rbm',
        'correspondence', 'optimizer_paths', 'mse_by_hand', 'occlusion', 'cifar10', 'sparse_adam')
VALUES = (
    '', ' ', 'None', '()', '(', '((((', '(' * 5000, '[1, 2', '{}', '{1: 2}', '(1, (2, 3))', 'a,b',
    ',', '1,,2', '1, 2', '64,64', 'True', 'false', 'maybe', '0', '-0', '-1', '1', '2', '3.5', '1e9',
    '1e999', '-inf', 'nan', str(10**400), '9' * 5000, str(2**31), str(2**63), '0x10', '1_0', '٣',
    'adam', 'Adam', 'adamm', 'relu', 'digits', 'mnist', 'supervised', 'test', 'train', 'auto',
    '~', '~nobody', '~no-such-user/x', '/', '/dev/null', '/dev/null/x', '/proc/self', '.', '..',
    'A' * 300, 'x/' * 3000, 'run', 'run,run', 'nowhere', 'nowhere,', 'lock', 'configs',
    'configs/digits.py', 'digit', 'a\nb', 'a\rb', '\x1b[31mred\x1b[0m', 'a\0b', 'é', '\udc80',
    '%s%n', '$(id)', '`id`', '--workdir', '--', '-', '=', '==', "'", '"', "'a'", '\\', '*', '?',
    'random', '1:2', 'Ankle boot: shaft 6 16 7 7')


class TensorFlowWanted(BaseException):
    """The command line was right so far: from here on TensorFlow would be needed."""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A directory with the labs and a run, from which TensorFlow is never reached."""
    (tmp_path / 'configs').symlink_to(ROOT / 'configs')
    config = config_files.load(str(ROOT / 'configs' / 'digits.py'))
    (tmp_path / 'run').mkdir()
    RunDirectory(tmp_path / 'run').write_config(config)
    monkeypatch.chdir(tmp_path)

    def stop(*_):
        raise TensorFlowWanted
    monkeypatch.setattr(runtime, 'import_tensorflow', stop)
    monkeypatch.setattr(launching, 'launch', stop)
    monkeypatch.setattr(working, 'join', stop)
    return tmp_path


def words(draw: random.Random, fields: dict[str, list[str]]) -> list[str]:
    """Returns a command line: mostly of words that exist, with values that mostly cannot be."""
    name = draw.choice([*COMMANDS, draw.choice(VALUES)]) if draw.random() < 0.5 else 'run'
    if name not in COMMANDS:
        return [name, *draw.choices(VALUES, k=draw.randrange(2))]
    lab = draw.choice(LABS)
    known = list(arguments._flags(COMMANDS[name]))
    line = [name]
    if name == 'run' and draw.random() < 0.9:
        line.append(draw.choice([lab, f'--config={lab}', f'--config=configs/{lab}.py']))
    for _ in range(draw.randrange(4)):
        value = draw.choice(VALUES)
        kind = draw.random()
        if name == 'run' and kind < 0.7:
            path, negative = draw.choice(fields[lab]), draw.choice(['', '', '', 'no'])
            line += draw.choice([[f'--{negative}config.{path}={value}'],
                                 [f'--config.{path}', value], [f'--{negative}config.{path}'],
                                 [f'--config.{path[:-1]}={value}']])
        elif kind < 0.9:
            flag, negative = draw.choice(known), draw.choice(['', '', '', 'no'])
            line += draw.choice([[f'--{negative}{flag}={value}'], [f'--{flag}', value],
                                 [f'--{flag[:-1]}={value}'], [f'-{flag}={value}']])
        else:
            line.append(value)
    if draw.random() < 0.5 and 'workdir' in known:
        line.append('--workdir=run')
    return line


def answer(line: list[str], place) -> tuple[int | None, str]:
    """Returns the status and the words of a command line; no status if TensorFlow was wanted."""
    try:
        done = ask(*line, cwd=place)
    except TensorFlowWanted:
        return None, ''
    return done.returncode, done.stderr


@pytest.mark.slow
def test_random_command_lines(place):
    draw = random.Random(777)
    fields = {lab: [path for path, _ in config_values.fields(config_files.load(lab))]
              for lab in LABS}
    reached = 0
    for _ in range(COMMAND_LINES):
        line = words(draw, fields)
        status, said = answer(line, place)
        reached += status is None
        if status in (0, None):
            assert said == '', line
        else:
            assert ERROR.fullmatch(said) and said[:-1].isprintable(), (line, said)
            assert 'unforeseen' not in said, (line, said)
            assert len(said) < 5000, line
    assert COMMAND_LINES / 20 < reached < COMMAND_LINES / 2  # both sides are seen
    left = {path.name for path in place.iterdir()} - {'configs', 'run'}
    assert all(name.endswith(('.html', '.py')) for name in left), left  # pages, and of `new`


def test_the_fuzzer_sees_what_slips_through(place, monkeypatch):
    """Without the check of types, text among numbers is a TypeError."""
    from tf_labs.config.ranges import Range
    monkeypatch.setattr(Range, '__contains__', lambda its, value: its.holds(value))
    _, said = answer(['run', 'layer_probe', '--config.probe.cs=adam'], place)
    assert 'unforeseen TypeError' in said
