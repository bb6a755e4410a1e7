"""A run in a notebook while it trains: one line and a curve that move."""

import sys
import time
from typing import Any, TYPE_CHECKING

if TYPE_CHECKING:
    from tf_labs.training.callbacks import Event

_SECONDS = 0.5  # between two pictures: drawing takes a tenth of one


def in_notebook() -> bool:
    """True in a kernel that can change what it has shown; imports nothing for it."""
    shell = sys.modules.get('IPython')
    running: Any = shell.get_ipython() if shell is not None else None
    return running is not None and getattr(running, 'kernel', None) is not None


class Live:
    """Shows the last row and the loss so far, in one place; wiped away at the end of the run."""

    is_display = True  # it reads and touches nothing, so nothing is checked or noted of it

    def __init__(self) -> None:
        self._handle: Any = None
        self._rows: list[dict[str, Any]] = []
        self._drawn = 0.0

    def on_epoch(self, event: 'Event') -> None:
        """Adds a row; draws it, unless it has just drawn one."""
        self._rows.append(dict(event.row or {}))
        if time.perf_counter() - self._drawn >= _SECONDS:
            self._show(self._html(event))
            self._drawn = time.perf_counter()

    def on_end(self, event: 'Event') -> None:
        """Takes away what was shown: the run that is returned shows itself."""
        if self._handle is not None:
            self._show('')
        self._rows.clear()  # of a comparison the next run begins

    def _html(self, event: 'Event') -> str:
        from tf_labs.experiments import notebook_view
        steps_per_epoch = max(1, round(event.step / event.epoch))
        return (f'<p>epoch {event.epoch}, step {event.step:,}, train loss {event.loss:#.4g}</p>'
                f'{notebook_view.cards(self._rows[-1])}'
                f'{notebook_view.curve(self._rows, steps_per_epoch)}')

    def _show(self, html: str) -> None:
        from IPython import display
        shown = {'text/html': html, 'text/plain': ''}
        if self._handle is None:
            self._handle = display.display(shown, raw=True, display_id=True)
        else:
            self._handle.update(shown, raw=True)
