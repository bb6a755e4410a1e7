"""SIGINT and SIGTERM: first ask to stop, then stop."""

import os
import signal


class StopSignals:
    """While entered, a first signal is remembered and a second ends the process at once."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self):
        self.received: int | None = None
        self._before = {}

    def __enter__(self) -> 'StopSignals':
        self._before = {signum: signal.signal(signum, self._handle) for signum in self.SIGNALS}
        return self

    def __exit__(self, *_) -> None:
        for signum, handler in self._before.items():
            signal.signal(signum, handler)

    def _handle(self, signum: int, _) -> None:
        if self.received is not None:
            os._exit(128 + signum)
        self.received = signum
