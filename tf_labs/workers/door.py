"""Where workers call: whoever calls is listened to beside all others, and for a while only."""

from collections.abc import Iterator
import contextlib
import os
import select
import socket
import time
from typing import Any

from tf_labs.errors import UserError
from tf_labs.workers import messages
from tf_labs.workers.cluster import Cluster

ANSWER_SECONDS = 5  # in which a worker that calls has said who it is
_MOST = 256  # who call at once and have not said who they are


class Door:
    """A port that is listened on; a context, at whose end only those who were taken in stay."""

    def __init__(self, cluster: Cluster):
        """Listens.

        Raises:
          UserError: another program does.
        """
        self._door = socket.socket()
        # The connections keep the port when the door is closed, and TensorFlow is to listen on it.
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._callers: dict[socket.socket, _Caller] = {}
        try:
            self._door.bind(('', cluster.port))
            self._door.listen(cluster.size + 8)
        except OSError as error:
            self._door.close()
            raise UserError(
                f'port {cluster.port} of this machine cannot be used '
                f'({os.strerror(error.errno or 0)})', expected='a free port for each worker',
                received=cluster.named(cluster.index)) from error
        self._door.setblocking(False)

    def __enter__(self) -> 'Door':
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()
        for caller in self._callers:
            caller.close()

    def heard(self, seconds: float) -> Iterator[tuple[socket.socket, Any]]:
        """Waits for so long; yields who has said something whole, and what, to be answered."""
        readable, _, _ = select.select([self._door, *self._callers], [], [], seconds)
        for connection in readable:
            with contextlib.suppress(OSError, ValueError):
                if connection is self._door:
                    self._let_in(self._door.accept()[0])
                elif (said := self._callers[connection].hear(connection)) is not None:
                    del self._callers[connection]
                    yield connection, said[0]
        for connection, caller in list(self._callers.items()):
            if caller.is_late():
                del self._callers[connection]
                connection.close()

    def _let_in(self, connection: socket.socket) -> None:
        if len(self._callers) >= _MOST:
            connection.close()
            return
        connection.settimeout(ANSWER_SECONDS)
        self._callers[connection] = _Caller()


class _Caller:
    """One who has not said who it is."""

    def __init__(self) -> None:
        self._until = time.monotonic() + ANSWER_SECONDS
        self._said = b''

    def hear(self, connection: socket.socket) -> tuple[Any] | None:
        """Returns a whole message; None while it is none."""
        try:
            self._said += messages.ready(connection)
            if self._said.endswith(b'\n'):
                return (messages.parse(self._said),)
            if len(self._said) > messages.LARGEST:
                raise ValueError('no message')
        except (OSError, ValueError):
            self._until = 0.0  # nothing that it can say
            raise
        return None

    def is_late(self) -> bool:
        """True once it has had its time."""
        return time.monotonic() > self._until
