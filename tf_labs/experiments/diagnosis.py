"""What the doctor says of a run, as a section of its report."""

from tf_labs.doctor import examination
from tf_labs.report import content
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.training.run_directory import RunDirectory

ROWS_OPEN = 12  # of a table that is not folded


def section(directory: RunDirectory) -> Section:
    """The findings one by one, and what the doctor could not look at."""
    found = examination.findings(directory)
    parts: list[content.Part] = [content.DoctorFindings(found) if found else Paragraph(
        'The doctor found nothing wrong with this run.', 'good')]
    return _with_unchecked(parts, directory)


def section_of_comparison(directory: RunDirectory) -> Section:
    """The findings of all runs as a table: there can be many, and many alike."""
    rows = [{'run and finding': finding.title, 'evidence': finding.evidence, 'lab': finding.lab}
            for finding in examination.findings(directory)]
    caption = f'{len(rows)} finding{"s" * (len(rows) > 1)}'
    parts: list[content.Part] = [
        Table(rows, caption, folded=len(rows) > ROWS_OPEN) if rows else
        Paragraph('The doctor found nothing wrong with these runs.', 'good')]
    return _with_unchecked(parts, directory)


def _with_unchecked(parts: list[content.Part], directory: RunDirectory) -> Section:
    unchecked = examination.unchecked(directory)
    if unchecked:
        count = len(unchecked)
        parts.append(content.Bullets(unchecked, f'{count} rule{"s" * (count > 1)} had no data'))
    return Section('findings', 'Findings', parts)
