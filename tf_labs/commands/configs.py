"""config, new: what is in a config, and one of one's own to begin with."""

import importlib.util
import keyword
from pathlib import Path
import shlex

import tf_labs
from tf_labs.config import config_text
from tf_labs.config import lab_files
from tf_labs.console import say
from tf_labs.errors import UserError
from tf_labs.training import folder


def show(config: str | None, overrides: list[str]) -> None:
    """Prints every field of a config: its value, its default if that is another, its comment."""
    if config is None:
        raise UserError('--config is missing', expected='a lab, as digits, or --config=FILE',
                        received='none')
    for line in config_text.lines(tf_labs.load(config, overrides)):
        say(line)


def new(name: str | None, from_: str, dir: str) -> None:
    """Writes NAME.py, a config that begins as another; never over a file that is there."""
    if name is None or not config_text.is_name(name):
        raise UserError('the name of the new lab is not valid', received=name or 'none',
                        expected='letters, digits and _, the first a letter')
    if name in [file.stem for file in lab_files.files(lab_files.labs())]:
        raise UserError('there is a lab of that name', expected='another one', received=name)
    if keyword.iskeyword(name) or importlib.util.find_spec(name) is not None:
        raise UserError('a Python module has that name', expected='another one', received=name)
    config = tf_labs.load(from_)
    file = Path(dir) / f'{name}.py'
    command = f'tf-labs run {shlex.quote(str(file))}'
    text = config_text.python(config, name, command)
    try:
        file.touch(exist_ok=False)
    except OSError as error:
        raise UserError('the file cannot be written', expected='a new file in a directory that '
                        'exists', received=f'{file} ({error.strerror})') from error
    try:
        folder.write(file, text.encode())
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    say(f'{file}: begins as {config.lab}; run it: {command}')
