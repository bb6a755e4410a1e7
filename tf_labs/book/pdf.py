"""A book as PDF: one page of all labs, printed by Chromium."""

import os
from pathlib import Path
import re
import shutil
import subprocess

from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.training import folder

_NAMES = ('chromium', 'chromium-browser', 'google-chrome', 'chrome')
_SECONDS = 600
# What differs from one time to the next; digits in place of digits, so that no offset moves.
_DATES = re.compile(rb'/(CreationDate|ModDate) \(D:\d+([+-]\d\d\'\d\d\')?Z?\)')


def browser() -> str:
    """Returns the program that prints.

    Raises:
      UserError: none is installed.
    """
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise UserError('--pdf takes Chromium, which is not installed',
                        expected=f'one of {", ".join(_NAMES)} on PATH', received='none of them')
    return found


def write(page: Path, target: Path) -> None:
    """Prints a page to a file.

    Raises:
      RunFailedError: the browser fails.
    """
    made = folder.unfinished(target)
    words = [browser(), '--headless', '--disable-gpu', '--no-pdf-header-footer',
             *(['--no-sandbox'] if os.geteuid() == 0 else ()),
             f'--print-to-pdf={made}', page.absolute().as_uri()]
    try:
        done = subprocess.run(words, check=False, capture_output=True, timeout=_SECONDS)
        if done.returncode or not made.is_file():
            raise RunFailedError(f'{words[0]} printed no PDF (exit status {done.returncode})')
        target.write_bytes(_DATES.sub(_undated, made.read_bytes()))
    except subprocess.TimeoutExpired as error:
        raise RunFailedError(f'{words[0]} printed no PDF within {_SECONDS} s') from error
    finally:
        made.unlink(missing_ok=True)


def _undated(match: re.Match[bytes]) -> bytes:
    return re.sub(rb'\d', b'0', match[0])
