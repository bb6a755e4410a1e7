"""Tables as CSV for programs and as Markdown for people."""

from collections.abc import Mapping, Sequence
import csv
import io
from typing import Any

TableRow = Mapping[str, Any]


def to_csv(rows: Sequence[TableRow]) -> str:
    """Returns rows as CSV, with the keys of the first one as header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator='\n')
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def to_markdown(rows: Sequence[TableRow], *, aligned: bool = True) -> str:
    """Returns rows as a Markdown table; its columns also line up as plain text if `aligned`."""
    header = list(rows[0])
    cells = [header, *([cell(row[key]) for key in header] for row in rows)]
    widths = [max(3, *(len(line[column]) for line in cells)) if aligned else 3
              for column in range(len(header))]
    lines = ['| ' + ' | '.join(text.ljust(width) for text, width in zip(line, widths)) + ' |'
             for line in cells]
    lines.insert(1, '| ' + ' | '.join('-' * width for width in widths) + ' |')
    return '\n'.join(lines) + '\n'


def cell(value: Any) -> str:
    """Returns a value as a cell: floats to four significant digits, an empty one for None."""
    if value is None:
        return ''
    text = f'{value:.4g}' if isinstance(value, float) else str(value)
    return text.replace('|', '\\|').replace('\n', ' ')
