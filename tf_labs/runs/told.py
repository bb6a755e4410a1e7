"""The callbacks of one call from Python, from their check to the end of what they are told of."""

from collections.abc import Iterator
import contextlib
from typing import Any

from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.errors import StoppedByCallbackError
from tf_labs.errors import UserError
from tf_labs.runs.live import in_notebook
from tf_labs.runs.live import Live
from tf_labs.training import callbacks as trained


@contextlib.contextmanager
def told(callbacks: Any, config: ConfigDict) -> Iterator[None]:
    """Does the body, which runs a config, while these are told; one that stops it ends the body.

    Raises:
      UserError: they are no callbacks, or nothing would be told to them.
    """
    trained.check(callbacks)
    if callbacks and config.experiment != 'supervised':
        raise UserError('callbacks are for runs that train a classifier',
                        expected='a config of the experiment supervised',
                        received=config.experiment)
    try:
        with trained.told([*callbacks, *_displays(config)]):
            yield
    except StoppedByCallbackError as stop:
        say(str(stop))


def _displays(config: ConfigDict) -> list[Live]:
    """Returns what shows the run while it trains, where that can be."""
    return [Live()] if config.experiment == 'supervised' and in_notebook() else []
