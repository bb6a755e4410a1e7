"""Pages on paper: a browser prints them, which knows best how a page breaks."""

from pathlib import Path
import shutil
import subprocess
import tempfile

from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError

BROWSERS = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome',
            'microsoft-edge')
_SECONDS = 120
_FLAGS = ('--headless', '--no-sandbox', '--disable-gpu', '--no-pdf-header-footer',
          '--disable-background-networking', '--no-first-run', '--virtual-time-budget=10000')


def browser() -> str:
    """Returns the program that prints.

    Raises:
      UserError: none is installed.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise UserError('there is no browser to print the page with', received='none',
                        expected='chromium, google-chrome or microsoft-edge on the PATH; any '
                        'browser prints report.html')
    return found


def printed(page: str) -> bytes:
    """Returns a page as PDF.

    Raises:
      UserError: no browser is installed.
      RunFailedError: the browser did not print it.
    """
    program = browser()
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / 'page.html', Path(place) / 'page.pdf'
        source.write_text(page, 'utf-8')
        try:
            subprocess.run([program, *_FLAGS, f'--user-data-dir={place}/profile',
                            f'--print-to-pdf={target}', source.as_uri()],
                           check=True, capture_output=True, timeout=_SECONDS)
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            reason = 'it took too long' if isinstance(error, subprocess.TimeoutExpired) else (
                'it wrote none')
            raise RunFailedError(
                f'{Path(program).name} could not print the page: {reason}') from error
