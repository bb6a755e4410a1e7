"""The runs below a directory: chosen, in order, as rows of a table or as values."""

from collections.abc import Iterable, Iterator, Sequence
import os
from typing import Any

from tf_labs.errors import UserError
from tf_labs.runs import conditions
from tf_labs.runs import found_runs
from tf_labs.runs import given
from tf_labs.runs.found_runs import FoundRun
from tf_labs.runs.run import Run
from tf_labs.runs.running import DEFAULT_ROOT
from tf_labs.training.run_directory import RunDirectory


def runs(directory: str | os.PathLike[str] = DEFAULT_ROOT, *, where: str | Sequence[str] = (),
         sort: str | None = None) -> list[Run]:
    """Returns the runs below a directory, those of comparisons with them.

        best_first = tf_labs.runs(where='test_accuracy>0.9', sort='-test_accuracy')

    Args:
      directory: to look in.
      where: conditions that all hold, as 'data.name=digits' or 'optimizer.learning_rate<0.01'.
      sort: a field, or '-FIELD' for the largest first; None: by directory.

    Raises:
      UserError: there is no such directory, field or condition.
    """
    texts = [where] if isinstance(where, str) else list(where)
    if not all(isinstance(text, str) for text in (*texts, sort or '')):
        raise UserError('where and sort are texts', received=repr((where, sort)),
                        expected="as where=['state=finished'], sort='-test_accuracy'")
    found = chosen(given.path(directory), texts, sort)
    return [Run(RunDirectory(run.path)) for run in found
            if run.values['state'] != found_runs.DAMAGED]


def chosen(root: 'os.PathLike[str]', where: Sequence[str], sort: str | None) -> Iterable[FoundRun]:
    """Returns the runs that fulfil all conditions; they are read as they are asked for, unless
    they are sorted.

    Raises:
      UserError: there is no such directory, field or condition.
    """
    asked = [conditions.parse(text) for text in where]
    path = given.path(root)
    if path == DEFAULT_ROOT and not path.exists():  # nothing was run here yet
        return []
    if not path.is_dir():
        raise UserError('there is no such directory', expected='one with runs in it',
                        received=path)
    fields = [one.field for one in asked]
    if sort is None and not fields:
        return found_runs.below(path)
    if sort is not None:
        fields.append(conditions.sort_field(sort))
    every = list(found_runs.below(path))
    if every:
        conditions.check_fields(fields, _known(every))
        conditions.check_values(asked, [run.values for run in every])
    by_values = {id(run.values): run for run in every
                 if all(one.holds(run.values) for one in asked)}
    values = [run.values for run in by_values.values()]
    ordered = values if sort is None else conditions.in_order(values, sort)
    return [by_values[id(one)] for one in ordered]


def _known(every: Iterable[FoundRun]) -> Iterator[str]:
    for run in every:
        yield from run.values


def rows(found: Iterable[FoundRun], where: Sequence[str], sort: str | None) -> Iterator[
        dict[str, Any]]:
    """Yields a row for each run: the columns, and what was asked about besides."""
    fields = [conditions.parse(text).field for text in where]
    fields += [] if sort is None else [conditions.sort_field(sort)]
    columns = dict.fromkeys([*found_runs.COLUMNS, *fields])
    for run in found:
        yield {name: run.values.get(name) for name in columns}
