"""A book as PDF: one page of all labs, printed by the browser that prints reports."""

import os
from pathlib import Path
import re
import subprocess
import tempfile

from tf_labs.errors import RunFailedError
from tf_labs.report import pdf

_SECONDS = 900  # a thousand pages are laid out at once
# What differs from one time to the next; digits in place of digits, so that no offset moves.
_DATES = re.compile(rb'/(CreationDate|ModDate) \(D:\d+([+-]\d\d\'\d\d\')?Z?\)')


def write(page: Path, target: Path) -> None:
    """Prints a page, with the files beside it, to a file.

    Raises:
      UserError: there is no browser.
      RunFailedError: it fails.
    """
    program = pdf.browser()
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / 'book.pdf'
        words = [program, '--headless', '--disable-gpu', '--no-pdf-header-footer',
                 '--no-first-run', '--disable-background-networking',
                 *(['--no-sandbox'] if os.geteuid() == 0 else ()),
                 f'--user-data-dir={place}/profile', f'--print-to-pdf={made}',
                 page.absolute().as_uri()]
        try:
            done = subprocess.run(words, check=False, capture_output=True, timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise RunFailedError(f'{program} printed no PDF within {_SECONDS} s') from error
        if done.returncode or not made.is_file():
            raise RunFailedError(f'{program} printed no PDF (exit status {done.returncode})')
        target.write_bytes(undated(made.read_bytes()))


def undated(content: bytes) -> bytes:
    """Returns a PDF that does not say when it was made: the same pages are the same bytes."""
    return _DATES.sub(lambda match: re.sub(rb'\d', b'0', match[0]), content)
