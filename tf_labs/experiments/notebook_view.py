"""A run, a lab or a comparison as a notebook shows it: key numbers, curves or figures, a link.

What stands here is a part of a page whose style is not ours: it sets no colour of text or paper, so
that it is read on light and dark ones. Figures are pictures with paper of their own.
"""

from collections.abc import Mapping, Sequence
import html as escaping
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs.experiments import comparison_report
from tf_labs.experiments import procedure_report
from tf_labs.report import run_curves
from tf_labs.report.content import Table
from tf_labs.report.html import Picture
from tf_labs.training import config_plan
from tf_labs.training import metrics_log
from tf_labs.training import run_files
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory

_CARDS = (('test_accuracy', '.4f', 'test accuracy'), ('test_r2', '.4f', 'test R²'),
          ('test_loss', '#.4g', 'test loss'), ('fit_accuracy', '.4f', 'training accuracy'),
          ('step', ',', 'steps'))
_LINES = 60  # of what a lab has printed
_FIGURES = 4


def of(directory: RunDirectory) -> str:
    """Returns a directory's run, lab or comparison as HTML."""
    config = directory.config()
    if comparison_report.is_comparison(config, directory):
        parts = _of_comparison(directory)
    elif config.experiment == 'supervised':
        parts = _of_run(config, directory)
    else:
        parts = _of_lab(directory)
    return '\n'.join([f'<div><p><b>{escaping.escape(config.lab)}</b></p>', *parts,
                      _link(directory), '</div>'])


def _of_run(config: ConfigDict, directory: RunDirectory) -> list[str]:
    rows, result = metrics_log.read(directory), directory.result()
    plan = config_plan.plan_of(config, directory.data(config), directory.read_json('manifest'))
    known: dict[str, Any] = {**(rows[-1] if rows else {}), **(result or {})}
    state = [] if result else [_said(
        f'not ended: at step {known.get("step", 0):,} of {plan.total_steps:,}')]
    return [*state, cards(known), *map(_image, run_curves.curves(rows, plan.steps_per_epoch, None))]


def _of_lab(directory: RunDirectory) -> list[str]:
    printed = (directory.content(run_files.REPORT_TEXT) or b'').decode('utf-8', 'replace')
    lines = printed.splitlines()
    more = [f'... and {len(lines) - _LINES} lines more'] if len(lines) > _LINES else []
    text = escaping.escape('\n'.join([*lines[:_LINES], *more]))
    folded = (f'<details><summary>What it printed</summary>'
              f'<pre style="overflow-x:auto">{text}</pre></details>')
    return [*map(_image, figures(directory)[:_FIGURES]), *([folded] if lines else [])]


def _of_comparison(directory: RunDirectory) -> list[str]:
    found = [_table(part.rows) for section in procedure_report.tabulated(directory)
             for part in section.parts if isinstance(part, Table)]
    return [*found[:1], *map(_image, figures(directory)[:_FIGURES])]


def figures(directory: RunDirectory) -> list[Picture]:
    """Returns the figures that a run has left, in the order of their names."""
    section = procedure_report.figures(directory)
    return [] if section is None else [
        picture for part in section.parts for picture in getattr(part, 'pictures', ())]


def cards(known: Mapping[str, Any]) -> str:
    """Returns the key numbers of a row or a result, side by side."""
    shown = [(f'{known[key]:{form}}', title) for key, form, title in _CARDS
             if isinstance(known.get(key), (int, float))]
    return '<div style="display:flex;flex-wrap:wrap;gap:1.5em;margin:.5em 0">' + ''.join(
        f'<div><div style="font-size:1.4em">{value}</div><div>{title}</div></div>'
        for value, title in shown) + '</div>'


def curve(rows: Sequence[Row], steps_per_epoch: int) -> str:
    """Returns the loss over the epochs so far as a small picture; '' before the first row."""
    found = run_curves.curves(rows, steps_per_epoch, None)
    return _image(found[0]) if found else ''


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    head = ''.join(f'<th>{escaping.escape(key)}</th>' for key in rows[0])
    body = ''.join('<tr>' + ''.join(f'<td>{escaping.escape(str(value))}</td>'
                                    for value in row.values()) + '</tr>' for row in rows)
    return f'<div style="overflow-x:auto"><table><tr>{head}</tr>{body}</table></div>'


def _image(picture: Picture) -> str:
    width, _ = picture.size
    return (f'<img alt="{escaping.escape(picture.alt)}" src="{picture.source}" '
            f'style="max-width:100%;width:{width // 2}px">')


def _said(text: str) -> str:
    return f'<p>{escaping.escape(text)}</p>'


def _link(directory: RunDirectory) -> str:
    page = directory.path / 'report.html'
    if not page.is_file():
        return _said(f'{directory.path} · report() writes the whole page')
    place = escaping.escape(_from_here(page))
    return f'<p><a href="{place}">{place}</a></p>'


def _from_here(page: Path) -> str:
    """Returns a path as a notebook that works here can open it."""
    try:
        return str(page.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(page)
