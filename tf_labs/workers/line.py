"""A connection between two workers, of which each says now and then that it is there.

The end of a connection tells of a process that has died. One that was stopped, or whose machine
hangs, keeps its connection: it is known by its silence.
"""

from collections.abc import Callable, Mapping
import queue
import socket
import threading
import time
from typing import Any

from tf_labs.workers import messages

TOLD_SECONDS = 10  # of silence, or of waiting, after which it is told
_PULSE = {'alive': True}
_PULSE_SECONDS = 2
_POLL_SECONDS = 0.5


class Line:
    """A connection: what comes is taken in at once, by a thread, and so is what is to be said."""

    def __init__(self, connection: socket.socket):
        connection.settimeout(None)
        self._connection = connection
        self._heard = time.monotonic()
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._is_over = False
        for work in (self._listen, self._pulse):
            threading.Thread(target=work, daemon=True).start()

    @property
    def is_over(self) -> bool:
        """True once the other end is closed."""
        return self._is_over

    @property
    def silence(self) -> float:
        """Seconds since the other one was heard."""
        return time.monotonic() - self._heard

    def send(self, message: Mapping[str, Any]) -> None:
        """Sends a message."""
        with self._sending:
            messages.send(self._connection, message)

    def receive(self, while_silent: Callable[[float], None]) -> Any:
        """Waits for a message.

        Args:
          while_silent: gets the seconds of silence, now and then; it may raise.

        Raises:
          ValueError: the other end is closed.
        """
        while True:
            try:
                found = self._messages.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                while_silent(self.silence)
                continue
            if found is None:
                raise ValueError('no message')
            return found

    def close(self) -> None:
        """Ends it."""
        self._is_over = True
        try:
            self._connection.shutdown(socket.SHUT_RDWR)  # wakes who listens
        except OSError:
            pass
        self._connection.close()

    def _listen(self) -> None:
        try:
            while True:
                message = messages.receive(self._connection)
                self._heard = time.monotonic()
                if message != _PULSE:
                    self._messages.put(message)
        except (OSError, ValueError):
            self._is_over = True
            self._messages.put(None)

    def _pulse(self) -> None:
        while not self._is_over:
            self.send(_PULSE)
            time.sleep(_PULSE_SECONDS)
