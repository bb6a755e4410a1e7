"""report.html or report.pdf of a run directory: everything that is known of it in one file."""

import errno
from pathlib import Path

import tf_labs
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_report
from tf_labs.experiments import procedure_report
from tf_labs.experiments import run_report
from tf_labs.report import html
from tf_labs.report import pdf
from tf_labs.report.content import Report
from tf_labs.training import folder
from tf_labs.training import leftovers
from tf_labs.training import tensorboard
from tf_labs.training.run_directory import RunDirectory

HTML, PDF = 'html', 'pdf'


def write(directory: RunDirectory, devices: str = 'auto', target: Path | None = None,
          form: str = HTML) -> Path:
    """Writes report.html, its figures as files, and those of a classifier for TensorBoard too.

    With a target the page alone is written, and nothing into the directory. On paper it is
    report.pdf, which a browser prints.

    Args:
      directory: of a run, a lab or a comparison; it may not have ended.
      devices: of `runtime.start`, for the answers of a net.
      target: file for the page; None: report.html or report.pdf of the directory.
      form: HTML or PDF.

    Returns:
      Where the page is.

    Raises:
      UserError: no run is here, the directory may not be written, or no browser can print.
      RunFailedError: the browser did not print.
      OSError: the disk takes no more; a report that was there before is whole.
    """
    if form == PDF:
        pdf.browser()  # or says that there is none, before anything is drawn
    report = make(directory, devices)
    page = html.render('report.html.j2', report=report, title=report.title,
                       version=tf_labs.__version__)
    made = pdf.printed(page) if form == PDF else page.encode()
    try:
        return _write(directory, report, made, target, f'report.{form}')
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise UserError('the report cannot be written', expected='a writable directory, or an '
                        'output elsewhere', received=f'{error.filename or directory.path} '
                        f'({error.strerror or type(error).__name__})') from error


def _write(directory: RunDirectory, report: Report, page: bytes, target: Path | None,
           name: str) -> Path:
    if target is not None:
        folder.write(target, page)
        return target
    leftovers.remove_of_reports(directory.files)
    for picture in report.files:
        directory.write_bytes(f'figures/{picture.name}.png', picture.png)
    if report.files:
        tensorboard.write_pictures(directory.tensorboard, report.step, {
            picture.name: picture.png for picture in report.files})
    directory.write_bytes(name, page)
    return directory.path / name


def make(directory: RunDirectory, devices: str = 'auto') -> Report:
    """Returns the report of a run, a lab or a comparison; writes nothing."""
    config = directory.config()
    if comparison_report.is_comparison(config, directory):
        return comparison_report.make(config, directory)
    if config.experiment == 'supervised':
        return run_report.make(config, directory, devices)
    return procedure_report.make(config, directory)
