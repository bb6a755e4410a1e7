"""book: lessons and runs as a site."""

from collections.abc import Sequence
from pathlib import Path

import tf_labs
from tf_labs import runtime
from tf_labs.config.checks import check_runs
from tf_labs.console import say
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.jobs.settings import parse
from tf_labs.published.checks import CHECKS
from tf_labs.published.notes import PUBLISHED
from tf_labs.runs import running
from tf_labs.training.run_directory import RunDirectory

NUMBERS = (*PUBLISHED, *CHECKS)


def book(output: str, labs: str | None, lang: str, seeds: int, workdir: str | None, devices: str,
         jobs: str = '1', run: bool = True, pdf: bool = False) -> None:
    """Writes the book of the labs, or of some of them."""
    runtime.parse_devices(devices)
    by = parse(jobs)
    check_runs(1, seeds)
    from tf_labs.book import contents
    from tf_labs.book import course
    from tf_labs.book import lab_runs
    from tf_labs.book import places
    from tf_labs.book import site
    from tf_labs.report import pdf as printing
    if pdf:
        printing.browser()  # or says that there is none, before anything is made
    site.check_output(Path(output))
    root = Path(workdir) if workdir is not None else running.DEFAULT_ROOT / 'reproduce'
    if run:
        RunDirectory(root / 'lab').check_usable()
    texts = contents.read(places.LESSONS)
    chosen = _chosen('lab', labs, texts.labs)
    languages = _chosen('language', lang, list(course.LANGUAGES)) or []
    shown = contents.labs_shown(texts, texts.labs if chosen is None else chosen)
    shelf = lab_runs.Shelf(tf_labs.load, root, seeds, by, NUMBERS, devices)
    found = {lab: shelf.find(lab) for lab in shown}
    missing = [lab for lab in shown if not found[lab].is_here and lab not in texts.long]
    if missing and not run:
        raise UserError('runs for the book are missing, and --norun does not make them',
                        expected=f'a directory with the runs of all its labs, {seeds} seeds of '
                        'each whose result depends on the seed', received=f'{root}, which lacks '
                        f'{", ".join(missing)}')
    if missing:
        say(f'{len(missing)} of {len(shown)} labs are not run yet')
        shelf.make(missing)
        found.update({lab: shelf.find(lab) for lab in missing})
    made = contents.Book(
        texts, course.chosen(texts.parts, chosen), languages, found, lab_runs.values(found),
        NUMBERS, {lab: tf_labs.load(lab) for lab in sorted(
            {key.partition('/')[0] for number in NUMBERS if number.lab in shown
             for key in number.settings()})})
    site.write(made, Path(output), with_pdf=pdf)
    for line in site.told(made, Path(output)):
        say(line)


def _chosen(kind: str, names: str | None, known: Sequence[str]) -> list[str] | None:
    """Returns the names of a flag, with commas between them, in the order of those known."""
    if names is None:
        return None
    words = names.split(',')
    for name in words:
        if name not in known:
            raise unknown_name(kind, name, known)
    return [name for name in known if name in words]
